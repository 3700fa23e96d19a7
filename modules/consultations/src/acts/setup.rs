//! 议事平台参数: a new version of the policy by a form; versions are never changed.

use garde::Validate;
use kernel::calendar::Term;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result, policy};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Field, FormView, Link};
use web::{Act, Ask, Bound, Done, act};

use super::rooms::KEPT;
use super::rules_now;
use crate::rules::{Coded, Rules, coded};

const SAVE: Act =
    act("rooms.save_policy", "/policies/rooms").form_at("/policies/rooms/edit").journals("rooms.policy_saved").access(KEPT).confirmed();

pub fn all() -> Vec<Bound> {
    vec![SAVE.create(save).form(form)]
}

/// Lists are `code | 中文 | English`, one a line.
#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Saving {
    #[garde(length(chars, min = 1, max = 20))]
    brand: String,
    #[garde(length(chars, min = 1, max = 40))]
    brand_en: String,
    #[garde(length(chars, min = 1, max = 6))]
    verify: String,
    #[garde(length(chars, min = 1, max = 6))]
    screen: String,
    #[garde(length(chars, min = 1, max = 6))]
    notice: String,
    #[garde(length(chars, min = 1, max = 6))]
    confirm: String,
    #[garde(length(chars, min = 1, max = 6))]
    handle_cap: String,
    #[garde(length(chars, min = 1, max = 6))]
    rating: String,
    #[garde(skip)]
    quorum_members: usize,
    #[garde(skip)]
    quorum_residents: usize,
    #[garde(skip)]
    posts_per_sender: i64,
    #[garde(skip)]
    posts_per_room: i64,
    /// 0 to 3650; stays as it is where it is not given.
    #[garde(skip)]
    contact_days: Option<i64>,
    #[garde(skip)]
    construction_yuan: i64,
    #[garde(skip)]
    annual_min_yuan: i64,
    #[garde(skip)]
    annual_max_yuan: i64,
    #[garde(length(chars, min = 1, max = 4_000))]
    domains: String,
    #[garde(length(chars, min = 1, max = 4_000))]
    checks: String,
    /// These four stay as they are where they are not given.
    #[garde(inner(length(chars, max = 4_000)))]
    studio_checks: Option<String>,
    #[garde(inner(length(chars, max = 4_000)))]
    activity_kinds: Option<String>,
    #[garde(inner(length(chars, max = 4_000)))]
    capacity_figures: Option<String>,
    /// The code begins with `tasks:`, `people:` or `results:`.
    #[garde(inner(length(chars, max = 4_000)))]
    readiness: Option<String>,
    #[garde(length(chars, min = 1, max = 500))]
    reason: String,
}

fn save(tx: &mut Tx, who: &Actor, input: &Saving) -> Result<Done> {
    let now = Rules::clone(&rules_now(tx, who.assembly)?.1);
    let term = |field: &str, text: &str| text.trim().parse::<Term>().map_err(|_| Error::invalid(field, "rooms.policy.term"));
    let rules = Rules {
        brand: input.brand.trim().to_owned(),
        brand_en: input.brand_en.trim().to_owned(),
        verify: term("verify", &input.verify)?,
        screen: term("screen", &input.screen)?,
        notice: term("notice", &input.notice)?,
        confirm: term("confirm", &input.confirm)?,
        handle_cap: term("handle_cap", &input.handle_cap)?,
        rating: term("rating", &input.rating)?,
        quorum_members: input.quorum_members,
        quorum_residents: input.quorum_residents,
        posts_per_sender: input.posts_per_sender,
        posts_per_room: input.posts_per_room,
        contact_days: input.contact_days.unwrap_or(now.contact_days),
        construction_yuan: input.construction_yuan,
        annual_min_yuan: input.annual_min_yuan,
        annual_max_yuan: input.annual_max_yuan,
        domains: list("domains", &input.domains)?,
        checks: list("checks", &input.checks)?,
        studio_checks: given("studio_checks", input.studio_checks.as_deref(), now.studio_checks)?,
        activity_kinds: given("activity_kinds", input.activity_kinds.as_deref(), now.activity_kinds)?,
        capacity_figures: given("capacity_figures", input.capacity_figures.as_deref(), now.capacity_figures)?,
        readiness: given("readiness", input.readiness.as_deref(), now.readiness)?,
        ..now
    };
    let year = i64::from(tx.today().year());
    let version = policy::save(tx, who.assembly, year, &rules, &input.reason, who.person)?;
    let subject = Ref::new("policies", Id(version));
    Ok(Done::new(subject, &json!({ "version": version, "year": year }))?
        .journal(json!({ "version": version, "year": year, "reason": input.reason }))
        .go("/rooms")
        .say("rooms.said.policy-saved"))
}

fn given(field: &str, text: Option<&str>, now: Vec<Coded>) -> Result<Vec<Coded>> {
    text.map_or(Ok(now), |text| list(field, text))
}

fn list(field: &str, text: &str) -> Result<Vec<Coded>> {
    let read = |line: &str| {
        let parts: Vec<&str> = line.split(['|', '｜']).map(str::trim).collect();
        match parts.as_slice() {
            [code, label, label_en] => Ok(coded(code, label, label_en)),
            _ => Err(Error::invalid(field, "rooms.policy.list")),
        }
    };
    text.lines().filter(|line| !line.trim().is_empty()).map(read).collect()
}

fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (_, rules) = rules_now(tx, who.assembly)?;
    let label = |name: &str| ask.t(&format!("rooms.policy.{name}")).to_owned();
    let text = |name: &str, value: String| Field::text(name, label(name)).required().value(value);
    let number = |name: &str, value: i64| Field::number(name, label(name)).required().value(value.to_string());
    let lines = |list: &[Coded]| list.iter().map(|c| format!("{} | {} | {}", c.code, c.label, c.label_en)).collect::<Vec<_>>().join("\n");
    let fields = vec![
        text("brand", rules.brand.clone()).hint(ask.t("rooms.policy.brand.hint")),
        text("brand_en", rules.brand_en.clone()),
        text("verify", rules.verify.to_string()).hint(ask.t("rooms.policy.term.hint")),
        text("screen", rules.screen.to_string()),
        text("notice", rules.notice.to_string()),
        text("confirm", rules.confirm.to_string()),
        text("handle_cap", rules.handle_cap.to_string()),
        text("rating", rules.rating.to_string()),
        number("quorum_members", rules.quorum_members as i64),
        number("quorum_residents", rules.quorum_residents as i64),
        number("posts_per_sender", rules.posts_per_sender),
        number("posts_per_room", rules.posts_per_room),
        number("contact_days", rules.contact_days).hint(ask.t("rooms.policy.contact_days.hint")),
        number("construction_yuan", rules.construction_yuan),
        number("annual_min_yuan", rules.annual_min_yuan),
        number("annual_max_yuan", rules.annual_max_yuan),
        Field::textarea("domains", label("domains"), 8).required().value(lines(&rules.domains)).hint(ask.t("rooms.policy.list.hint")),
        Field::textarea("checks", label("checks"), 7).required().value(lines(&rules.checks)),
        Field::textarea("studio_checks", label("studio_checks"), 5).required().value(lines(&rules.studio_checks)),
        Field::textarea("activity_kinds", label("activity_kinds"), 6).required().value(lines(&rules.activity_kinds)),
        Field::textarea("capacity_figures", label("capacity_figures"), 5)
            .value(lines(&rules.capacity_figures))
            .hint(ask.t("rooms.policy.capacity_figures.hint")),
        Field::textarea("readiness", label("readiness"), 5)
            .required()
            .value(lines(&rules.readiness))
            .hint(ask.t("rooms.policy.readiness.hint")),
        Field::text("reason", label("reason")).required().max_chars(500),
    ];
    Ok(FormView { fields, cancel: Some(Link::new(ask.t("web.cancel"), "/rooms")), ..FormView::default() })
}
