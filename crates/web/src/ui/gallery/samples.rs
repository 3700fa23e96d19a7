//! Invented records to fill the views with. Their words are in `messages/gallery-*.yml`.

mod form;
mod list;
mod print;
mod process;

pub(super) use form::{form, form_with_errors, sign_in};
pub(super) use list::{columns, empty_list, list, rows};
pub(super) use print::print;

use jiff::civil::{Date, date};

use crate::i18n::Locale;
use crate::ui::*;

const TODAY: Date = date(2026, 4, 13);
const PROPOSAL: &str = "/proposals/1";

/// Facts with a way to change the first few.
pub(super) fn answers(l: &Locale) -> Vec<Fact> {
    let change = |fact: Fact| fact.change(Link::new(text(l, "change"), "/proposals/new"));
    facts(l).into_iter().enumerate().map(|(n, fact)| if n < 3 { change(fact) } else { fact }).collect()
}

/// A frame filled with invented people, for the component page.
pub fn shell(locale: Locale) -> Shell {
    let l = locale.clone();
    let hat = |key: &str, current| HatChoice { label: text(&l, &format!("hat-{key}")), key: key.to_owned(), current };
    Shell {
        nav: vec![
            NavItem::new(text(&l, "nav.workbench"), "/").current(true).count(7),
            NavItem::new(text(&l, "nav.proposals"), "/proposals"),
            NavItem::new(text(&l, "nav.replies"), "/replies").count(2),
            NavItem::new(text(&l, "nav.people"), "/people"),
            NavItem::new(text(&l, "nav.units"), "/units"),
            NavItem::new(text(&l, "nav.policy"), "/policy"),
        ],
        user: Some(UserBox {
            name: text(&l, "person.zhou"),
            hat: text(&l, "hat-member"),
            hats: vec![hat("member", true), hat("office", false)],
        }),
        crumbs: vec![Link::new(text(&l, "nav.workbench"), "/"), Link::new(text(&l, "nav.proposals"), "/proposals")],
        path: "/components".to_owned(),
        brand: text(&l, "brand"),
        ..Shell::new(locale, "")
    }
}

pub(super) fn chip(l: &Locale, tone: Tone) -> Chip {
    Chip::new(tone, text(l, &format!("state-{}", tone.class())))
}

pub(super) fn facts(l: &Locale) -> Vec<Fact> {
    let fact = |key: &str, cell: Cell| Fact::new(text(l, &format!("fact-{key}")), cell);
    vec![
        fact("proposers", Cell::Lines(vec![text(l, "person.zhou"), text(l, "person.shen"), text(l, "person.lu")])),
        fact("kind", Cell::text(text(l, "kind-joint"))),
        fact("category", Cell::text(text(l, "category"))),
        fact("unit", Cell::link(text(l, "unit.transport"), "/units/1")),
        fact("co-unit", Cell::text(text(l, "unit.housing"))),
        fact("submitted", Cell::Day(l.day(date(2026, 1, 15), TODAY))),
        fact("due", Cell::Clock(l.clock(date(2026, 4, 16), TODAY, 3))),
        fact("result", Cell::text("")),
    ]
}

pub(super) fn suggestions(l: &Locale) -> Vec<String> {
    (1..=3).map(|n| text(l, &format!("suggestion-{n}"))).collect()
}

pub(super) fn changed(l: &Locale) -> Html {
    let version = |parts: [usize; 3]| parts.map(|n| text(l, &format!("diff-{n}"))).concat();
    diff(l, &version([0, 1, 3]), &version([0, 2, 3]))
}

pub(super) fn detail(l: &Locale) -> DetailView {
    let act = |key: &str, tone| ActLink::new(text(l, &format!("act-{key}")), format!("{PROPOSAL}/{key}"), tone);
    DetailView {
        eyebrow: text(l, "eyebrow"),
        title: text(l, "title-1"),
        chip: chip(l, Tone::Active),
        turn: Some(Turn {
            who: text(l, "turn-who"),
            since: l.day(date(2026, 3, 12), TODAY),
            until: Some(l.clock(date(2026, 4, 16), TODAY, 3)),
            yours: true,
        }),
        acts: vec![
            act("reply", ActTone::Primary),
            act("contact", ActTone::Plain),
            act("extend", ActTone::Plain),
            act("return", ActTone::Danger),
        ],
        more_acts: vec![act("correct", ActTone::Plain), act("revoke", ActTone::Danger)],
        facts: facts(l),
        sections: vec![
            Section::new("background", text(l, "section-background"), prose(&text(l, "background"))),
            Section::new("analysis", text(l, "section-analysis"), prose(&text(l, "analysis"))),
            Section::new("suggestions", text(l, "section-suggestions"), numbered(suggestions(l))),
        ],
        files: vec![Link::new(text(l, "file-1"), "/files/1"), Link::new(text(l, "file-2"), "/files/2")],
        timeline: timeline(l),
        drawing: Some(process::process(l)),
        prints: vec![Link::new(text(l, "print-form"), "/print/1"), Link::new(text(l, "print-receipt"), "/print/2")],
    }
}

fn timeline(l: &Locale) -> Vec<Event> {
    let moments = [1_775_787_600_000, 1_773_295_500_000, 1_769_481_000_000, 1_768_444_200_000];
    let people = ["lu", "he", "shen", "zhou"];
    let event = |(n, at): (usize, i64)| Event {
        at: l.moment(at, TODAY),
        who: text(l, &format!("person.{}", people[n])),
        what: text(l, &format!("event-{}", n + 1)),
        note: (n == 0).then(|| text(l, "event-note")),
        diff: (n == 2).then(|| changed(l)),
    };
    moments.into_iter().enumerate().map(event).collect()
}

pub(super) fn workbench(l: &Locale) -> WorkbenchView {
    let figures = [("figure-received", "240"), ("figure-filed", "213"), ("figure-replied", "152"), ("figure-late", "4")];
    WorkbenchView {
        greeting: text(l, "greeting"),
        lead: Some(text(l, "workbench-lead")),
        queues: vec![
            queue(l, 1, 5, &[(1, Tone::Active, 16, 3), (2, Tone::Plain, 13, 0), (3, Tone::Warn, 8, -3)]),
            queue(l, 2, 2, &[(4, Tone::Plain, 30, 13), (5, Tone::Active, 28, 11)]),
        ],
        figures: figures.map(|(key, value)| Figure::new(text(l, key), value).href("/proposals")).to_vec(),
        empty: Empty::default(),
    }
}

fn queue(l: &Locale, n: usize, count: u64, items: &[(usize, Tone, i8, i32)]) -> Queue {
    let item = |(title, tone, day, left): &(usize, Tone, i8, i32)| QueueItem {
        href: PROPOSAL.to_owned(),
        title: text(l, &format!("title-{title}")),
        chip: chip(l, *tone),
        since: text(l, "since"),
        clock: Some(l.clock(date(2026, 4, *day), TODAY, *left)),
    };
    Queue {
        title: text(l, &format!("queue-{n}")),
        count,
        href: "/proposals?tab=mine".to_owned(),
        oldest: Some(text(l, &format!("oldest-{n}"))),
        items: items.iter().map(item).collect(),
    }
}

pub(super) fn people(l: &Locale) -> Vec<&str> {
    l.t("gallery.sample.names").split(", ").collect()
}

fn text(l: &Locale, key: &str) -> String {
    l.t(&format!("gallery.sample.{key}")).to_owned()
}
