//! Photographs of a record, each a link to itself in full.

use askama::Template;

use super::Html;

/// A photograph and what it shows, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    pub href: String,
    /// Read out, and shown where the picture does not come.
    pub alt: String,
}

impl Picture {
    pub fn new(href: impl Into<String>, alt: impl Into<String>) -> Picture {
        Picture { href: href.into(), alt: alt.into() }
    }
}

/// Side by side, all of one height; nothing for none.
pub fn pictures(pictures: &[Picture]) -> Html {
    if pictures.is_empty() { Html::default() } else { Html::of(&PicturesPart { pictures }) }
}

#[derive(Template)]
#[template(path = "ui/pictures.html")]
struct PicturesPart<'a> {
    pictures: &'a [Picture],
}
