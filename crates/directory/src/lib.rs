//! 名录: assemblies, persons, memberships, units, terms, grants and sign-in sessions: the tables and read functions that
//! any module's store may join. The acts on them are in `modules/identity`.

pub mod actor;
pub mod assemblies;
pub mod bodies;
pub mod names;
pub mod people;
pub mod roles;
pub mod sessions;
pub mod sign_ins;
pub mod terms;
pub mod units;
pub mod uploads;

pub use actor::{Hat, actor_of, hats, person_actor};

use kernel::db::{Migration, Sealed};

/// What lies sealed in these tables. The telephone of a unit (`unit.telephone`) is its switchboard, printed on public papers, and
/// stays readable.
pub const SEALED: &[Sealed] = &[MOBILE, CONTACT_TELEPHONE, UPLOADED_TABLE, FACTOR_SECRET, FACTOR_PHONE];

/// 手机号 of a person.
pub const MOBILE: Sealed =
    Sealed { table: "person_private", key: "person", column: "mobile", place: "person_private.mobile", was_readable: true };

/// Of somebody named who answers for a unit.
pub const CONTACT_TELEPHONE: Sealed =
    Sealed { table: "unit_contact", key: "id", column: "telephone", place: "unit_contact.telephone", was_readable: true };

/// Whatever somebody has uploaded to be imported: telephones, and columns nobody asked for.
pub const UPLOADED_TABLE: Sealed =
    Sealed { table: "uploaded_table", key: "id", column: "table_json", place: "uploaded_table.table_json", was_readable: true };

const FACTOR_SECRET: Sealed = Sealed { table: "account", key: "person", column: "totp", place: "account.totp", was_readable: false };

const FACTOR_PHONE: Sealed = Sealed { table: "account", key: "person", column: "phone", place: "account.phone", was_readable: false };

pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "directory/0001-directory", sql: include_str!("../migrations/0001-directory.sql") },
    Migration { name: "directory/0002-uploads", sql: include_str!("../migrations/0002-uploads.sql") },
    Migration { name: "directory/0003-phone-factor", sql: include_str!("../migrations/0003-phone-factor.sql") },
];
