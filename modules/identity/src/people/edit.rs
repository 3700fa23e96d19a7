//! 新增、修改人员.

use directory::terms;
use garde::Validate;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::page::Ask;
use web::ui::{Choice, Field, FormView, Link};
use web::{Act, Bound, Done, act};

use super::get;
use super::seats::{check, seat_fields};
use crate::organisation::KEEPERS;
use crate::scope;
use crate::store::people::{self, NewMembership, NewPerson};

const CREATE: Act = act("identity.person-create", "/people").form_at("/people/new").access(KEEPERS).journals("person.created");
const EDIT: Act = act("identity.person-edit", "/people/{id}/particulars").access(KEEPERS).journals("person.changed");

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Particulars {
    #[garde(skip)]
    pub assembly: Option<Id>,
    #[garde(length(chars, min = 1, max = 50))]
    pub name: String,
    #[garde(length(chars, max = 100))]
    pub name_en: String,
    #[garde(length(chars, max = 100))]
    pub employer: String,
    #[garde(length(chars, max = 100))]
    pub post: String,
    /// Left blank, the number on record stays.
    #[garde(length(chars, max = 30))]
    pub mobile: String,
    /// A seat in the running term as well: `yes`.
    #[garde(length(chars, max = 3))]
    pub member: String,
    #[garde(skip)]
    pub sector: Option<Id>,
    #[garde(skip)]
    pub group: Option<Id>,
    #[garde(length(chars, max = 3))]
    pub standing: String,
}

pub fn acts() -> Vec<Bound> {
    vec![CREATE.create(create).form(create_form), EDIT.bind(edit).form(edit_form)]
}

fn create_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let mut view = FormView { cancel: Some(Link::new(ask.t("web.cancel"), "/people")), ..FormView::default() };
    if let Some(assembly) = scope::field(tx, who, ask)? {
        view = view.field(assembly);
    }
    view = fields(ask, None).into_iter().fold(view, FormView::field);
    let assembly = scope::chosen(tx, who, ask)?;
    if let Some(term) = terms::running(tx, assembly)? {
        let yes = vec![Choice::new("yes", ask.locale.f("identity.member-of-term", &[("n", term.ordinal.to_string())]))];
        let mut seat = vec![Field::checkboxes("member", ask.t("identity.seat"), yes)];
        seat.extend(seat_fields(tx, ask, assembly, term.id, None)?);
        view = view.field(Field::fieldset(ask.t("identity.seats"), seat));
    }
    Ok(view)
}

fn edit_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let person = get(tx, who, ask.id)?;
    Ok(fields(ask, Some(&person)).into_iter().fold(FormView::default(), FormView::field))
}

fn fields(ask: &Ask, person: Option<&directory::people::Person>) -> [Field; 5] {
    let value = |f: fn(&directory::people::Person) -> &String| person.map(f).cloned().unwrap_or_default();
    let hint = if person.is_some() { ask.t("identity.mobile.hint") } else { "" };
    [
        Field::text("name", ask.t("identity.person.name")).required().max_chars(50).value(value(|p| &p.name)),
        Field::text("name_en", ask.t("identity.name-en")).value(value(|p| &p.name_en)),
        Field::text("employer", ask.t("identity.employer")).value(value(|p| &p.employer)),
        Field::text("post", ask.t("identity.post")).value(value(|p| &p.post)),
        Field::text("mobile", ask.t("identity.mobile")).hint(hint).autocomplete("off"),
    ]
}

fn create(tx: &mut Tx, who: &Actor, input: &Particulars) -> Result<Done> {
    let assembly = scope::given(tx, who, input.assembly)?;
    let id = people::insert(tx, &NewPerson { assembly, ..input.row() })?;
    if input.member == "yes" {
        let term = terms::running(tx, assembly)?.ok_or_else(|| kernel::Error::conflict("identity.sessions.no-term"))?;
        check(tx, assembly, term.id, input.sector, input.group)?;
        let standing = input.standing == "yes";
        let seat = NewMembership {
            assembly,
            person: id,
            term: term.id,
            sector: input.sector,
            activity_group: input.group,
            standing,
            from_at: None,
        };
        people::insert_membership(tx, &seat)?;
    }
    Ok(Done::new(Ref::new("people", id), &json!({ "id": id }))?
        .journal(json!({ "member": input.member == "yes" }))
        .say("identity.said.saved"))
}

fn edit(tx: &mut Tx, who: &Actor, id: Id, input: &Particulars) -> Result<Done> {
    let person = get(tx, who, id)?;
    scope::check(tx, who, person.assembly)?;
    people::update(tx, id, &input.row())?;
    let new = input.row();
    let pairs = [
        ("name", &person.name, new.name),
        ("name_en", &person.name_en, new.name_en),
        ("employer", &person.employer, new.employer),
        ("post", &person.post, new.post),
    ];
    let mut changed: Vec<&str> = pairs.iter().filter(|(_, before, after)| before.as_str() != *after).map(|(name, ..)| *name).collect();
    changed.extend(new.mobile.map(|_| "mobile"));
    Ok(Done::new(Ref::new("people", id), &json!({ "id": id }))?.journal(json!({ "changed": changed })).say("identity.said.saved"))
}

impl Particulars {
    fn row(&self) -> NewPerson<'_> {
        NewPerson {
            name: self.name.trim(),
            name_en: self.name_en.trim(),
            employer: self.employer.trim(),
            post: self.post.trim(),
            mobile: Some(self.mobile.trim()).filter(|m| !m.is_empty()),
            ..NewPerson::default()
        }
    }
}
