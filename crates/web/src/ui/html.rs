//! Markup that is already safe; everything else is escaped on its way out.

use std::fmt;

use askama::Template;
use askama::filters::HtmlSafe;

/// Finished markup. There is no way to make one from free text: only a template, a drawing of our own, or other markup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// What a template renders.
    pub fn of(template: &impl Template) -> Html {
        Html(template.render().expect("a template writes into memory, where nothing fails"))
    }

    /// The same for one that will be about so long: a page that grows piece by piece is copied again and again.
    pub fn of_bytes(bytes: usize, template: &impl Template) -> Html {
        let mut text = String::with_capacity(bytes);
        template.render_into(&mut text).expect("a template writes into memory, where nothing fails");
        Html(text)
    }

    /// An SVG drawn by our own code, which has escaped its labels.
    pub fn drawing(svg: String) -> Html {
        Html(svg)
    }

    /// Several pieces one after the other.
    pub fn join(pieces: impl IntoIterator<Item = Html>) -> Html {
        Html(pieces.into_iter().map(|piece| piece.0).collect())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_string(self) -> String {
        self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}
