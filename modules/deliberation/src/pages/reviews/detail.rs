//! 一次联席督办: both sides, what was late, what is decided on each, and by whom it was registered.

use directory::names;
use kernel::db::Tx;
use kernel::{Actor, Result};
use serde_json::Value;
use web::ui::{ActLink, Cell, DetailView, Fact, Html, Link, Row, Section, Turn, drawing, facts, links, prose, table};
use web::{Ask, Reply};

use super::super::labels::{self, FORMS};
use super::{chip, decision, heads};
use crate::acts::reviews::{quarter, subject};
use crate::model::{JointReview, ReviewItem};
use crate::policy::{REVIEWERS, review_roles};
use crate::workflow::review::{PROCESS, Role, State};
use crate::{json as shape, store};

/// The three decisions: where the form stands, and the message that names it.
const DECISIONS: &[(&str, &str)] =
    &[("review-term", "outcome.act.postpone"), ("review-referral", "outcome.act.refer"), ("review-end", "outcome.act.end")];

/// `GET /api/v1/joint-reviews/{id}`
pub fn detail_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let r = store::reviews::get(tx, who, ask.id)?;
    shape::joint_review(tx, &r)
}

/// `GET /joint-reviews/{id}`
pub fn detail(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let r = store::reviews::get(tx, who, ask.id)?;
    let roles = review_roles(who, r.assembly);
    let items = store::reviews::items(tx, r.id)?;
    let (mut acts, more_acts, yours) = FORMS.acts(ask, &PROCESS, r.state, &roles, r.id, &[]);
    let open = items.iter().filter(|item| item.is_open()).count();
    // Nothing is concluded before everything is decided.
    if open > 0 || r.held_on > ask.today {
        acts.retain(|act: &ActLink| !act.href.ends_with("/conclusion"));
    }
    let (timeline, visited) = web::record::history(tx, ask, &subject(&r), "outcomes.somebody")?;
    let visited: Vec<&str> = visited.iter().map(String::as_str).collect();
    let title = ask.locale.f("joint_reviews.of-quarter", &[("quarter", quarter(ask, r.quarter))]);
    let decides = who.holds_any(REVIEWERS) && r.state == State::Open && r.held_on <= ask.today;
    let mut sections =
        vec![Section::new("items", ask.locale.count("joint_reviews.section.items", items.len() as i64), taken(ask, &r, &items, decides))];
    let people = |name: &str, text: &str| {
        Fact::new(ask.t(&format!("joint_reviews.field.{name}")), Cell::Lines(text.lines().map(str::to_owned).collect()))
    };
    let both = facts(&[people("ours", &r.ours), people("theirs", &r.theirs)]);
    sections.push(Section::new("people", ask.t("joint_reviews.section.people"), both));
    if !r.words.is_empty() {
        sections.push(Section::new("words", ask.t("joint_reviews.field.words"), prose(&r.words)));
    }
    let view = DetailView {
        eyebrow: ask.t("joint_reviews.list").to_owned(),
        title: title.clone(),
        chip: chip(ask, r.state.get()),
        turn: (r.state == State::Open).then(|| Turn {
            who: labels::word(ask, "joint_review.role", Role::Reviewer),
            since: ask.locale.moment(r.state_since.0, ask.today),
            until: None,
            yours,
        }),
        acts,
        more_acts,
        facts: vec![
            Fact::new(ask.t("joint_reviews.field.held-on"), ask.locale.day(r.held_on, ask.today)),
            Fact::new(ask.t("joint_reviews.field.office"), r.office.as_str()),
            Fact::new(ask.t("joint_reviews.column.taken"), items.len().to_string()),
            Fact::new(ask.t("joint_reviews.fact.open"), open.to_string()),
            Fact::new(ask.t("joint_reviews.fact.created-by"), names::person(tx, r.created_by)?),
        ],
        sections,
        timeline,
        drawing: Some(drawing(&ask.locale, &PROCESS, r.state.get(), &visited)),
        prints: vec![Link::new(ask.t("joint_reviews.print"), format!("/joint-reviews/{}/print", r.id))],
        ..DetailView::default()
    };
    let crumbs = vec![Link::new(ask.t("outcomes.list"), "/outcomes"), Link::new(ask.t("joint_reviews.list"), "/joint-reviews")];
    Ok(Reply::page(title, view.render(&ask.locale))?.crumbs(crumbs))
}

/// What was late, with what was decided, or the three ways to decide it.
fn taken(ask: &Ask, r: &JointReview, items: &[ReviewItem], decides: bool) -> Html {
    let row = |item: &ReviewItem| {
        let ways = DECISIONS.iter().map(|(path, key)| Link::new(ask.t(key), format!("/outcomes/{}/{path}?review={}", item.outcome, r.id)));
        let told = [Some(decision(ask, item)), item.words.clone()].into_iter().flatten().collect();
        let decided = match decides && item.is_open() {
            true => Cell::Html(links(&ways.collect::<Vec<_>>())),
            false => Cell::Lines(told),
        };
        let cells = vec![
            Cell::strong(item.body.as_str()),
            Cell::text(item.owner.as_str()),
            Cell::Day(ask.locale.short_day(item.missed, ask.today)),
            decided,
            Cell::Chip(super::super::outcomes::state(ask, item.state)),
        ];
        Row::new(item.outcome, cells).href(format!("/outcomes/{}", item.outcome))
    };
    table(&heads(ask, &["text", "owner", "missed", "decision", "state"]), &items.iter().map(row).collect::<Vec<_>>())
}
