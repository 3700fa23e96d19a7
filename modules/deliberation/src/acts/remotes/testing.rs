//! 设备测试: every site says whether it is seen and heard.

use garde::Validate;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::act::Note;
use web::ui::Field;
use web::{Act, Bound, Done, act};

use super::super::form;
use super::{about, about_site, all_sites, moved, site_moved, site_stepped, stepped};
use crate::store;
use crate::workflow::remote::{Act as SessionStep, site};

use site::Act as Step;

const BEGIN: Act = act("remotes.begin_test", "/remotes/{id}/test").rule("remote", "begin_test").journals("remote.test_begun");
const PASS: Act = act("remote_sites.pass_test", "/remote-sites/{id}/test").rule("remote_site", "pass_test").journals("remote_site.tested");
const TROUBLE: Act =
    act("remote_sites.report_trouble", "/remote-sites/{id}/trouble").rule("remote_site", "report_trouble").journals("remote_site.trouble");

/// With fewer there is nothing remote.
const FEWEST_SITES: usize = 2;

pub fn all() -> Vec<Bound> {
    vec![
        BEGIN.bind(begin).form(|tx, who, ask| Ok(about(tx, who, ask, SessionStep::BeginTest)?.0.field(form::note(ask)))),
        PASS.bind(pass).form(|tx, who, ask| Ok(about_site(tx, who, ask, Step::PassTest)?.0.field(form::note(ask)))),
        TROUBLE.bind(trouble).form(|tx, who, ask| {
            let what = Field::textarea("trouble", ask.t("remotes.field.trouble"), 3).required().max_chars(500);
            Ok(about_site(tx, who, ask, Step::ReportTrouble)?.0.field(what.hint(ask.t("remotes.hint.trouble"))))
        }),
    ]
}

fn begin(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, SessionStep::BeginTest)?;
    let sites = store::remotes::sites::of(tx, id)?;
    if sites.iter().filter(|s| s.state != site::State::Released).count() < FEWEST_SITES {
        return Err(Error::conflict("remotes.begin-test.sites-first"));
    }
    all_sites(tx, &case.r, Step::StartTest)?;
    Ok(moved(tx, &mut case, to, json!({ "note": input.note }))?.say("remotes.said.test-begun"))
}

fn pass(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut place, to) = site_stepped(tx, who, id, Step::PassTest)?;
    place.s.tested_at = Some(tx.now());
    place.s.device_note = Some(input.note.trim().to_owned()).filter(|note| !note.is_empty());
    Ok(site_moved(tx, who, &mut place, to, json!({ "note": input.note }))?.say("remotes.said.tested"))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Trouble {
    #[garde(length(chars, min = 1, max = 500))]
    trouble: String,
}

fn trouble(tx: &mut Tx, who: &Actor, id: Id, input: &Trouble) -> Result<Done> {
    let (mut place, to) = site_stepped(tx, who, id, Step::ReportTrouble)?;
    place.s.tested_at = Some(tx.now());
    place.s.device_note = Some(input.trouble.trim().to_owned());
    Ok(site_moved(tx, who, &mut place, to, json!({ "note": input.trouble }))?.say("remotes.said.trouble"))
}
