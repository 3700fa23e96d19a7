//! 分页: lists of this module by page number; none of them is long enough to need more.

use kernel::{Error, Result};
use serde_json::{Value, json};
use web::Ask;
use web::ui::Pager;

use web::respond::percent;

/// Which part of a list is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    pub size: usize,
    /// From 0.
    pub page: usize,
}

impl Part {
    /// `page_size` of 1 to 200 and `cursor`.
    pub fn of(ask: &Ask) -> Result<Part> {
        let number = |name: &'static str, least: usize, most: usize, default: usize, key: &'static str| match ask.get(name) {
            None => Ok(default),
            Some(text) => text.parse().ok().filter(|n| (least..=most).contains(n)).ok_or_else(|| Error::invalid(name, key)),
        };
        Ok(Part {
            size: number("page_size", 1, 200, 25, "web.invalid.page-size")?,
            page: number("cursor", 0, 100_000, 0, "web.invalid.cursor")?,
        })
    }

    pub fn offset(&self) -> usize {
        self.page * self.size
    }

    /// Links that keep the filters.
    pub fn pager(&self, ask: &Ask, shown: usize, total: i64) -> Pager {
        let to = |page: usize| {
            let kept = ask.query.iter().filter(|(n, v)| n != "cursor" && !v.is_empty()).map(|(n, v)| format!("{n}={}&", percent(v)));
            format!("{}?{}cursor={page}", ask.path, kept.collect::<String>())
        };
        let more = self.offset() + shown < usize::try_from(total).unwrap_or(0);
        Pager {
            total: u64::try_from(total).unwrap_or(0),
            shown_from: if shown == 0 { 0 } else { self.offset() as u64 + 1 },
            shown_to: (self.offset() + shown) as u64,
            previous: (self.page > 0).then(|| to(self.page - 1)),
            next: more.then(|| to(self.page + 1)),
        }
    }

    /// The JSON form of a list.
    pub fn json(&self, items: Vec<Value>, total: i64) -> Value {
        let more = self.offset() + items.len() < usize::try_from(total).unwrap_or(0);
        json!({ "items": items, "next_cursor": more.then(|| (self.page + 1).to_string()), "total": total })
    }
}
