//! What a module brings: its manifest.

use std::sync::Arc;

use kernel::db::{Migration, Tx};
use kernel::journal::{Entry, Ref};
use kernel::workflow::Drawing;
use kernel::{Actor, Id, Result};

use crate::act::Bound;
use crate::i18n::{Lang, Locale};
use crate::page::{Ask, Page};
use crate::ui::Queue;

/// May this person read an attachment of the record? `NotFound` otherwise.
pub type CanRead = fn(&mut Tx, &Actor, Id) -> Result<()>;

/// Does this code, of somebody without an account, open the attachments of the record? `NotFound` otherwise.
pub type OpensByCode = fn(&mut Tx, &str, Id) -> Result<()>;

/// One vertical slice. The server lists them; nothing else knows them all.
#[derive(Default)]
pub struct Module {
    pub name: &'static str,
    pub migrations: &'static [Migration],
    /// Columns that lie sealed.
    pub sealed: &'static [kernel::db::Sealed],
    /// (language, text of the file)
    pub messages: &'static [(&'static str, &'static str)],
    pub acts: Vec<Bound>,
    pub pages: Vec<Page>,
    pub lives: Vec<crate::live::Live>,
    pub nav: Vec<Nav>,
    pub processes: Vec<Drawing>,
    /// Queues of the workbench: what waits for this person.
    pub waiting: Option<fn(&mut Tx, &Actor, &Ask) -> Result<Vec<Queue>>>,
    /// Words that the assembly calls otherwise, by its policy: message key and text.
    pub renames: Option<fn(&mut Tx, &Actor, Lang) -> Result<Vec<(String, String)>>>,
    /// May this person read an attachment of the record? `NotFound` otherwise.
    pub can_read: Option<CanRead>,
    /// Further kinds of records that carry attachments, each with who may read them.
    pub records: &'static [(&'static str, CanRead)],
    /// Kinds of records whose attachments a code opens (`/files/7?code=`).
    pub coded: &'static [(&'static str, OpensByCode)],
    /// Kinds of records that another module may make a record from, see [`crate::told`].
    pub origins: &'static [(&'static str, crate::told::Origin)],
    /// What this module made of a record of another.
    pub became: Option<crate::told::Became>,
    pub jobs: Vec<JobKind>,
    pub readers: Vec<Reader>,
    pub imports: Vec<Import>,
    /// Imports of tables that are too large to be held; for the shell.
    pub streams: Vec<Stream>,
    pub exports: Vec<Export>,
}

/// An entry of the navigation, drawn for those whom it admits.
#[derive(Clone)]
pub struct Nav {
    /// Message key.
    pub label: &'static str,
    pub href: &'static str,
    pub access: crate::access::Access,
    /// Smaller comes first.
    pub place: i32,
}

/// Work for later, by the name in `jobs::add`. Runs in one transaction and answers with journal entries to write.
#[derive(Clone, Copy)]
pub struct JobKind {
    pub kind: &'static str,
    pub run: fn(&mut Tx, &kernel::jobs::Job) -> Result<Vec<(&'static str, Ref, serde_json::Value)>>,
    /// Repeats for every assembly at this interval; `None` for jobs that acts ask for.
    pub every_minutes: Option<i64>,
}

/// A journal reader: idempotent, in order, with a cursor of its own.
#[derive(Clone, Copy)]
pub struct Reader {
    pub name: &'static str,
    pub read: fn(&mut Tx, &Entry) -> Result<()>,
}

/// `import KIND`: a table becomes records, all or nothing.
#[derive(Clone, Copy)]
pub struct Import {
    pub kind: &'static str,
    /// The file to download and fill in, as xlsx.
    pub template: fn(&Locale) -> Result<Vec<u8>>,
    pub run: fn(&mut Tx, &Actor, &ImportFile) -> Result<Imported>,
}

/// What an import is given.
#[derive(Clone)]
pub struct ImportFile {
    pub table: documents::Table,
    /// COLUMN=FIELD pairs that win over what is proposed from the header.
    pub map: Vec<(String, String)>,
    pub session: Option<i64>,
    pub dry_run: bool,
    pub progress: Progress,
}

/// `import KIND` of a large csv: read row by row as often as the work wants to, all or nothing.
#[derive(Clone, Copy)]
pub struct Stream {
    /// That of an [`Import`], which takes the other formats.
    pub kind: &'static str,
    pub run: fn(&mut Tx, &Actor, &StreamFile) -> Result<Imported>,
}

/// What a streaming import is given.
#[derive(Clone)]
pub struct StreamFile {
    pub path: std::path::PathBuf,
    /// COLUMN=FIELD pairs that win over what is proposed from the header.
    pub map: Vec<(String, String)>,
    pub limits: documents::Limits,
    pub dry_run: bool,
    pub progress: Progress,
}

/// Who wants to know how far long work is; nobody by default.
#[derive(Clone, Default)]
pub struct Progress(Option<Arc<dyn Fn(usize) + Send + Sync>>);

impl Progress {
    /// `listen` is told how many steps were done since it was told last; 0 means that the work began anew.
    pub fn to(listen: impl Fn(usize) + Send + Sync + 'static) -> Progress {
        Progress(Some(Arc::new(listen)))
    }

    /// The work begins, perhaps once more: the database asks for it again after a conflict.
    pub fn begin(&self) {
        self.0.iter().for_each(|listen| listen(0));
    }

    /// A row was checked, or written: two steps for each row of an import.
    pub fn step(&self) {
        self.0.iter().for_each(|listen| listen(1));
    }
}

#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Imported {
    pub rows: usize,
    pub created: usize,
    pub updated: usize,
    pub rejected: Vec<Rejected>,
}

#[derive(Clone, Debug, serde::Serialize)]
pub struct Rejected {
    pub row: usize,
    pub column: String,
    pub reason: String,
}

/// `export KIND`: the same columns that import takes.
#[derive(Clone, Copy)]
pub struct Export {
    pub kind: &'static str,
    pub run: fn(&mut Tx, &Actor) -> Result<documents::Table>,
}
