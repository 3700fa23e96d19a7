//! A page that says one thing: it is done, it is not here, it did not work.

use askama::Template;

use super::{Html, Link};
use crate::i18n::Locale;

#[derive(Clone, Debug, Default)]
pub struct MessageView {
    pub title: String,
    /// What happened and what to do next; each line is a paragraph.
    pub text: String,
    /// The reference number of a failure, to be read out to whoever looks after the machine.
    pub reference: Option<String>,
    pub links: Vec<Link>,
    /// Makes it a confirmation: the title stands in a panel, with what was received.
    pub panel: Option<Panel>,
    /// What follows the text, such as a table of items that failed.
    pub body: Option<Html>,
}

/// The one thing to remember of a confirmation: a number with its name.
#[derive(Clone, Debug, Default)]
pub struct Panel {
    pub label: String,
    pub number: String,
}

impl MessageView {
    pub fn render(&self, l: &Locale) -> Html {
        Html::of(&MessagePage { v: self, l })
    }
}

#[derive(Template)]
#[template(path = "ui/message.html")]
struct MessagePage<'a> {
    v: &'a MessageView,
    l: &'a Locale,
}

/// A whole document for a moment when there are more people than places: small, the same for everybody, without script.
pub fn crowded(l: &Locale) -> String {
    Html::of(&CrowdPage { l, hash: super::asset_hash() }).into_string()
}

#[derive(Template)]
#[template(path = "ui/crowd.html")]
struct CrowdPage<'a> {
    l: &'a Locale,
    hash: &'static str,
}

/// Shorter is typed again sooner than it is found, and may be a number or a word that is nobody's to see.
const LONG_CHARS: usize = 30;

/// What somebody wrote and could not be saved.
pub fn unsaved<'a>(l: &Locale, texts: impl Iterator<Item = &'a str>) -> Option<Html> {
    let texts: Vec<&str> = texts.filter(|text| text.chars().count() >= LONG_CHARS).collect();
    (!texts.is_empty()).then(|| Html::of(&Unsaved { l, texts }))
}

#[derive(Template)]
#[template(path = "ui/unsaved.html")]
struct Unsaved<'a> {
    l: &'a Locale,
    texts: Vec<&'a str>,
}
