//! The page of one record: what it is, whose turn it is, what this person can do now.

use askama::Template;

use super::{Chip, Clock, Fact, Html, Link};
use crate::i18n::Locale;

/// The order on the page: name and state, turn, acts, facts, sections, process, files, timeline, prints.
#[derive(Clone, Debug, Default)]
pub struct DetailView {
    /// The number of the record, above its title.
    pub eyebrow: String,
    pub title: String,
    pub chip: Chip,
    pub turn: Option<Turn>,
    /// What RULES allow this person now; the first is the one to be found first.
    pub acts: Vec<ActLink>,
    /// Rarer acts, behind 更多操作.
    pub more_acts: Vec<ActLink>,
    pub facts: Vec<Fact>,
    pub sections: Vec<Section>,
    pub files: Vec<Link>,
    pub timeline: Vec<Event>,
    /// The process as a drawing, with the present place marked.
    pub drawing: Option<Html>,
    pub prints: Vec<Link>,
}

/// Who has to act, since when, until when.
#[derive(Clone, Debug, Default)]
pub struct Turn {
    pub who: String,
    pub since: String,
    pub until: Option<Clock>,
    /// It is the reader's own turn.
    pub yours: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ActTone {
    Primary,
    #[default]
    Plain,
    Danger,
}

/// A link to the form of an act.
#[derive(Clone, Debug, Default)]
pub struct ActLink {
    pub label: String,
    pub href: String,
    pub tone: ActTone,
}

impl ActLink {
    pub fn new(label: impl Into<String>, href: impl Into<String>, tone: ActTone) -> ActLink {
        ActLink { label: label.into(), href: href.into(), tone }
    }

    fn is_danger(&self) -> bool {
        self.tone == ActTone::Danger
    }

    fn class(&self) -> &'static str {
        match self.tone {
            ActTone::Primary => "button primary",
            ActTone::Plain => "button",
            ActTone::Danger => "button danger",
        }
    }
}

#[derive(Clone, Debug, Default)]
pub struct Section {
    /// The anchor; unique on the page.
    pub id: String,
    pub title: String,
    pub body: Html,
}

impl Section {
    pub fn new(id: impl Into<String>, title: impl Into<String>, body: Html) -> Section {
        Section { id: id.into(), title: title.into(), body }
    }
}

/// Something that happened to the record; the newest comes first.
#[derive(Clone, Debug, Default)]
pub struct Event {
    pub at: String,
    pub who: String,
    pub what: String,
    pub note: Option<String>,
    pub diff: Option<Html>,
}

/// What is seen of a long history at once.
const RECENT: usize = 30;

impl DetailView {
    pub fn render(&self, l: &Locale) -> Html {
        Html::of(&DetailPage { v: self, l })
    }

    fn recent(&self) -> &[Event] {
        &self.timeline[..self.timeline.len().min(RECENT)]
    }

    fn earlier(&self) -> &[Event] {
        &self.timeline[self.timeline.len().min(RECENT)..]
    }

    fn is_yours(&self) -> bool {
        self.turn.as_ref().is_some_and(|turn| turn.yours)
    }

    fn has_state(&self) -> bool {
        !self.chip.word.is_empty() || self.turn.is_some()
    }

    fn has_side(&self) -> bool {
        let lists = [self.files.is_empty(), self.timeline.is_empty(), self.prints.is_empty()];
        self.drawing.is_some() || lists.contains(&false)
    }

    fn has_acts(&self) -> bool {
        !self.acts.is_empty() || !self.more_acts.is_empty()
    }

    /// On a phone the bar has room for two; the rest goes behind 更多操作 there.
    fn has_more(&self) -> bool {
        self.acts.len() > 2 || !self.more_acts.is_empty()
    }
}

#[derive(Template)]
#[template(path = "ui/detail.html")]
struct DetailPage<'a> {
    v: &'a DetailView,
    l: &'a Locale,
}

impl DetailPage<'_> {
    fn facts(&self) -> Html {
        super::facts(&self.v.facts)
    }
}
