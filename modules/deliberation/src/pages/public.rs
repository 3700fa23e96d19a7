//! 公开: questions that are open, and those whose results are there.

use kernel::db::Tx;
use kernel::{Actor, Result};
use web::ui::{Cell, Column, Empty, Field, ListView, Row};
use web::{Ask, Reply};

use super::{labels, list as working};
use crate::store::deliberations::Filter;
use crate::workflow::SHOWN;

/// `GET /public/deliberations`
pub fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let filter = Filter { states: SHOWN.to_vec(), ..working::filter(ask)? };
    let loaded = working::load(tx, who, ask, &filter)?;
    let heads = ["title", "audience", "period", "state"].map(|name| Column::new(ask.t(&format!("deliberations.column.{name}"))));
    let mut heads = heads.to_vec();
    heads[1].hide_on_phone = true;
    let rows = loaded
        .all
        .iter()
        .map(|d| {
            let cells = vec![
                Cell::strong(d.title.as_str()),
                Cell::text(working::audience(ask, d)),
                Cell::text(labels::period(ask, d)),
                Cell::Chip(labels::state(ask, d.state.get())),
            ];
            Row::new(d.id, cells).href(format!("/public/deliberations/{}", d.id))
        })
        .collect();
    let search = Field::text("q", ask.t("deliberations.filter.text"));
    let view = ListView {
        title: ask.t("deliberations.public").to_owned(),
        lead: ask.locale.count("deliberations.total", loaded.total),
        filters: vec![match ask.get("q") {
            Some(text) => search.value(text),
            None => search,
        }],
        clear: ask.get("q").map(|_| "/public/deliberations".to_owned()),
        columns: heads,
        rows,
        pager: working::pager("/public/deliberations", ask, &loaded),
        empty: Empty { text: ask.t("deliberations.public.empty").to_owned(), first_step: None },
        ..ListView::default()
    };
    Reply::page(ask.t("deliberations.public"), view.introduced(&ask.locale, ask.t("deliberations.public.intro")))
}
