//! 修改: the text as it stands after an edit; what that means for those who signed.

use kernel::db::Tx;
use kernel::workflow::Roles;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Choice, Fact, Field, FormView, Html, key_values};
use web::{Act, Ask, Bound, Done, act};

use super::difference::text_diff;
use super::text::{self, Changed, MAX_PART_CHARS, MAX_TITLE_CHARS, Text};
use super::{attachments, category};
use crate::acts::{done, stepped, subject};
use crate::model::Proposal;
use crate::store;
use crate::workflow::words::Kind;
use crate::workflow::{Act as Step, invitation};

pub const EDIT: Act = act("proposals.edit", "/proposals/{id}/text").rule("proposal", "edit").journals("proposal.edited");

pub fn bound() -> Bound {
    EDIT.bind(edit).form(form)
}

#[derive(Clone, Debug, Deserialize, garde::Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Edit {
    #[garde(length(chars, min = 1, max = MAX_TITLE_CHARS))]
    pub title: String,
    #[garde(length(chars, max = MAX_PART_CHARS))]
    pub background: String,
    #[garde(length(chars, max = MAX_PART_CHARS))]
    pub analysis: String,
    #[garde(length(max = 50), inner(length(chars, max = MAX_PART_CHARS)))]
    pub suggestions: Vec<String>,
    #[garde(length(chars, max = 100))]
    pub category: Option<String>,
    /// `individual` or `joint`; without one it stays.
    #[garde(length(chars, max = 20))]
    pub kind: Option<String>,
    /// Attachments that go.
    #[garde(length(max = 100))]
    pub remove: Vec<Id>,
    /// The version that was read before it was changed; another one now means that somebody was faster.
    #[garde(skip)]
    pub version: Option<i64>,
}

pub fn edit(tx: &mut Tx, who: &Actor, id: Id, input: &Edit) -> Result<Done> {
    let (mut p, to) = stepped(tx, who, id, Step::Edit)?;
    if input.version.is_some_and(|read| read != p.version) {
        return Err(Error::invalid("version", "proposals.edit.faster"));
    }
    let text = Text {
        title: input.title.clone(),
        background: input.background.clone(),
        analysis: input.analysis.clone(),
        suggestions: input.suggestions.clone(),
    };
    let text = text.tidy()?;
    let from = p.state.get().name();
    turn_kind(tx, &mut p, input.kind.as_deref())?;
    p.category = category::meant(tx, p.assembly, input.category.as_deref())?;
    let changed = text.put_into(&mut p);
    if changed != Changed::Nothing {
        p.version += 1;
        store::keep_version(tx, &p, who.person)?;
    }
    p.state = to;
    store::save(tx, &mut p)?;
    let removed = attachments::remove(tx, &p, &input.remove)?;
    let signed = tell(tx, &p, changed)?;
    let said = match changed {
        Changed::Voids if !signed.is_empty() => "proposals.said.edited-voided",
        Changed::Told if !signed.is_empty() => "proposals.said.edited-told",
        _ => "proposals.said.edited",
    };
    let mut entry = json!({ "from": from, "to": p.state.name(), "version": p.version });
    if !removed.is_empty() {
        entry["removed"] = json!(removed);
    }
    let done = done(tx, who, &p)?.journal(entry).say(said);
    Ok(match changed {
        Changed::Nothing => done,
        _ if signed.is_empty() => done,
        Changed::Voids => done.also("co-signature.voided", subject(&p), json!({ "persons": signed, "version": p.version })),
        Changed::Told => done.also("co-signature.told", subject(&p), json!({ "persons": signed, "version": p.version })),
    })
}

/// From alone to together and back; a collective proposal stays one.
fn turn_kind(tx: &mut Tx, p: &mut Proposal, word: Option<&str>) -> Result<()> {
    let Some(word) = word.filter(|w| !w.is_empty()) else { return Ok(()) };
    let kind = Kind::parse(word).ok_or_else(|| Error::invalid("kind", "web.invalid.shape"))?;
    if kind == p.kind {
        return Ok(());
    }
    if kind == Kind::Collective || p.kind == Kind::Collective {
        return Err(Error::invalid("kind", "proposals.kind.fixed"));
    }
    let runs = |i: &crate::model::Invitation| matches!(i.state.get(), invitation::State::Invited | invitation::State::Accepted);
    if kind == Kind::Individual && store::invitations::of(tx, p.id)?.iter().any(runs) {
        return Err(Error::invalid("kind", "proposals.kind.has-signers"));
    }
    p.kind = kind;
    Ok(())
}

/// Those who signed: voided after a new title or suggestion, else told of the version. Who they are.
fn tell(tx: &mut Tx, p: &Proposal, changed: Changed) -> Result<Vec<Id>> {
    let mut told = Vec::new();
    if changed == Changed::Nothing {
        return Ok(told);
    }
    for mut i in store::invitations::of(tx, p.id)? {
        if i.state != invitation::State::Accepted {
            continue;
        }
        if changed == Changed::Voids {
            i.state = invitation::PROCESS.step(i.state, invitation::Act::Void, &Roles::only(invitation::Role::System))?;
            i.position = None;
        }
        i.told_version = Some(p.version);
        store::invitations::save(tx, &i)?;
        told.push(i.person);
    }
    Ok(told)
}

/// What somebody else has saved since, beside what was typed.
fn between(ask: &Ask, p: &Proposal) -> Option<Html> {
    ask.get("version").filter(|read| **read != p.version.to_string())?;
    let all = |name: &str| ask.query.iter().filter(|(n, _)| n == name).map(|(_, text)| text.clone()).collect::<Vec<_>>();
    let one = |name: &str| all(name).into_iter().next().unwrap_or_default();
    let typed = Text { title: one("title"), background: one("background"), analysis: one("analysis"), suggestions: all("suggestions") };
    let differences = text_diff(&ask.locale, &Text::of(p), &typed.tidy().ok()?);
    let facts: Vec<Fact> = differences.into_iter().map(|part| Fact::new(part.title, part.body)).collect();
    (!facts.is_empty()).then(|| key_values(&facts))
}

fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (p, _) = stepped(tx, who, ask.id, Step::Edit)?;
    let rules = store::rules_of(tx, &p)?;
    let mut fields = text::fields(tx, p.assembly, ask, &rules, Some(&p))?;
    if p.kind != Kind::Collective {
        let choice = |kind: Kind| Choice::new(kind.name(), ask.t(&format!("word.kind.{}", kind.name())));
        let kinds = vec![choice(Kind::Individual), choice(Kind::Joint)];
        fields.insert(0, Field::radio("kind", ask.t("proposals.field.kind"), kinds).value(p.kind.name()).required());
    }
    fields.push(Field::hidden("version", p.version.to_string()));
    let signed = !store::invitations::accepted(tx, p.id)?.is_empty();
    let context = between(ask, &p);
    let form = FormView { fields, context, warning: signed.then(|| ask.t("proposals.edit.warning").to_owned()), ..FormView::default() };
    attachments::asked(tx, ask, Some(&p), form)
}
