//! A page is a read: declared once, it becomes an HTML route and, where it has a JSON form, an API route.

use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use serde_json::Value;

use crate::access::Access;
use crate::i18n::Locale;
use crate::ui::{Html, Link};

/// What a page is asked for.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// The record in the path; 0 where the path has none.
    pub id: Id,
    pub path: String,
    pub query: Vec<(String, String)>,
    pub locale: Locale,
    pub today: jiff::civil::Date,
    /// The address that people reach this program by, for QR codes and links on paper.
    pub public_url: String,
    /// Totals of lists, at most a second old.
    pub counts: std::sync::Arc<crate::counts::Counts>,
    /// SHA-256 of the session token, for the pages of signing in.
    pub session: Option<[u8; 32]>,
}

impl Ask {
    /// The first value of a query parameter that is not blank.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(n, v)| n == name && !v.is_empty()).map(|(_, v)| v.as_str())
    }

    pub fn get_id(&self, name: &str) -> Option<Id> {
        self.get(name).and_then(|v| v.parse().ok())
    }

    /// All values of a repeated parameter.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.query.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    pub fn t<'a>(&'a self, key: &'a str) -> &'a str {
        self.locale.t(key)
    }

    pub fn is_api(&self) -> bool {
        self.path.starts_with("/api/")
    }
}

/// What a page answers.
#[derive(Debug)]
pub enum Reply {
    Page(Body),
    /// A whole printed document without the frame.
    Print(String),
    File(Download),
    Go(String),
}

/// The middle of a page; the shell puts the frame around it.
#[derive(Debug, Default)]
pub struct Body {
    pub title: String,
    pub crumbs: Vec<Link>,
    pub html: Html,
}

#[derive(Debug)]
pub struct Download {
    pub name: String,
    pub media_type: &'static str,
    pub content: Vec<u8>,
}

impl Reply {
    pub fn page(title: impl Into<String>, html: Html) -> Result<Reply> {
        Ok(Reply::Page(Body { title: title.into(), crumbs: Vec::new(), html }))
    }

    pub fn crumbs(self, crumbs: Vec<Link>) -> Reply {
        match self {
            Reply::Page(body) => Reply::Page(Body { crumbs, ..body }),
            other => other,
        }
    }
}

pub type Load = fn(&mut Tx, &Actor, &Ask) -> Result<Reply>;
pub type LoadJson = fn(&mut Tx, &Actor, &Ask) -> Result<Value>;

/// A read route. `path` has at most one `{id}`.
#[derive(Clone)]
pub struct Page {
    pub name: &'static str,
    pub path: &'static str,
    pub access: Access,
    pub load: Option<Load>,
    pub json: Option<LoadJson>,
    /// Query parameters of the JSON form, for OpenAPI.
    pub filters: &'static [&'static str],
}

pub const fn page(name: &'static str, path: &'static str, load: Load) -> Page {
    Page { name, path, access: Access::SignedIn, load: Some(load), json: None, filters: &[] }
}

impl Page {
    pub const fn access(mut self, access: Access) -> Page {
        self.access = access;
        self
    }

    pub const fn json(mut self, json: LoadJson) -> Page {
        self.json = Some(json);
        self
    }

    pub const fn filters(mut self, filters: &'static [&'static str]) -> Page {
        self.filters = filters;
        self
    }
}

/// Where a list goes on: an opaque cursor of up to 200 characters and a size of 1 to 200, 25 without one.
#[derive(Clone, Copy, Debug)]
pub struct Paging {
    pub size: usize,
    pub after: Option<Id>,
}

impl Paging {
    pub fn of(ask: &Ask) -> Result<Paging> {
        let size = match ask.get("page_size") {
            None => 25,
            Some(text) => {
                text.parse().ok().filter(|n| (1..=200).contains(n)).ok_or_else(|| Error::invalid("page_size", "web.invalid.page-size"))?
            }
        };
        let after = match ask.get("cursor") {
            None => None,
            Some(text) => Some(text.parse().map_err(|()| Error::invalid("cursor", "web.invalid.cursor"))?),
        };
        Ok(Paging { size, after })
    }
}
