//! The page that shows every component in every state: for designers, and for the accessibility tests.

mod samples;

pub use samples::shell as gallery_shell;

use askama::Template;

use super::{Choice, Field, Html, Link, Panel, Section, Shell, Tone};
use super::{FormView, MessageView, Notice, chip, facts, key_values, numbered, prose, table};
use crate::i18n::Locale;

/// The whole document of `/components`.
pub fn gallery(locale: Locale) -> String {
    gallery_in(&samples::shell(locale))
}

/// The same in a frame of the caller's: its theme, its path, its nonce.
pub fn gallery_in(shell: &Shell) -> String {
    let l = &shell.locale;
    let body = Html::of(&GalleryPage { l, sections: sections(l) });
    let title = l.t("gallery.title").to_owned();
    Shell { title, ..shell.clone() }.render(body)
}

/// Names of the views that `sample` can show as a page of their own.
pub const SAMPLES: [&str; 8] = ["workbench", "list", "detail", "form", "errors", "sign-in", "done", "print"];

/// One view as a whole document, as a person would meet it.
pub fn sample(name: &str, shell: &Shell) -> Option<String> {
    let l = &shell.locale;
    let mut frame = shell.clone();
    let body = match name {
        "workbench" => samples::workbench(l).render(l),
        "list" => samples::list(l).render(l),
        "detail" => samples::detail(l).render(l),
        "form" => samples::form(l).render(l),
        "errors" => samples::form_with_errors(l).render(l),
        "done" => done(l).render(l),
        "sign-in" => {
            frame = Shell { nav: Vec::new(), user: None, public: true, crumbs: Vec::new(), ..frame };
            samples::sign_in(l).render(l)
        }
        "print" => return Some(samples::print(l).render()),
        _ => return None,
    };
    frame.title = l.t("gallery.title").to_owned();
    Some(frame.render(body))
}

fn sections(l: &Locale) -> Vec<Section> {
    let section = |id: &str, body: Html| Section::new(id, l.t(&format!("gallery.{id}")), body);
    vec![
        section("chips", Html::join(Tone::ALL.map(|tone| chip(samples::chip(l, tone))))),
        section("notices", notices(l)),
        section("buttons", Html::of(&Buttons { l })),
        section("facts", facts(&samples::facts(l))),
        section("answers", key_values(&samples::answers(l))),
        section("prose", prose(l.t("gallery.sample.background"))),
        section("numbered", numbered(samples::suggestions(l))),
        section("diff", samples::changed(l)),
        section("table", table(&samples::columns(l), &samples::rows(l))),
        section("workbench", samples::workbench(l).render(l)),
        section("list", samples::list(l).render(l)),
        section("empty", samples::empty_list(l).render(l)),
        section("detail", samples::detail(l).render(l)),
        section("form", samples::form(l).render(l)),
        section("errors", samples::form_with_errors(l).render(l)),
        section("choices", many_choices(l).render(l)),
        section("danger", danger(l).render(l)),
        section("done", done(l).render(l)),
        section("missing", failure(l, "missing").render(l)),
        section("failed", MessageView { reference: Some("7f3a-0c21".into()), ..failure(l, "failed") }.render(l)),
    ]
}

fn notices(l: &Locale) -> Html {
    let notice = |tone| Notice { tone, text: l.t("gallery.sample.notice").to_owned() };
    Html::join(Tone::ALL.map(|tone| Html::of(&notice(tone))))
}

fn many_choices(l: &Locale) -> FormView {
    let people = samples::people(l);
    let choices: Vec<Choice> = people.iter().enumerate().map(|(n, name)| Choice::new(n.to_string(), *name)).collect();
    FormView::new(l.t("gallery.sample.invite"), "/proposals/1/invitations", l.t("gallery.sample.invite-verb"))
        .field(Field::checkboxes("invited", l.t("gallery.sample.people"), choices.clone()).values(["1", "4"]).required())
        .field(Field::select("drafter", l.t("gallery.sample.drafter"), choices))
}

fn danger(l: &Locale) -> FormView {
    FormView {
        danger: true,
        warning: Some(l.t("gallery.sample.withdraw-warning").to_owned()),
        cancel: Some(Link::new(l.t("gallery.sample.back"), "/proposals/1")),
        ..FormView::new(l.t("gallery.sample.withdraw"), "/proposals/1/withdrawal", l.t("gallery.sample.withdraw-verb"))
    }
    .field(Field::textarea("reason", l.t("gallery.sample.reason"), 3).required().max_chars(200))
}

fn done(l: &Locale) -> MessageView {
    MessageView {
        title: l.t("gallery.sample.done").to_owned(),
        text: l.t("gallery.sample.done-text").to_owned(),
        panel: Some(Panel { label: l.t("gallery.sample.receipt").to_owned(), number: "2026-0187".into() }),
        links: vec![Link::new(l.t("gallery.sample.back"), "/proposals/1"), Link::new(l.t("gallery.sample.mine"), "/")],
        ..MessageView::default()
    }
}

fn failure(l: &Locale, kind: &str) -> MessageView {
    MessageView {
        title: l.t(&format!("gallery.sample.{kind}")).to_owned(),
        text: l.t(&format!("gallery.sample.{kind}-text")).to_owned(),
        links: vec![Link::new(l.t("gallery.sample.mine"), "/")],
        ..MessageView::default()
    }
}

#[derive(Template)]
#[template(path = "ui/gallery.html")]
struct GalleryPage<'a> {
    l: &'a Locale,
    sections: Vec<Section>,
}

#[derive(Template)]
#[template(path = "ui/buttons.html")]
struct Buttons<'a> {
    l: &'a Locale,
}

#[cfg(test)]
mod tests {
    use super::super::{MESSAGES, Theme};
    use super::*;
    use crate::i18n::{Catalogue, Lang, differences};

    fn catalogue() -> Catalogue {
        Catalogue::build(MESSAGES).expect("the house's own messages")
    }

    #[test]
    fn both_languages_have_the_same_keys_and_placeholders() {
        assert_eq!(differences(&catalogue()), Vec::<String>::new());
    }

    #[test]
    fn every_sample_renders_in_every_language_and_theme_without_a_bare_key() {
        for lang in Lang::ALL {
            for theme in Theme::ALL {
                let shell = Shell { theme, ..samples::shell(catalogue().locale(lang)) };
                let pages = SAMPLES.map(|name| sample(name, &shell).expect(name));
                for page in pages.iter().chain([&gallery_in(&shell)]) {
                    for sign in [">ui.", ">gallery.", "\"ui.", "\"gallery.", ">date.", ">clock."] {
                        assert!(!page.contains(sign), "{sign} in {}", lang.code());
                    }
                    assert!(!page.contains(" style="), "no inline style");
                    assert!(!page.contains(" onclick="), "no inline script");
                }
            }
        }
    }

    #[test]
    fn no_id_stands_twice_on_the_gallery() {
        let page = gallery(catalogue().locale(Lang::Zh));
        let mut ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        ids.sort_unstable();
        let twice: Vec<&str> = ids.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        assert_eq!(twice, Vec::<&str>::new());
    }
}
