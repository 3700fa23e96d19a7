//! 任职沿革: the page of everybody who ever held a post in a room.

use kernel::db::Tx;
use kernel::{Actor, Id, Result};
use serde_json::{Value, json};
use web::ui::{Cell, Chip, Column, Empty, Link, ListView, Pager, Row, Tone};
use web::{Ask, Reply};

use super::labels;
use crate::store;

/// `GET /api/v1/rooms/{id}/posts`
pub fn posts_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let r = store::rooms::get(tx, who, ask.id)?;
    let items: Vec<Value> = store::posts::of(tx, r.id)?
        .iter()
        .map(|h| {
            let until = h.until_at.map(|at| at.rfc3339());
            json!({ "post": h.post, "person": h.person, "rank_settled": h.rank_settled, "from": h.from_at.rfc3339(), "until": until })
        })
        .collect();
    Ok(json!({ "items": items }))
}

/// `GET /rooms/{id}/posts`
pub fn posts(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let r = store::rooms::get(tx, who, ask.id)?;
    let all = store::posts::of(tx, r.id)?;
    let people: Vec<Id> = all.iter().map(|h| h.person).collect();
    let people = directory::names::persons(tx, &people)?;
    let row = |(n, h): (usize, &store::posts::Held)| {
        let until = match h.until_at {
            Some(at) => Cell::Day(ask.locale.day(at.day(), ask.today)),
            None => Cell::Chip(Chip::new(Tone::Good, ask.t("rooms.posts.now"))),
        };
        let cells = vec![
            Cell::text(labels::word(ask, "word.post", h.post)),
            Cell::strong(people.get(&h.person).cloned().unwrap_or_default()),
            Cell::Day(ask.locale.day(h.from_at.day(), ask.today)),
            until,
            Cell::text(if h.rank_settled { ask.t("rooms.field.rank-settled") } else { "" }),
        ];
        Row::new(n, cells)
    };
    let heads = ["rooms.posts.post", "rooms.posts.person", "rooms.posts.from", "rooms.posts.until", "rooms.field.rank"];
    let total = all.len() as u64;
    let view = ListView {
        title: ask.t("rooms.posts").to_owned(),
        lead: r.name.clone(),
        columns: heads.iter().map(|key| Column::new(ask.t(key))).collect(),
        rows: all.iter().enumerate().map(row).collect(),
        pager: Pager { total, shown_from: total.min(1), shown_to: total, previous: None, next: None },
        empty: Empty { text: ask.t("rooms.posts.empty").to_owned(), first_step: None },
        ..ListView::default()
    };
    let crumbs = vec![Link::new(ask.t("rooms.list"), "/rooms"), Link::new(r.name.as_str(), format!("/rooms/{}", r.id))];
    Ok(Reply::page(ask.t("rooms.posts"), view.render(&ask.locale))?.crumbs(crumbs))
}
