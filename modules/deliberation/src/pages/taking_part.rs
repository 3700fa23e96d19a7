//! 参与: the next statement with three buttons, one's own votes, where one stands.

use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use serde_json::{Value, json};
use web::ui::{BallotCard, BallotView, Field, FormView, Html, Link, OwnVote, Section, own_votes, prose};
use web::{Ask, Reply};

use super::labels::{self, in_language};
use super::{list, outcomes, results};
use crate::acts::Case;
use crate::hand::Hand;
use crate::maps::Maps;
use crate::model::{Outcome, Statement};
use crate::view::View;
use crate::voice::{Digest, Key, Speaker, written};
use crate::workflow::outcome::TOLD;
use crate::workflow::words::{Choice, Level};
use crate::workflow::{RUNNING, State, statement};
use crate::{alike, policy, store};

/// A voice and what it has said so far.
struct Own {
    slip: Option<String>,
    key: Option<Key>,
    speaker: Option<Speaker>,
    /// (number, value)
    votes: Vec<(i64, i64)>,
}

impl Own {
    fn load(tx: &mut Tx, who: &Actor, ask: &Ask, case: &Case) -> Result<Own> {
        let mut hand = Hand::of_page(ask);
        let speaker = hand.speaker(tx, who, &case.d, ask.get("slip").unwrap_or_default())?;
        let key = hand.key(tx, &case.d)?;
        let mut own = Own { slip: hand.signs.slip.clone(), key, speaker, votes: Vec::new() };
        if let Some(voter) = own.digest(Key::voter) {
            own.votes = store::votes::of(tx, case.d.id, &voter)?;
        }
        Ok(own)
    }

    fn digest(&self, of: fn(&Key, &Speaker) -> Digest) -> Option<Digest> {
        Some(of(self.key.as_ref()?, self.speaker.as_ref()?))
    }

    fn address(&self, id: Id, more: &str) -> String {
        let slip = self.slip.as_ref().map(|slip| format!("slip={slip}")).unwrap_or_default();
        let query: Vec<&str> = [slip.as_str(), more].into_iter().filter(|part| !part.is_empty()).collect();
        let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
        format!("/public/deliberations/{id}{query}")
    }
}

/// Drawn with the weight that the map gives each; those about the person come first, and without a map all are alike.
fn drawn(tx: &mut Tx, view: Option<&View>, open: &[&Statement]) -> Result<Option<usize>> {
    let weight = |s: &Statement| match (s.is_meta, view) {
        (true, _) => 1e6,
        (false, Some(view)) => view.priorities.get(&s.number).copied().unwrap_or(10.0).max(1e-6),
        (false, None) => 1.0,
    };
    let sum: f64 = open.iter().map(|s| weight(s)).sum();
    let bytes: [u8; 8] = tx.random()?;
    let mut at = (u64::from_le_bytes(bytes) >> 11) as f64 / (1u64 << 53) as f64 * sum;
    for (place, s) in open.iter().enumerate() {
        at -= weight(s);
        if at < 0.0 {
            return Ok(Some(place));
        }
    }
    Ok(open.len().checked_sub(1))
}

/// `GET /public/deliberations/{id}`
pub fn page(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let case = results::shown(tx, who, ask)?;
    let d = &case.d;
    let own = Own::load(tx, who, ask, &case)?;
    let shown = store::statements::of(tx, d.id, &[statement::State::Shown])?;
    let runs = RUNNING.contains(&d.state.get()) && tx.today() <= d.closes_on;
    let barred = if runs { barred(ask, who, &case, &own) } else { None };
    let mut view = BallotView {
        eyebrow: list::audience(ask, d),
        title: d.title.clone(),
        question: d.question.clone(),
        action: format!("/deliberations/{}/votes", d.id),
        hidden: own.slip.iter().map(|slip| ("slip".to_owned(), slip.clone())).collect(),
        ..BallotView::default()
    };
    match (runs, barred) {
        (false, _) => view.note = Some(when(ask, &case)),
        (true, Some(why)) => view.note = Some(why),
        (true, None) => put(tx, ask, &case, &own, &shown, &mut view)?,
    }
    view.links = links(ask, who, &case, &own, runs && view.note.is_none() || runs && view.card.is_none());
    view.sections = sections(tx, who, ask, &case, &own, &shown, runs)?;
    let crumbs = vec![Link::new(ask.t("deliberations.public"), "/public/deliberations")];
    Ok(Reply::page(d.title.as_str(), view.render())?.crumbs(crumbs))
}

/// Not yet, or no longer.
fn when(ask: &Ask, case: &Case) -> String {
    let d = &case.d;
    let day = |day| ask.locale.day(day, ask.today);
    match d.state.get() {
        State::Announced => ask.locale.f("deliberations.when.announced", &[("day", day(d.opens_on))]),
        State::Open | State::Moderated => ask.t("deliberations.when.over").to_owned(),
        State::ResultPosted => ask.t("deliberations.when.result").to_owned(),
        _ => ask.t("deliberations.when.closed").to_owned(),
    }
}

/// Why this reader cannot vote, and the way in.
fn barred(ask: &Ask, who: &Actor, case: &Case, own: &Own) -> Option<String> {
    if own.key.is_none() && case.d.keyed {
        return Some(ask.t("deliberations.key-lost").to_owned());
    }
    let known = own.speaker.as_ref();
    // A browser becomes known by its first vote.
    let level = known.map_or(Level::Device, |s| s.level);
    if !level.reaches(case.d.level) {
        return Some(ask.t(&format!("deliberations.vote.level-{}", case.d.level.name())).to_owned());
    }
    let invited = known.is_none_or(|s| policy::takes_part(who, &case.d, s));
    (!invited).then(|| ask.t("deliberations.vote.not-invited").to_owned())
}

fn put(tx: &mut Tx, ask: &Ask, case: &Case, own: &Own, shown: &[Statement], view: &mut BallotView) -> Result<()> {
    let answered = |s: &Statement| own.votes.iter().find(|(n, _)| *n == s.number).map(|(_, value)| *value);
    let open: Vec<&Statement> = shown.iter().filter(|s| answered(s).is_none()).collect();
    // A vote is changed, or everything else is drawn.
    let asked = ask.get_id("statement").and_then(|id| shown.iter().find(|s| s.id == id));
    let map = ask.memory.of::<Maps>().view(case.d.id);
    let next = match asked {
        Some(s) => Some(s),
        None => drawn(tx, map.as_deref(), &open)?.map(|place| open[place]),
    };
    let Some(s) = next else {
        let key = if shown.is_empty() { "deliberations.vote.no-statements" } else { "deliberations.vote.all-done" };
        view.note = Some(ask.t(key).to_owned());
        return Ok(());
    };
    let place = ask.locale.f("deliberations.vote.place", &[("n", s.number.to_string()), ("left", open.len().to_string())]);
    let notes = [
        s.signed_name.as_ref().map(|name| ask.locale.f("statements.signed", &[("name", name.as_str())])),
        s.answer.as_ref().map(|text| format!("{} {text}", ask.t("statements.field.answer"))),
    ];
    view.card = Some(BallotCard {
        statement: s.id.to_string(),
        place,
        text: s.body.clone(),
        notes: notes.into_iter().flatten().collect(),
        choices: Choice::ALL.iter().map(|c| (c.name().to_owned(), labels::word(ask, "word.choice", *c))).collect(),
        chosen: answered(s).and_then(Choice::of).map(|c| c.name().to_owned()),
    });
    Ok(())
}

fn links(ask: &Ask, who: &Actor, case: &Case, own: &Own, takes_part: bool) -> Vec<Link> {
    let d = &case.d;
    let mut links = Vec::new();
    if takes_part && d.takes_statements && d.state == State::Open && barred(ask, who, case, own).is_none() {
        let slip = own.slip.as_ref().map(|slip| format!("?slip={slip}")).unwrap_or_default();
        links.push(Link::new(ask.t("deliberations.speak"), format!("/public/deliberations/{}/speak{slip}", d.id)));
    }
    if d.opened_at.is_some() {
        links.push(Link::new(ask.t("deliberations.link.results"), format!("/public/deliberations/{}/results", d.id)));
    }
    if takes_part && d.level == Level::Phone && ask.can_prove_phone && !own.speaker.as_ref().is_some_and(|s| s.level.reaches(Level::Phone))
    {
        links.push(Link::new(ask.t("deliberations.link.phone"), web::phone::proof_path(&own.address(d.id, ""))));
    }
    if who.is_anonymous() && takes_part && d.level == Level::SignIn {
        links.push(Link::new(ask.t("ui.sign-in"), format!("/sign-in?back=/public/deliberations/{}", d.id)));
    }
    links
}

fn sections(tx: &mut Tx, who: &Actor, ask: &Ask, case: &Case, own: &Own, shown: &[Statement], runs: bool) -> Result<Vec<Section>> {
    let d = &case.d;
    let mut sections = Vec::new();
    if !d.materials.is_empty() {
        sections.push(Section::new("materials", ask.t("deliberations.field.materials"), prose(&d.materials)));
    }
    let mine: Vec<OwnVote> = shown
        .iter()
        .filter_map(|s| {
            let value = own.votes.iter().find(|(n, _)| *n == s.number)?.1;
            let choice = labels::word(ask, "word.choice", Choice::of(value)?);
            let change = if runs {
                Link::new(ask.t("deliberations.vote.change"), own.address(d.id, &format!("statement={}#card", s.id)))
            } else {
                Link::default()
            };
            Some(OwnVote { text: format!("{}. {}", s.number, s.body), choice, change })
        })
        .collect();
    if !mine.is_empty() {
        let title = ask.locale.count("deliberations.section.own-votes", mine.len() as i64);
        sections.push(Section::new("own-votes", title, own_votes(&mine)));
    }
    sections.extend(outcomes::sections::outside(tx, ask, d)?);
    if let Some(section) = written_by(tx, who, ask, case, own)? {
        sections.push(section);
    }
    if !mine.is_empty() {
        let view = ask.memory.of::<Maps>().view(d.id);
        let place = view.as_ref().filter(|v| v.map.is_some()).map(|v| v.place(&own.votes));
        if place.is_some() {
            sections.push(Section::new("place", ask.t("deliberations.section.place"), results::map(ask, case, place)));
        }
        if runs {
            sections.extend(about_oneself(ask, case, own));
        }
    }
    if let Some(receipt) = own.digest(Key::receipt).filter(|_| !mine.is_empty()) {
        let text = ask.locale.f("deliberations.receipt", &[("receipt", written(&receipt))]);
        sections.push(Section::new("receipt", ask.t("deliberations.section.receipt"), prose(&text)));
    }
    let mut how = vec![ask.t(if d.secret { "deliberations.privacy.secret" } else { "deliberations.privacy.kept" }).to_owned()];
    how.push(ask.t(&format!("deliberations.privacy.level-{}", d.level.name())).to_owned());
    how.push(ask.t("deliberations.privacy.limits").to_owned());
    let link = Link::new(ask.t("deliberations.link.method"), format!("/public/deliberations/{}/method", d.id));
    sections.push(Section::new(
        "privacy",
        ask.t("deliberations.section.privacy"),
        Html::join([prose(&how.join("\n")), web::ui::links(&[link])]),
    ));
    Ok(sections)
}

/// One's own statements and what became of them; a hidden one may be appealed.
fn written_by(tx: &mut Tx, who: &Actor, ask: &Ask, case: &Case, own: &Own) -> Result<Option<Section>> {
    let mut mine = match own.digest(Key::author) {
        Some(author) => store::statements::by_author(tx, case.d.id, &author)?,
        None => Vec::new(),
    };
    // When the key has gone, a name that was put to it still tells whose it is.
    if mine.is_empty() && !who.is_anonymous() {
        mine = store::statements::by_signer(tx, case.d.id, who.person)?;
    }
    if mine.is_empty() {
        return Ok(None);
    }
    let slip = own.slip.as_ref().map(|slip| format!("?slip={slip}")).unwrap_or_default();
    let told: Vec<Outcome> = store::outcomes::of(tx, case.d.id)?.into_iter().filter(|o| TOLD.contains(&o.state.get())).collect();
    let lines: Vec<OwnVote> = mine
        .iter()
        .map(|s| {
            let became = told.iter().find(|o| o.statement == Some(s.number)).map(|o| {
                let words = [("n", o.number.to_string()), ("state", labels::word(ask, "outcome.state", o.state.get()))];
                ask.locale.f("outcomes.became", &words)
            });
            let reason = s.reason.as_ref().map(|reason| format!("（{reason}）")).unwrap_or_default();
            let appeal = match s.state.get() {
                statement::State::Hidden => Link::new(ask.t("statements.appeal"), format!("/statements/{}/appeal{slip}", s.id)),
                _ => Link::default(),
            };
            let became = became.unwrap_or_default();
            let choice = format!("{}{reason}{became}", labels::word(ask, "statement.state", s.state.get()));
            OwnVote { text: s.body.clone(), choice, change: appeal }
        })
        .collect();
    Ok(Some(Section::new("own-statements", ask.t("deliberations.section.own-statements"), own_votes(&lines))))
}

/// Asked once something was said, and never needed.
fn about_oneself(ask: &Ask, case: &Case, own: &Own) -> Option<Section> {
    if case.rules.slices.is_empty() {
        return None;
    }
    let fields = case.rules.slices.iter().enumerate().map(|(place, slice)| {
        let choices = slice
            .answers
            .iter()
            .map(|a| web::ui::Choice::new(format!("{}:{}", slice.code, a.code), in_language(ask, &a.label, &a.label_en)));
        Field::select("slices", in_language(ask, &slice.label, &slice.label_en), choices.collect()).at(place)
    });
    let mut fields: Vec<Field> = fields.collect();
    fields.extend(own.slip.as_ref().map(|slip| Field::hidden("slip", slip)));
    let form = FormView {
        action: format!("/deliberations/{}/voices", case.d.id),
        submit: ask.t("deliberations.tell_of_oneself").to_owned(),
        fields,
        ..FormView::default()
    };
    let body = Html::join([prose(ask.t("deliberations.oneself.lead")), form.inside(&ask.locale)]);
    Some(Section::new("oneself", ask.t("deliberations.section.oneself"), body))
}

/// `GET /api/v1/deliberations/{id}/next`
pub fn next_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let case = results::shown(tx, who, ask)?;
    let own = Own::load(tx, who, ask, &case)?;
    let shown = store::statements::of(tx, case.d.id, &[statement::State::Shown])?;
    let open: Vec<&Statement> = shown.iter().filter(|s| own.votes.iter().all(|(n, _)| *n != s.number)).collect();
    let map = ask.memory.of::<Maps>().view(case.d.id);
    let next = drawn(tx, map.as_deref(), &open)?.map(|place| open[place]);
    let statement = next.map(|s| json!({ "id": s.id, "number": s.number, "text": s.body, "signed": s.signed_name }));
    Ok(json!({ "statement": statement, "left": open.len(), "voted": own.votes.len() }))
}

/// `GET /api/v1/deliberations/{id}/similar?text=`
pub fn similar_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let case = results::shown(tx, who, ask)?;
    let text = ask.get("text").unwrap_or_default();
    if text.chars().count() > case.rules.max_statement_chars * 2 {
        return Err(Error::invalid("text", kernel::Message::new("web.invalid.long").with("max", case.rules.max_statement_chars)));
    }
    let items: Vec<Value> = alike::to(tx, case.d.id, text, 3)?
        .into_iter()
        .filter(|(s, _)| s.state == statement::State::Shown)
        .map(|(s, by)| json!({ "id": s.id, "number": s.number, "text": s.body, "score": (by * 100.0).round() / 100.0 }))
        .collect();
    Ok(json!({ "items": items }))
}
