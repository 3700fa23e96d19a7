//! 远程协商 on the page of the deliberation that it goes on with.

use kernel::db::Tx;
use kernel::{Actor, Result};
use web::Ask;
use web::ui::{Cell, Html, Link, Row, Section, table};

use super::super::labels;
use crate::acts::remotes::arranging::ARRANGERS;
use crate::acts::remotes::when;
use crate::model::Deliberation;
use crate::policy;
use crate::store::remotes;

/// Its sessions, and for organisers the way to arrange one.
pub fn of_deliberation(tx: &mut Tx, who: &Actor, ask: &Ask, d: &Deliberation) -> Result<Option<Section>> {
    let all = remotes::of_deliberation(tx, d.assembly, d.id)?;
    let arranges = policy::is_organiser(who, d) && ARRANGERS.admits(who);
    if all.is_empty() && !arranges {
        return Ok(None);
    }
    let rows: Vec<Row> = all
        .iter()
        .map(|r| {
            let cells = vec![Cell::text(when(ask, r)), Cell::strong(r.title.as_str()), Cell::Chip(super::state(ask, r.state.get()))];
            Row::new(r.id, cells).href(format!("/remotes/{}", r.id))
        })
        .collect();
    let mut parts = Vec::new();
    if !rows.is_empty() {
        parts.push(table(&super::heads(ask, &["day", "title", "state"]), &rows));
    }
    if arranges {
        let href = format!("/remotes/new?about=deliberations:{}&title={}", d.id, labels::encoded(&d.title));
        parts.push(web::ui::links(&[Link::new(ask.t("remotes.arrange"), href)]));
    }
    Ok(Some(Section::new("remotes", ask.t("remotes.list"), Html::join(parts))))
}
