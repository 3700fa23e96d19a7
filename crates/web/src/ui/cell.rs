//! The small parts: links, chips, clocks, facts and tables.

use askama::Template;
use askama::filters::HtmlSafe;

use super::Html;

/// Up to so many characters stay on one line of a table.
const SHORT_CHARS: usize = 6;

/// What a colour says; the word beside it always says it too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// At rest, nothing to say: grey, a ring.
    #[default]
    Plain,
    /// Under way: blue, a dot.
    Active,
    /// Done well: green, a tick.
    Good,
    /// Needs attention soon: amber, a triangle.
    Warn,
    /// Late, refused, failed: red, a square.
    Bad,
}

impl Tone {
    pub const ALL: [Tone; 5] = [Tone::Plain, Tone::Active, Tone::Good, Tone::Warn, Tone::Bad];

    /// The suffix of its class in the stylesheet.
    pub fn class(self) -> &'static str {
        match self {
            Tone::Plain => "plain",
            Tone::Active => "active",
            Tone::Good => "good",
            Tone::Warn => "warn",
            Tone::Bad => "bad",
        }
    }
}

/// A link, which writes itself into any template: `{{ link }}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Template)]
#[template(path = "ui/link.html")]
pub struct Link {
    pub label: String,
    pub href: String,
}

impl Link {
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Link {
        Link { label: label.into(), href: href.into() }
    }
}

/// The state of a thing in one word.
#[derive(Clone, Debug, Default, PartialEq, Eq, Template)]
#[template(path = "ui/chip.html")]
pub struct Chip {
    pub tone: Tone,
    pub word: String,
}

impl Chip {
    pub fn new(tone: Tone, word: impl Into<String>) -> Chip {
        Chip { tone, word: word.into() }
    }
}

/// How long something still has, and until when. `Locale::clock` makes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Template)]
#[template(path = "ui/clock.html")]
pub struct Clock {
    pub word: String,
    pub tone: Tone,
}

/// One value in a table or a list of facts.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/cell.html")]
pub enum Cell {
    Text(String),
    /// The name of the thing; carries the row's link.
    Strong(String),
    Link(Link),
    Chip(Chip),
    Clock(Clock),
    Day(String),
    Number(String),
    Lines(Vec<String>),
    Html(Html),
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }

    pub fn strong(text: impl Into<String>) -> Cell {
        Cell::Strong(text.into())
    }

    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Cell {
        Cell::Link(Link::new(label, href))
    }

    /// Its plain words, where it has any: the name of a record for a screen reader.
    pub(super) fn words(&self) -> &str {
        match self {
            Cell::Text(text) | Cell::Strong(text) | Cell::Day(text) | Cell::Number(text) => text,
            Cell::Link(link) => &link.label,
            Cell::Chip(chip) => &chip.word,
            Cell::Clock(clock) => &clock.word,
            Cell::Lines(lines) => lines.first().map_or("", String::as_str),
            Cell::Html(_) => "",
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        match self {
            Cell::Html(html) => html.is_empty(),
            other => other.words().is_empty(),
        }
    }

    /// Names of people and single words: a column must not break them.
    fn is_short(&self) -> bool {
        !matches!(self, Cell::Html(_) | Cell::Lines(_)) && self.words().chars().count() <= SHORT_CHARS
    }

    pub(super) fn is_strong(&self) -> bool {
        matches!(self, Cell::Strong(_))
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }
}

impl From<Link> for Cell {
    fn from(link: Link) -> Cell {
        Cell::Link(link)
    }
}

impl From<Chip> for Cell {
    fn from(chip: Chip) -> Cell {
        Cell::Chip(chip)
    }
}

impl From<Clock> for Cell {
    fn from(clock: Clock) -> Cell {
        Cell::Clock(clock)
    }
}

impl From<Html> for Cell {
    fn from(html: Html) -> Cell {
        Cell::Html(html)
    }
}

impl HtmlSafe for Link {}
impl HtmlSafe for Chip {}
impl HtmlSafe for Clock {}
impl HtmlSafe for Cell {}

/// A named value.
#[derive(Clone, Debug)]
pub struct Fact {
    pub label: String,
    pub cell: Cell,
    /// Where the answer can be changed, on a page of answers to check.
    pub change: Option<Link>,
}

impl Fact {
    pub fn new(label: impl Into<String>, cell: impl Into<Cell>) -> Fact {
        Fact { label: label.into(), cell: cell.into(), change: None }
    }

    pub fn change(mut self, link: Link) -> Fact {
        self.change = Some(link);
        self
    }
}

/// The head of a column.
#[derive(Clone, Debug, Default)]
pub struct Column {
    pub label: String,
    /// Figures: to the right, all digits of one width.
    pub numeric: bool,
    pub hide_on_phone: bool,
    pub sort: Option<Sort>,
}

/// Where a click on the head leads, and how the rows stand now.
#[derive(Clone, Debug)]
pub struct Sort {
    pub href: String,
    pub now: Option<Direction>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Ascending,
    Descending,
}

impl Column {
    pub fn new(label: impl Into<String>) -> Column {
        Column { label: label.into(), ..Column::default() }
    }

    pub fn numeric(mut self) -> Column {
        self.numeric = true;
        self
    }

    pub fn hide_on_phone(mut self) -> Column {
        self.hide_on_phone = true;
        self
    }

    /// `now` is how the rows stand by this column at present, if they do.
    pub fn sorted(mut self, href: impl Into<String>, now: Option<Direction>) -> Column {
        self.sort = Some(Sort { href: href.into(), now });
        self
    }

    pub(super) fn aria_sort(&self) -> Option<&'static str> {
        match self.sort.as_ref()?.now? {
            Direction::Ascending => Some("ascending"),
            Direction::Descending => Some("descending"),
        }
    }
}

/// One record. With an `href`, its first strong cell (or else its first cell) is the link to it.
#[derive(Clone, Debug, Default)]
pub struct Row {
    pub id: String,
    pub href: Option<String>,
    pub cells: Vec<Cell>,
}

impl Row {
    pub fn new(id: impl ToString, cells: Vec<Cell>) -> Row {
        Row { id: id.to_string(), href: None, cells }
    }

    pub fn href(mut self, href: impl Into<String>) -> Row {
        self.href = Some(href.into());
        self
    }

    /// Nothing in it takes the focus, so that a table of such rows must take it itself to be scrolled by key.
    pub(super) fn is_still(&self) -> bool {
        self.href.is_none() && !self.cells.iter().any(|cell| matches!(cell, Cell::Link(_) | Cell::Html(_)))
    }

    /// The place of the cell that names the record.
    pub(super) fn name_at(&self) -> usize {
        self.cells.iter().position(Cell::is_strong).unwrap_or(0)
    }

    pub(super) fn name(&self) -> &str {
        self.cells.get(self.name_at()).map_or(&self.id, Cell::words)
    }

    /// The classes of the cell at this place.
    pub(super) fn class_at(&self, columns: &[Column], place: &usize) -> String {
        let (column, cell) = (columns.get(*place), self.cells.get(*place));
        let classes = [
            (*place == self.name_at(), "name-cell"),
            (cell.is_some_and(Cell::is_short), "keep"),
            (column.is_some_and(|column| column.numeric), "num"),
            (column.is_some_and(|column| column.hide_on_phone), "desk"),
            (cell.is_none_or(Cell::is_empty), "empty-cell"),
        ];
        let mut text = String::new();
        for (_, class) in classes.iter().filter(|(holds, _)| *holds) {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(class);
        }
        text
    }

    /// The label of a cell where a row is shown as a card; the name stands without.
    pub(super) fn label_at<'a>(&self, columns: &'a [Column], place: &usize) -> Option<&'a str> {
        let column = columns.get(*place).filter(|_| *place != self.name_at());
        column.map(|column| column.label.as_str()).filter(|label| !label.is_empty())
    }

    /// The link of the cell at this place.
    pub(super) fn href_at(&self, place: &usize) -> Option<&str> {
        if *place == self.name_at() { self.href.as_deref() } else { None }
    }
}

/// Links below each other.
pub fn links(links: &[Link]) -> Html {
    Html::of(&LinksPart { links })
}

#[derive(Template)]
#[template(path = "ui/links.html")]
struct LinksPart<'a> {
    links: &'a [Link],
}

pub fn chip(chip: Chip) -> Html {
    Html::of(&chip)
}

/// Rows without paging, sorting or choosing.
pub fn table(columns: &[Column], rows: &[Row]) -> Html {
    Html::of(&TablePart { columns, rows })
}

/// Facts beside each other, the label above the value.
pub fn facts(facts: &[Fact]) -> Html {
    Html::of(&FactsPart { facts, class: "facts" })
}

/// Facts below each other, the label before the value, with a hairline between: for checking answers.
pub fn key_values(facts: &[Fact]) -> Html {
    Html::of(&FactsPart { facts, class: "key-values" })
}

#[derive(Template)]
#[template(path = "ui/table.html")]
struct TablePart<'a> {
    columns: &'a [Column],
    rows: &'a [Row],
}

impl TablePart<'_> {
    fn is_still(&self) -> bool {
        self.rows.iter().all(Row::is_still) && self.columns.iter().all(|column| column.sort.is_none())
    }

    /// A word and a number in each row: also on a phone they stand beside each other.
    fn is_pair(&self) -> bool {
        self.columns.len() == 2 && self.columns[1].numeric && self.rows.iter().all(|row| row.href.is_none())
    }
}

#[derive(Template)]
#[template(path = "ui/facts.html")]
struct FactsPart<'a> {
    facts: &'a [Fact],
    class: &'static str,
}
