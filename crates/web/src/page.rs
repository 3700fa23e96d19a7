//! A page is a read: declared once, it becomes an HTML route and, where it has a JSON form, an API route.

use std::future::Future;
use std::pin::Pin;

use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result, Seal};
use serde_json::Value;

use crate::access::Access;
use crate::app::App;
use crate::i18n::Locale;
use crate::ui::{Html, Link, Pager};

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
    /// Opens what the database keeps sealed.
    pub seal: Option<Seal>,
    /// What modules keep in memory.
    pub memory: crate::Memory,
    /// What the browser is known by where nobody signed in, see [`crate::head::Head`].
    pub voice: Option<String>,
    /// SHA-256 of the session token, for the pages of signing in.
    pub session: Option<[u8; 32]>,
    /// Does this installation send codes to telephones? A proven one is in [`Actor::phone`]; [`crate::phone::proof_path`] leads there.
    pub can_prove_phone: bool,
    /// Modules that tell of records, see [`crate::told`].
    pub tellers: std::sync::Arc<crate::told::Tellers>,
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
#[derive(Clone, Debug, Default)]
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
/// Waits for what a page shows from memory, before the database is asked.
pub type Ready = fn(App, Id) -> Pin<Box<dyn Future<Output = ()> + Send>>;

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
    pub ready: Option<Ready>,
}

pub const fn page(name: &'static str, path: &'static str, load: Load) -> Page {
    Page { name, path, access: Access::SignedIn, load: Some(load), json: None, filters: &[], ready: None }
}

/// A read route without an HTML form.
pub const fn json_only(name: &'static str, path: &'static str, json: LoadJson) -> Page {
    Page { name, path, access: Access::SignedIn, load: None, json: Some(json), filters: &[], ready: None }
}

impl Page {
    pub const fn access(mut self, access: Access) -> Page {
        self.access = access;
        self
    }

    pub const fn ready(mut self, ready: Ready) -> Page {
        self.ready = Some(ready);
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

/// Parameters of the place in a list; everything else of a query narrows it.
const PLACE: [&str; 3] = ["cursor", "seen", "trail"];

/// The pager of a list that goes on below an id. The way back is kept in the address: the cursors of the pages before.
pub fn pager(path: &str, ask: &Ask, shown: usize, total: u64, next: Option<Id>) -> Pager {
    let seen: u64 = ask.get("seen").and_then(|v| v.parse().ok()).unwrap_or(0);
    let (shown, size) = (shown as u64, Paging::of(ask).map_or(25, |paging| paging.size as u64));
    let trail: Vec<&str> = ask.get("trail").into_iter().flat_map(|t| t.split('.')).filter(|c| c.parse::<Id>().is_ok()).collect();
    let walked: Vec<&str> = trail.iter().copied().chain(ask.get("cursor")).collect();
    let previous = || match trail.split_last() {
        Some((cursor, before)) if seen > size => address(path, ask, cursor, seen - size, before),
        _ => address(path, ask, "", 0, &[]),
    };
    Pager {
        total,
        shown_from: if shown == 0 { 0 } else { seen + 1 },
        shown_to: seen + shown,
        previous: (seen > 0).then(previous),
        next: next.map(|id| address(path, ask, &id.to_string(), seen + shown, &walked)),
    }
}

fn address(path: &str, ask: &Ask, cursor: &str, seen: u64, trail: &[&str]) -> String {
    let seen = if seen == 0 { String::new() } else { seen.to_string() };
    let place = [("cursor", cursor.to_owned()), ("seen", seen), ("trail", trail.join("."))];
    let kept = ask.query.iter().filter(|(name, _)| !PLACE.contains(&name.as_str())).map(|(name, value)| (name.as_str(), value.clone()));
    let pairs: Vec<(&str, String)> = kept.chain(place).filter(|(_, value)| !value.is_empty()).collect();
    match serde_html_form::to_string(&pairs) {
        Ok(query) if !query.is_empty() => format!("{path}?{query}"),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(query: &str) -> Ask {
        Ask { query: serde_html_form::from_str(query).expect("a query"), ..Ask::default() }
    }

    #[test]
    fn one_page_back_is_the_page_before() {
        let walk = |query: &str, next: i64| pager("/public", &ask(query), 2, 9, Some(Id(next)));
        let first = walk("q=%E6%A1%A5&page_size=2", 8);
        assert_eq!((first.previous, first.next.as_deref()), (None, Some("/public?q=%E6%A1%A5&page_size=2&cursor=8&seen=2")));
        let second = walk("q=x&page_size=2&cursor=8&seen=2", 6);
        assert_eq!(second.previous.as_deref(), Some("/public?q=x&page_size=2"));
        assert_eq!(second.next.as_deref(), Some("/public?q=x&page_size=2&cursor=6&seen=4&trail=8"));
        let third = walk("q=x&page_size=2&cursor=6&seen=4&trail=8", 4);
        assert_eq!(third.previous.as_deref(), Some("/public?q=x&page_size=2&cursor=8&seen=2"));
        assert_eq!(third.next.as_deref(), Some("/public?q=x&page_size=2&cursor=4&seen=6&trail=8.6"));
    }
}
