//! 工作台: what waits for me, since when, due when.

use askama::Template;

use super::{Chip, Clock, Empty, Html};
use crate::i18n::Locale;

#[derive(Clone, Debug, Default)]
pub struct WorkbenchView {
    pub greeting: String,
    /// A line below it: how much waits, what is late.
    pub lead: Option<String>,
    pub queues: Vec<Queue>,
    pub figures: Vec<Figure>,
    /// Shown where there is no queue at all.
    pub empty: Empty,
}

#[derive(Clone, Debug, Default)]
pub struct Queue {
    pub title: String,
    pub count: u64,
    /// The whole queue as a list.
    pub href: String,
    /// How long the oldest has waited, as a sentence.
    pub oldest: Option<String>,
    /// The first few, oldest first.
    pub items: Vec<QueueItem>,
}

#[derive(Clone, Debug, Default)]
pub struct QueueItem {
    pub href: String,
    pub title: String,
    pub chip: Chip,
    pub since: String,
    pub clock: Option<Clock>,
}

impl Queue {
    fn has_more(&self) -> bool {
        self.count > self.items.len() as u64
    }
}

/// One number with its name.
#[derive(Clone, Debug, Default)]
pub struct Figure {
    pub label: String,
    pub value: String,
    pub href: Option<String>,
}

impl Figure {
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Figure {
        Figure { label: label.into(), value: value.into(), href: None }
    }

    pub fn href(mut self, href: impl Into<String>) -> Figure {
        self.href = Some(href.into());
        self
    }
}

impl WorkbenchView {
    pub fn render(&self, l: &Locale) -> Html {
        Html::of(&WorkbenchPage { v: self, l })
    }
}

#[derive(Template)]
#[template(path = "ui/workbench.html")]
struct WorkbenchPage<'a> {
    v: &'a WorkbenchView,
    l: &'a Locale,
}
