//! Invented records to fill the views with. Their words are in `messages/gallery-*.yml`.

use jiff::civil::{Date, date};

use crate::i18n::Locale;
use crate::ui::*;

const TODAY: Date = date(2026, 4, 13);
const PROPOSAL: &str = "/proposals/1";

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

pub(super) fn diff_pieces(l: &Locale) -> Vec<(DiffKind, String)> {
    let kinds = [DiffKind::Same, DiffKind::Removed, DiffKind::Added, DiffKind::Same];
    kinds.into_iter().enumerate().map(|(n, kind)| (kind, text(l, &format!("diff-{n}")))).collect()
}

pub(super) fn columns(l: &Locale) -> Vec<Column> {
    let head = |key: &str| Column::new(text(l, &format!("column-{key}")));
    vec![
        head("number").sorted("?sort=number", Some(Direction::Ascending)),
        head("title"),
        head("proposer"),
        head("unit").hide_on_phone(),
        head("state"),
        head("signers").numeric().hide_on_phone(),
        head("clock").sorted("?sort=due", None),
    ]
}

pub(super) fn rows(l: &Locale) -> Vec<Row> {
    let days = [(16, 3), (13, 0), (8, -3), (30, 13), (28, 11)];
    let units = ["transport", "housing", "education", "water", "health"];
    let people = ["zhou", "shen", "lu", "he", "qiao"];
    Tone::ALL.into_iter().enumerate().map(|(n, tone)| row(l, n, tone, people[n], units[n], days[n])).collect()
}

fn row(l: &Locale, n: usize, tone: Tone, person: &str, unit: &str, (day, left): (i8, i32)) -> Row {
    let clock = if tone == Tone::Good { Cell::text("") } else { Cell::Clock(l.clock(date(2026, 4, day), TODAY, left)) };
    let cells = vec![
        Cell::Number(format!("{:03}", n * 37 + 12)),
        Cell::strong(text(l, &format!("title-{}", n + 1))),
        Cell::text(text(l, &format!("person.{person}"))),
        Cell::text(text(l, &format!("unit.{unit}"))),
        Cell::Chip(chip(l, tone)),
        Cell::Number(l.number((n * 7) % 5 + 1)),
        clock,
    ];
    Row::new(n + 1, cells).href(PROPOSAL)
}

pub(super) fn list(l: &Locale) -> ListView {
    let tab = |key: &str, count, current| Tab {
        label: text(l, &format!("tab-{key}")),
        href: format!("?tab={key}"),
        count: Some(count),
        current,
    };
    let batch = |key: &str| Batch { label: text(l, &format!("batch-{key}")), action: format!("/proposals/{key}") };
    ListView {
        title: text(l, "list-title"),
        lead: text(l, "list-lead"),
        tabs: vec![tab("all", 240, true), tab("review", 31, false), tab("handling", 152, false), tab("late", 4, false)],
        filters: filters(l),
        clear: Some("?".to_owned()),
        columns: columns(l),
        rows: rows(l),
        batch: vec![batch("assign"), batch("urge"), batch("number")],
        key: "sample-list".to_owned(),
        actions: vec![Link::new(text(l, "list-new"), "/proposals/new"), Link::new(text(l, "list-import"), "/import")],
        exports: vec![Link::new("XLSX", "?as=xlsx"), Link::new("CSV", "?as=csv"), Link::new("JSON", "?as=json")],
        pager: Pager {
            total: 240,
            shown_from: 51,
            shown_to: 55,
            previous: Some("?page=1".into()),
            next: Some("?page=3".into()),
        },
        empty: Empty::default(),
    }
}

fn filters(l: &Locale) -> Vec<Field> {
    let choice = |key: &str| Choice::new(key, text(l, key));
    let any = Choice::new("", text(l, "filter-any"));
    vec![
        Field::hidden("tab", "all"),
        Field::text("q", text(l, "filter-words")),
        Field::select(
            "unit",
            text(l, "column-unit"),
            vec![any.clone(), choice("unit.transport"), choice("unit.housing")],
        ),
        Field::select("state", text(l, "column-state"), vec![any, choice("state-active"), choice("state-good")]),
        Field::date("from", text(l, "filter-from")).value("2026-01-10"),
    ]
}

pub(super) fn empty_list(l: &Locale) -> ListView {
    ListView {
        title: text(l, "empty-title"),
        lead: text(l, "empty-lead"),
        empty: Empty {
            text: text(l, "empty-text"),
            first_step: Some(Link::new(text(l, "list-new"), "/proposals/new")),
        },
        ..ListView::default()
    }
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
        drawing: Some(Html::of(&Process { l })),
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
        diff: (n == 2).then(|| diff(l, &diff_pieces(l))),
    };
    moments.into_iter().enumerate().map(event).collect()
}

pub(super) fn workbench(l: &Locale) -> WorkbenchView {
    let figures =
        [("figure-received", "240"), ("figure-filed", "213"), ("figure-replied", "152"), ("figure-late", "4")];
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

pub(super) fn form(l: &Locale) -> FormView {
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
        Field::radio(
            "kind",
            label("kind"),
            vec![choice("kind-single"), choice("kind-joint").hint(text(l, "hint-joint"))],
        )
        .required()
        .value("kind-joint"),
    )
    .field(Field::select("category", label("category"), vec![choice("category")]).required())
    .field(
        Field::textarea("background-text", label("background"), 6)
            .value(text(l, "background"))
            .required()
            .max_chars(800),
    )
    .field(
        Field::lines("suggestions-list", label("suggestions"), 2)
            .hint(text(l, "hint-suggestions"))
            .values(suggestions(l))
            .required(),
    )
    .field(
        Field::checkboxes("open", label("open"), vec![choice("open-public"), choice("open-contact")])
            .value("open-public"),
    )
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

pub(super) fn form_with_errors(l: &Locale) -> FormView {
    let label = |key: &str| text(l, &format!("field-{key}"));
    let error = |field: &str, key: &str| (field.to_owned(), text(l, key));
    let kinds = vec![Choice::new("a", text(l, "kind-single")), Choice::new("b", text(l, "kind-joint"))];
    FormView {
        key: "sample-errors".to_owned(),
        errors: vec![
            error("name", "error-title"),
            error("sort", "error-kind"),
            error("points[1]", "error-line"),
            error("", "error-form"),
        ],
        ..FormView::new(text(l, "form-title"), "/proposals", text(l, "submit"))
    }
    .field(Field::text("name", label("title")).hint(text(l, "hint-title")).required().max_chars(60))
    .field(Field::radio("sort", label("kind"), kinds).required())
    .field(
        Field::lines("points", label("suggestions"), 2)
            .values([text(l, "suggestion-1"), text(l, "suggestion-long")])
            .required(),
    )
    .field(Field::textarea("why", label("background"), 4).value(text(l, "background")).max_chars(40))
}

pub(super) fn sign_in(l: &Locale) -> FormView {
    FormView {
        lead: Some(text(l, "sign-in-lead")),
        ..FormView::new(text(l, "sign-in"), "/sign-in", text(l, "sign-in"))
    }
    .field(Field::text("account", text(l, "account")).required().autocomplete("username"))
    .field(Field::password("password", text(l, "password")).required().autocomplete("current-password"))
    .field(Field::code("code", text(l, "code")).hint(text(l, "hint-code")))
}

pub(super) fn people(l: &Locale) -> Vec<&str> {
    l.t("gallery.sample.names").split(", ").collect()
}

pub(super) fn print(l: &Locale) -> PrintView {
    let columns = vec![
        Column::new(text(l, "column-number")),
        Column::new(text(l, "column-title")),
        Column::new(text(l, "column-unit")),
    ];
    let rows = rows(l).into_iter().map(|row| {
        Row::new(
            row.id,
            row.cells.into_iter().take(4).enumerate().filter(|(n, _)| *n != 2).map(|(_, cell)| cell).collect(),
        )
    });
    let sheet = |title: &str, blocks| Sheet {
        head: text(l, "sheet-head"),
        title: text(l, title),
        number: text(l, "eyebrow"),
        qr: Some((Html::of(&Square), text(l, "qr-words"))),
        blocks,
        foot: text(l, "sheet-foot"),
    };
    let filing = vec![
        PrintBlock::Facts(facts(l)),
        PrintBlock::Box { title: text(l, "section-background"), text: text(l, "background"), min_lines: 4 },
        PrintBlock::Numbered { title: text(l, "section-suggestions"), items: suggestions(l) },
        PrintBlock::Box { title: text(l, "opinion-1"), text: String::new(), min_lines: 4 },
        PrintBlock::Signatures(vec![text(l, "reviewer-1"), text(l, "reviewer-2")]),
    ];
    let listing =
        vec![PrintBlock::Table { columns, rows: rows.collect() }, PrintBlock::Signatures(vec![text(l, "received-by")])];
    PrintView {
        locale: l.clone(),
        title: text(l, "sheet-title"),
        sheets: vec![sheet("sheet-title", filing), sheet("sheet-list", listing)],
        ..PrintView::default()
    }
}

fn text(l: &Locale, key: &str) -> String {
    l.t(&format!("gallery.sample.{key}")).to_owned()
}

#[derive(askama::Template)]
#[template(path = "ui/sample-process.html")]
struct Process<'a> {
    l: &'a Locale,
}

#[derive(askama::Template)]
#[template(path = "ui/sample-square.html")]
struct Square;
