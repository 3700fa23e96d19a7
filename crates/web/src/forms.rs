//! The page with the form of an act: its title, its key, what was typed, what is wrong with it.

use std::sync::Arc;

use kernel::{Error, Result};

use crate::act::Bound;
use crate::app::App;
use crate::head::Head;
use crate::identify::{Identity, identify};
use crate::page::{Ask, Body, Reply};
use crate::renames::in_own_words;
use crate::respond;
use crate::router::Shown;
use crate::security::page_refused;
use crate::touch;
use crate::ui::FormView;

/// The form of an act, with what was typed and what is wrong with it.
pub(crate) async fn show_form(
    app: &App,
    head: &Arc<Head>,
    bound: &Bound,
    ask: Ask,
    typed: Vec<(String, String)>,
    errors: Vec<kernel::FieldError>,
) -> Result<Shown> {
    let (app, head, act, form) = (app.clone(), head.clone(), bound.act, bound.form.ok_or(Error::NotFound)?);
    app.db
        .clone()
        .read(move |tx| {
            let Identity { who, sign_in } = identify(tx, &head, app.settings.idle_ms)?;
            let frame = respond::frame(tx, &app, &who, &head)?;
            if who.is_anonymous() && !act.access.admits(&who) {
                return Err(Error::refused("web.sign-in-first"));
            }
            let ask = in_own_words(tx, &app, &who, &ask)?;
            let registrar = !act.paper.is_empty() && who.holds_any(act.paper);
            let gate = if registrar { Ok(()) } else { act.access.check(&who) };
            let built = gate.and_then(|()| form(tx, &who, &ask)).and_then(|view| {
                let view = crate::paper::offer(tx, &act, &who, &ask, view)?;
                Ok(Reply::Page(dressed(&act, &ask, view, &typed, &errors)))
            });
            let _ = built.as_ref().inspect_err(|error| page_refused(&who, act.name, ask.id, error));
            Ok(Shown { frame, reply: built, stale: touch::stale(tx, sign_in) })
        })
        .await
}

/// An error page for somebody who has written something.
pub(crate) async fn fail_form(app: &App, head: &Head, error: &Error, written: &respond::Written) -> axum::response::Response {
    if head.api {
        return respond::problem(app, head, error);
    }
    // A program that has too much to do does not do more to say so.
    if matches!(error, Error::Unavailable(_)) {
        return respond::failure_of_form(app, head, respond::Frame::default(), error, written);
    }
    let (for_frame, own_head) = (app.clone(), head.clone());
    let frame = app
        .db
        .read(move |tx| {
            let who = identify(tx, &own_head, for_frame.settings.idle_ms).map(|i| i.who).unwrap_or_default();
            respond::frame(tx, &for_frame, &who, &own_head)
        })
        .await;
    respond::failure_of_form(app, head, frame.unwrap_or_default(), error, written)
}

/// No browser keeps the files that were chosen: whoever reads the form again is told so beside them.
pub(crate) fn with_files_again(mut errors: Vec<kernel::FieldError>, sent: Vec<String>) -> Vec<kernel::FieldError> {
    for field in sent {
        if errors.iter().all(|error| error.field != field) {
            errors.push(kernel::FieldError { field, message: "web.invalid.choose-again".into() });
        }
    }
    errors
}

/// The page of the record that an act is done on.
pub(crate) fn record(act: &crate::Act, id: kernel::Id) -> String {
    format!("{}/{id}", act.path.split("/{id}").next().unwrap_or_default())
}

fn dressed(act: &crate::Act, ask: &Ask, mut view: FormView, typed: &[(String, String)], errors: &[kernel::FieldError]) -> Body {
    let l = &ask.locale;
    let or = |given: &str, key: String| if given.is_empty() { l.t(&key).to_owned() } else { given.to_owned() };
    view.submit = or(&view.submit, act.name.to_owned());
    view.title = if view.title.is_empty() { or("", title_key(l, act.name)) } else { view.title };
    if view.action.is_empty() {
        view.action = act.path.replace("{id}", &ask.id.to_string());
    }
    view.key = respond::random_token(16);
    if view.cancel.is_none() && act.on_record() {
        view.cancel = Some(crate::ui::Link::new(l.t("web.cancel"), record(act, ask.id)));
    }
    view.errors = errors.iter().map(|e| (e.field.clone(), respond::text(l, &e.message))).collect();
    if !typed.is_empty() || !errors.is_empty() {
        view = view.refill(typed);
    }
    Body { title: view.page_title(l), crumbs: Vec::new(), html: view.render(l) }
}

/// `proposals.file.title` where there is one, else the verb itself.
fn title_key(l: &crate::i18n::Locale, name: &str) -> String {
    let key = format!("{name}.title");
    if l.has(&key) { key } else { name.to_owned() }
}
