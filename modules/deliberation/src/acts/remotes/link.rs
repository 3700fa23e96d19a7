//! 断线与恢复: a site that is gone leaves a gap in the log; the session goes on.

use kernel::db::Tx;
use kernel::workflow::Roles;
use kernel::{Actor, Id, Result};
use serde_json::json;
use web::act::{Note, Reason};
use web::{Act, Bound, Done, act};

use super::super::form;
use super::{about_site, site_moved, site_stepped, speeches};
use crate::store;
use crate::workflow::remote::{site, speech};

use site::Act as Step;

const LOSE: Act = act("remote_sites.lose_link", "/remote-sites/{id}/loss").rule("remote_site", "lose_link").journals("remote_site.lost");
const BACK: Act = act("remote_sites.come_back", "/remote-sites/{id}/return").rule("remote_site", "come_back").journals("remote_site.back");

pub fn all() -> Vec<Bound> {
    vec![
        LOSE.bind(lose).form(|tx, who, ask| Ok(about_site(tx, who, ask, Step::LoseLink)?.0.field(form::reason(ask)))),
        BACK.bind(back).form(|tx, who, ask| Ok(about_site(tx, who, ask, Step::ComeBack)?.0.field(form::note(ask)))),
    ]
}

/// Who was speaking there has spoken, cut short; those who wait there keep their places.
fn lose(tx: &mut Tx, who: &Actor, id: Id, input: &Reason) -> Result<Done> {
    let (mut place, to) = site_stepped(tx, who, id, Step::LoseLink)?;
    let reason = input.reason.trim();
    store::remotes::sites::open_gap(tx, &place.s, reason)?;
    let running = store::remotes::speeches::of(tx, place.r.id)?;
    for mut s in running.into_iter().filter(|s| s.site == id && s.state == speech::State::Speaking) {
        s.cut_short = true;
        speeches::stop_now(tx, &mut s, &Roles::only(speech::Role::System))?;
    }
    Ok(site_moved(tx, who, &mut place, to, json!({ "reason": reason }))?.say("remotes.said.lost"))
}

fn back(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut place, to) = site_stepped(tx, who, id, Step::ComeBack)?;
    let now = tx.now();
    store::remotes::sites::end_gaps(tx, id, now)?;
    Ok(site_moved(tx, who, &mut place, to, json!({ "note": input.note }))?.say("remotes.said.back"))
}
