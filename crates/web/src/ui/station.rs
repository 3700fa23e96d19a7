//! 会场页: what somebody needs who stands in a room with a phone: large buttons, what happens now; and the same buttons small,
//! in the rows of a table.

use askama::Template;

use super::{ActTone, Chip, Html, Link, Section};

/// A verb as a button: a link to its form, or an act that is done at one touch.
#[derive(Clone, Debug, Default)]
pub struct Tap {
    pub label: String,
    /// What it is about, read out after the label.
    pub of: String,
    pub href: String,
    pub tone: ActTone,
    /// Posted with these fields, instead of followed.
    pub post: Option<Vec<(String, String)>>,
}

impl Tap {
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Tap {
        Tap { label: label.into(), href: href.into(), ..Tap::default() }
    }

    pub fn post(label: impl Into<String>, action: impl Into<String>) -> Tap {
        Tap { post: Some(Vec::new()), ..Tap::link(label, action) }
    }

    /// A field that goes along.
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Tap {
        self.post.get_or_insert_default().push((name.into(), value.into()));
        self
    }

    pub fn of(mut self, of: impl Into<String>) -> Tap {
        self.of = of.into();
        self
    }

    pub fn primary(mut self) -> Tap {
        self.tone = ActTone::Primary;
        self
    }

    fn class(&self) -> &'static str {
        match self.tone {
            ActTone::Primary => " primary",
            ActTone::Plain => "",
            ActTone::Danger => " danger",
        }
    }
}

/// Small, beside each other; nothing for none.
pub fn taps(taps: &[Tap]) -> Html {
    if taps.is_empty() { Html::default() } else { Html::of(&TapsPart { taps, large: false }) }
}

#[derive(Template)]
#[template(path = "ui/taps.html")]
struct TapsPart<'a> {
    taps: &'a [Tap],
    large: bool,
}

/// Read again every few seconds where scripts run, as long as nothing in it has the focus; one on a page.
pub fn followed(body: &Html) -> Html {
    Html::of(&FollowedPart { body })
}

#[derive(Template)]
#[template(source = "<div data-again>{{ body }}</div>", ext = "html")]
struct FollowedPart<'a> {
    body: &'a Html,
}

/// What happens at this moment.
#[derive(Clone, Debug, Default)]
pub struct Now {
    pub label: String,
    pub name: String,
    pub lines: Vec<String>,
    pub chip: Option<Chip>,
    pub taps: Vec<Tap>,
}

impl Now {
    pub fn render(&self) -> Html {
        Html::of(&NowPart { v: self, taps: Html::of(&TapsPart { taps: &self.taps, large: true }) })
    }
}

#[derive(Template)]
#[template(path = "ui/now.html")]
struct NowPart<'a> {
    v: &'a Now,
    taps: Html,
}

/// The page of one place.
#[derive(Clone, Debug, Default)]
pub struct StationView {
    pub eyebrow: String,
    pub title: String,
    pub chip: Chip,
    /// When, where, who.
    pub lines: Vec<String>,
    /// What is to be done next.
    pub note: String,
    pub now: Html,
    pub taps: Vec<Tap>,
    /// The same page as it is now; with it, the page is followed by script too.
    pub refresh: Option<Link>,
    pub sections: Vec<Section>,
}

impl StationView {
    pub fn render(&self) -> Html {
        Html::of(&StationPage { v: self, taps: Html::of(&TapsPart { taps: &self.taps, large: true }) })
    }
}

#[derive(Template)]
#[template(path = "ui/station.html")]
struct StationPage<'a> {
    v: &'a StationView,
    taps: Html,
}

#[cfg(test)]
mod tests {
    use super::{Tap, taps};

    #[test]
    fn a_tap_posts_or_leads_on() {
        let html = taps(&[Tap::post("上移", "/speeches/7/up").with("after", "3").of("<b>"), Tap::link("撤回", "/speeches/7/withdrawal")]);
        let html = html.as_str();
        assert!(html.contains(r#"method="post" action="/speeches/7/up""#) && html.contains(r#"name="after" value="3""#), "{html}");
        assert!(html.contains(r#"href="/speeches/7/withdrawal""#) && html.contains("&#60;b&#62;"), "{html}");
        assert!(taps(&[]).is_empty());
    }
}
