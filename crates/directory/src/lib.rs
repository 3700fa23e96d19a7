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

use kernel::db::Migration;

pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "directory/0001-directory", sql: include_str!("../migrations/0001-directory.sql") },
    Migration { name: "directory/0002-uploads", sql: include_str!("../migrations/0002-uploads.sql") },
    Migration { name: "directory/0003-phone-factor", sql: include_str!("../migrations/0003-phone-factor.sql") },
];
