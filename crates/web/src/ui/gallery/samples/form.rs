//! Writing a proposal, with everything a form can ask; signing in.

use super::{facts, suggestions, text};
use crate::i18n::Locale;
use crate::ui::{Choice, Fact, Field, FormView, Link};

pub(in crate::ui::gallery) fn form(l: &Locale) -> FormView {
    let label = |key: &str| text(l, &format!("field-{key}"));
    let choice = |key: &str| Choice::new(key, text(l, key));
    FormView {
        lead: Some(text(l, "form-lead")),
        key: "sample-form".to_owned(),
        cancel: Some(Link::new(text(l, "back"), "/proposals")),
        also: vec![("draft".to_owned(), text(l, "save"))],
        context: Some(crate::ui::facts(&facts_of_context(l))),
        multipart: true,
        ..FormView::new(text(l, "form-title"), "/proposals", text(l, "submit"))
    }
    .field(Field::text("title", label("title")).hint(text(l, "hint-title")).required().max_chars(60))
    .field(
        Field::radio("kind", label("kind"), vec![choice("kind-single"), choice("kind-joint").hint(text(l, "hint-joint"))])
            .required()
            .value("kind-joint"),
    )
    .field(Field::select("category", label("category"), vec![choice("category")]).required())
    .field(Field::textarea("background-text", label("background"), 6).value(text(l, "background")).required().max_chars(800))
    .field(Field::lines("suggestions-list", label("suggestions"), 2).hint(text(l, "hint-suggestions")).values(suggestions(l)).required())
    .field(Field::checkboxes("open", label("open"), vec![choice("open-public"), choice("open-contact")]).value("open-public"))
    .field(Field::fieldset(
        label("contact"),
        vec![
            Field::text("contact.phone", label("phone")).autocomplete("tel").required(),
            Field::date("contact.until", label("until")).value("2026-06-30"),
            Field::number("contact.copies", label("copies")).value("2"),
        ],
    ))
    .field(Field::files("files", label("files"), ".pdf,.docx,.jpg").hint(text(l, "hint-files")))
    .field(Field::note(text(l, "form-note")))
}

fn facts_of_context(l: &Locale) -> Vec<Fact> {
    facts(l).into_iter().skip(1).take(3).collect()
}

pub(in crate::ui::gallery) fn form_with_errors(l: &Locale) -> FormView {
    let label = |key: &str| text(l, &format!("field-{key}"));
    let error = |field: &str, key: &str| (field.to_owned(), text(l, key));
    let kinds = vec![Choice::new("a", text(l, "kind-single")), Choice::new("b", text(l, "kind-joint"))];
    FormView {
        key: "sample-errors".to_owned(),
        errors: vec![error("name", "error-title"), error("sort", "error-kind"), error("points[1]", "error-line"), error("", "error-form")],
        ..FormView::new(text(l, "form-title"), "/proposals", text(l, "submit"))
    }
    .field(Field::text("name", label("title")).hint(text(l, "hint-title")).required().max_chars(60))
    .field(Field::radio("sort", label("kind"), kinds).required())
    .field(Field::lines("points", label("suggestions"), 2).values([text(l, "suggestion-1"), text(l, "suggestion-long")]).required())
    .field(Field::textarea("why", label("background"), 4).value(text(l, "background")).max_chars(40))
}

pub(in crate::ui::gallery) fn sign_in(l: &Locale) -> FormView {
    FormView { lead: Some(text(l, "sign-in-lead")), ..FormView::new(text(l, "sign-in"), "/sign-in", text(l, "sign-in")) }
        .field(Field::text("account", text(l, "account")).required().autocomplete("username"))
        .field(Field::password("password", text(l, "password")).required().autocomplete("current-password"))
        .field(Field::code("code", text(l, "code")).hint(text(l, "hint-code")))
}
