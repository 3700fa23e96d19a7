//! 方法说明: how the map is made, what it shows and what it does not, how it can be computed again.

use kernel::db::Tx;
use kernel::{Actor, Result};
use web::ui::{DetailView, Link, Section, prose};
use web::{Ask, Reply};

use super::results;

const PARTS: &[&str] = &["votes", "map", "groups", "shared", "next", "few", "secret", "receipt", "again", "limits"];

/// `GET /public/deliberations/{id}/method`
pub fn page(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let case = results::shown(tx, who, ask)?;
    let values = [
        ("people", case.rules.map_people.to_string()),
        ("statements", case.rules.map_statements.to_string()),
        ("fewest", case.rules.fewest.to_string()),
    ];
    let part = |name: &&str| {
        let title = ask.t(&format!("deliberations.method.{name}.title")).to_owned();
        Section::new(*name, title, prose(&ask.locale.f(&format!("deliberations.method.{name}"), &values)))
    };
    let view = DetailView {
        eyebrow: case.d.title.clone(),
        title: ask.t("deliberations.link.method").to_owned(),
        sections: PARTS.iter().map(part).collect(),
        ..DetailView::default()
    };
    let crumbs = vec![
        Link::new(ask.t("deliberations.public"), "/public/deliberations"),
        Link::new(case.d.title.as_str(), format!("/public/deliberations/{}", case.d.id)),
    ];
    Ok(Reply::page(ask.t("deliberations.link.method"), view.render(&ask.locale))?.crumbs(crumbs))
}
