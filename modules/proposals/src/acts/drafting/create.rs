//! 新建提案: by a member, by the account of a body, by an aide for either, or by the office from a signed paper.

use directory::roles as offices;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Choice, Fact, Field, FormView, Link};
use web::{Access, Act, Ask, Bound, Done, act};

use super::text::{self, MAX_PART_CHARS, MAX_TITLE_CHARS, Text};
use super::{attachments, category};
use crate::acts::done;
use crate::model::{Beginning, Proposal};
use crate::rules::Rules;
use crate::store;
use crate::workflow::words::Kind::{self, *};
use crate::workflow::{PROCESS, State};

/// Whoever may write a proposal for somebody.
pub const WRITERS: Access = Access::MemberOr(&[offices::COLLECTIVE_ACCOUNT, offices::AIDE]);

pub const CREATE: Act = act("proposals.create", "/proposals")
    .access(WRITERS)
    .form_at("/proposals/new")
    .journals("proposal.drafted")
    .on_paper(&[offices::PROPOSAL_OFFICE]);

pub fn bound() -> Bound {
    CREATE.create(create).form(form)
}

#[derive(Clone, Debug, Deserialize, garde::Validate, JsonSchema, Default)]
#[serde(default)]
pub struct NewProposal {
    #[garde(length(chars, min = 1, max = MAX_TITLE_CHARS))]
    pub title: String,
    #[garde(length(chars, max = MAX_PART_CHARS))]
    pub background: String,
    #[garde(length(chars, max = MAX_PART_CHARS))]
    pub analysis: String,
    #[garde(length(max = 50), inner(length(chars, max = MAX_PART_CHARS)))]
    pub suggestions: Vec<String>,
    /// `individual`, `joint` or `collective`; without one, what fits the writer.
    #[garde(length(chars, max = 20))]
    pub kind: Option<String>,
    /// Id or name.
    #[garde(length(chars, max = 100))]
    pub category: Option<String>,
    /// The party, organisation or committee of a collective proposal.
    #[garde(skip)]
    pub body: Option<Id>,
    /// The member for whom an aide drafts.
    #[garde(skip)]
    pub principal: Option<Id>,
    /// The record that it is made from: `clues:12`.
    #[garde(length(chars, max = 60))]
    pub about: String,
}

pub fn create(tx: &mut Tx, who: &Actor, input: &NewProposal) -> Result<Done> {
    let text = Text {
        title: input.title.clone(),
        background: input.background.clone(),
        analysis: input.analysis.clone(),
        suggestions: input.suggestions.clone(),
    };
    let proposer = Proposer::of(tx, who, input.kind.as_deref(), input.body, input.principal)?;
    let category = category::meant(tx, who.assembly, input.category.as_deref())?;
    let about = web::told::parse(&input.about)?;
    let p = draft(tx, who, &proposer, &text.tidy()?, category)?;
    let mut journal = json!({ "to": State::Draft.name(), "kind": p.kind.name(), "version": 1 });
    if let Some((kind, origin)) = about {
        store::origins::insert(tx, p.id, &kind, origin)?;
        journal["about"] = json!(format!("{kind}:{origin}"));
    }
    Ok(done(tx, who, &p)?.journal(journal).say("proposals.said.drafted"))
}

/// Who puts the proposal.
pub struct Proposer {
    pub kind: Kind,
    pub first_signer: Id,
    pub body: Option<Id>,
    /// As printed.
    pub name: String,
}

impl Proposer {
    pub fn of(tx: &mut Tx, who: &Actor, kind: Option<&str>, body: Option<Id>, principal: Option<Id>) -> Result<Proposer> {
        let kind = match kind.filter(|k| !k.is_empty()) {
            Some(word) => Kind::parse(word).ok_or_else(|| Error::invalid("kind", "web.invalid.shape"))?,
            None if who.membership.is_some() || principal.is_some() => Individual,
            None => Collective,
        };
        match kind {
            Collective => collective(tx, who, body),
            Individual | Joint => own(tx, who, kind, principal),
        }
    }
}

fn own(tx: &mut Tx, who: &Actor, kind: Kind, principal: Option<Id>) -> Result<Proposer> {
    let first_signer = match principal.filter(|p| *p != who.person) {
        None if who.membership.is_some() => who.person,
        None if who.holds(offices::AIDE) => return Err(Error::invalid("principal", "proposals.principal.required")),
        None => return Err(Error::invalid("kind", "proposals.not-a-member")),
        Some(principal) if aides(who, principal) => principal,
        Some(_) => return Err(Error::invalid("principal", "proposals.principal.not-yours")),
    };
    if !directory::people::is_member(tx, who.assembly, first_signer)? {
        return Err(Error::invalid("principal", "proposals.principal.not-a-member"));
    }
    Ok(Proposer { kind, first_signer, body: None, name: directory::names::person(tx, first_signer)? })
}

/// An aide whose office was delegated drafts for that person alone.
fn aides(who: &Actor, principal: Id) -> bool {
    who.offices.iter().any(|o| o.role == offices::AIDE && o.delegated_by.is_none_or(|by| by == principal))
}

fn collective(tx: &mut Tx, who: &Actor, body: Option<Id>) -> Result<Proposer> {
    let mut mine = bodies(who);
    let body = match body {
        Some(body) => body,
        None if mine.len() == 1 => mine.remove(0),
        None => return Err(Error::invalid("body", "proposals.body.required")),
    };
    let speaks = who.holds_for_body(offices::COLLECTIVE_ACCOUNT, body);
    if !speaks && !who.holds(offices::AIDE) {
        return Err(Error::invalid("body", "proposals.body.not-yours"));
    }
    let found = store::drafting::bodies(tx, who.assembly)?.into_iter().find(|(id, ..)| *id == body);
    let (_, name, _) = found.ok_or_else(|| Error::invalid("body", "proposals.body.unknown"))?;
    let holder = if speaks { Some(who.person) } else { store::drafting::holder_for_body(tx, who.assembly, body)? };
    let first_signer = holder.ok_or_else(|| Error::invalid("body", "proposals.body.without-account"))?;
    Ok(Proposer { kind: Collective, first_signer, body: Some(body), name })
}

fn bodies(who: &Actor) -> Vec<Id> {
    who.offices.iter().filter(|o| o.role == offices::COLLECTIVE_ACCOUNT).filter_map(|o| o.body).collect()
}

/// A new row at the beginning of the process, with its first version kept.
pub fn draft(tx: &mut Tx, who: &Actor, proposer: &Proposer, text: &Text, category: Option<Id>) -> Result<Proposal> {
    let today = tx.today();
    let session = directory::sessions::on(tx, who.assembly, today)?;
    let (policy_version, _) = kernel::policy::current::<Rules>(tx, who.assembly, session.year)?;
    let start = Beginning { session: &session, state: PROCESS.start(), kind: proposer.kind, policy_version, at: tx.now() };
    let p = Proposal {
        category,
        first_signer: proposer.first_signer,
        proposer: proposer.name.clone(),
        body: proposer.body,
        // Who registers a signed paper keeps the draft in view.
        drafter: who.paper.as_ref().map_or(who.person, |paper| paper.registrar),
        title: text.title.clone(),
        background: text.background.clone(),
        analysis: text.analysis.clone(),
        suggestions: text.suggestions.clone(),
        ..Proposal::begin(tx.new_id(), &start)
    };
    store::insert(tx, &p)?;
    store::keep_version(tx, &p, p.drafter)?;
    Ok(p)
}

fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let today = tx.today();
    let year = directory::sessions::on(tx, who.assembly, today)?.year;
    let (_, rules) = kernel::policy::current::<Rules>(tx, who.assembly, year)?;
    let mut fields = proposer_fields(tx, who, ask)?;
    fields.extend(text::fields(tx, who.assembly, ask, &rules, None)?);
    let about = ask.get("about").unwrap_or_default();
    let origin = ask.origin(tx, who, about)?;
    if let Some(told) = &origin {
        begin_with(&mut fields, told);
    }
    fields.push(Field::hidden("about", about));
    if who.holds(offices::PROPOSAL_OFFICE) {
        fields.insert(0, web::paper::fieldset(&ask.locale, paper_signers(tx, who)?));
    }
    let form = FormView {
        fields,
        lead: Some(ask.t("proposals.create.lead").to_owned()),
        context: origin.map(|told| web::ui::facts(&[Fact::new(told.kind.as_str(), told.cell())])),
        submit: ask.t("proposals.create.submit").to_owned(),
        cancel: WRITERS.check(who).is_ok().then(|| Link::new(ask.t("proposals.paste"), "/proposals/paste")),
        ..FormView::default()
    };
    attachments::asked(tx, ask, None, form)
}

/// What the record says that it is made from stands in the form, to be written over.
fn begin_with(fields: &mut [Field], told: &web::Told) {
    let typed = std::iter::once(&told.title).chain(&told.parts);
    for (name, text) in ["title", "background", "analysis"].into_iter().zip(typed) {
        if let Some(field) = fields.iter_mut().find(|f| f.name == name) {
            field.values = vec![text.clone()];
        }
    }
}

/// Kind, and for those who write for others, for whom.
pub fn proposer_fields(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Vec<Field>> {
    let aide = who.holds(offices::AIDE);
    let registrar = who.holds(offices::PROPOSAL_OFFICE);
    let own = who.membership.is_some() || aide || registrar;
    let mine = bodies(who);
    let collective = !mine.is_empty() || aide || registrar;
    let kinds = [(Individual, own), (Joint, own), (Collective, collective)];
    let choices: Vec<Choice> = kinds
        .into_iter()
        .filter(|(_, may)| *may)
        .map(|(kind, _)| {
            Choice::new(kind.name(), ask.t(&format!("word.kind.{}", kind.name())))
                .hint(ask.t(&format!("proposals.hint.kind.{}", kind.name())))
        })
        .collect();
    let first = choices.first().map(|c| c.value.clone()).unwrap_or_default();
    let mut fields = vec![Field::radio("kind", ask.t("proposals.field.kind"), choices).value(first).required()];
    if aide {
        fields.push(
            Field::select("principal", ask.t("proposals.field.principal"), principals(tx, who, ask)?)
                .hint(ask.t("proposals.hint.principal")),
        );
    }
    if collective {
        let bodies = store::drafting::bodies(tx, who.assembly)?;
        let english = ask.locale.lang.code() == "en";
        let may = |id: &Id| aide || registrar || mine.contains(id);
        let choices: Vec<Choice> = bodies
            .into_iter()
            .filter(|(id, ..)| may(id))
            .map(|(id, name, en)| Choice::new(id.to_string(), if english { en } else { name }))
            .collect();
        let only = (choices.len() == 1 && !own).then(|| choices[0].value.clone());
        let blank = if only.is_some() { Vec::new() } else { vec![Choice::new("", ask.t("proposals.body.none"))] };
        let mut field = Field::select("body", ask.t("proposals.field.body"), [blank, choices].concat());
        field.values.extend(only);
        fields.push(field);
    }
    Ok(fields)
}

/// Whose signed paper the office may bring in: members, and whoever speaks for a body.
fn paper_signers(tx: &mut Tx, who: &Actor) -> Result<Vec<Choice>> {
    let members = directory::people::members(tx, who.assembly)?.into_iter().map(|m| (m.person, m.name));
    let speakers = directory::people::holders(tx, who.assembly, offices::COLLECTIVE_ACCOUNT)?;
    Ok(members.chain(speakers).map(|(person, name)| Choice::new(person.to_string(), name)).collect())
}

fn principals(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Vec<Choice>> {
    let members = directory::people::members(tx, who.assembly)?;
    let blank = std::iter::once(Choice::new("", ask.t("proposals.principal.none")));
    let may = members.into_iter().filter(|m| aides(who, m.person));
    Ok(blank.chain(may.map(|m| Choice::new(m.person.to_string(), m.name))).collect())
}
