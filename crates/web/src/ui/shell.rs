//! The frame around every page: brand, navigation, whose hat is on, preferences, footer.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{Html, Link, Tone, asset_hash};
use crate::i18n::{Lang, Locale};

/// About what the frame takes, with a dozen places in the navigation.
const FRAME_BYTES: usize = 12 << 10;

/// Where the search box leads.
const PROPOSALS: &str = "/proposals";

/// The whole document but its body. `Shell::new` gives a plain one to be filled.
#[derive(Clone, Debug, Default)]
pub struct Shell {
    pub locale: Locale,
    /// The title of the document; the name of the house follows it.
    pub title: String,
    pub nav: Vec<NavItem>,
    pub user: Option<UserBox>,
    pub notice: Option<Notice>,
    /// What was sent before this page has been done: a browser that kept it may forget it.
    pub done: bool,
    /// The pages above this one, outermost first; this one is not among them.
    pub crumbs: Vec<Link>,
    pub theme: Theme,
    /// Path and query of this page, to come back to after a change of language or face.
    pub path: String,
    /// Of the content security policy.
    pub nonce: String,
    /// The name of the house: 青岚市政协 · 商量.
    pub brand: String,
    /// A page for everybody: sign-in is offered, the elder face stands in plain sight.
    pub public: bool,
}

#[derive(Clone, Debug, Default)]
pub struct NavItem {
    pub label: String,
    pub href: String,
    pub current: bool,
    pub count: Option<u64>,
}

impl NavItem {
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> NavItem {
        NavItem { label: label.into(), href: href.into(), ..NavItem::default() }
    }

    pub fn current(mut self, current: bool) -> NavItem {
        self.current = current;
        self
    }

    /// How many things wait there.
    pub fn count(mut self, count: u64) -> NavItem {
        self.count = Some(count);
        self
    }
}

/// Who is signed in, and in which capacity they act.
#[derive(Clone, Debug, Default)]
pub struct UserBox {
    pub name: String,
    /// The present capacity: 政协委员（教育界）.
    pub hat: String,
    /// All capacities of this person; a switch appears from two on.
    pub hats: Vec<HatChoice>,
}

/// Posted to `/acting` as the field `as`.
#[derive(Clone, Debug, Default)]
pub struct HatChoice {
    pub label: String,
    pub key: String,
    pub current: bool,
}

/// What has just happened, above the page.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "ui/notice.html")]
pub struct Notice {
    pub tone: Tone,
    pub text: String,
}

impl HtmlSafe for Notice {}

/// The face of the pages, kept in a cookie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    Light,
    Dark,
    Contrast,
    /// 长辈版: larger type and larger targets.
    Elder,
}

impl Theme {
    pub const ALL: [Theme; 4] = [Theme::Light, Theme::Dark, Theme::Contrast, Theme::Elder];

    pub fn from_cookie(value: Option<&str>) -> Theme {
        let named = Theme::ALL.into_iter().find(|theme| Some(theme.code()) == value);
        named.unwrap_or_default()
    }

    /// The value of the cookie and of `data-theme`.
    pub fn code(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
            Theme::Contrast => "contrast",
            Theme::Elder => "elder",
        }
    }

    fn label_key(self) -> &'static str {
        match self {
            Theme::Light => "ui.theme.light",
            Theme::Dark => "ui.theme.dark",
            Theme::Contrast => "ui.theme.contrast",
            Theme::Elder => "ui.theme.elder",
        }
    }
}

impl Shell {
    pub fn new(locale: Locale, title: impl Into<String>) -> Shell {
        Shell { locale, title: title.into(), ..Shell::default() }
    }

    /// The whole document.
    pub fn render(&self, body: Html) -> String {
        Html::of_bytes(FRAME_BYTES + body.as_str().len(), &Document { s: self, l: &self.locale, body, hash: asset_hash() }).into_string()
    }
}

#[derive(Template)]
#[template(path = "ui/shell.html")]
struct Document<'a> {
    s: &'a Shell,
    l: &'a Locale,
    body: Html,
    hash: &'static str,
}

impl Document<'_> {
    fn themes(&self) -> [Theme; 4] {
        Theme::ALL
    }

    fn other_lang(&self) -> Lang {
        self.l.lang.other()
    }

    fn is_elder(&self) -> bool {
        self.s.theme == Theme::Elder
    }

    /// Only for those who have proposals to search.
    fn can_search(&self) -> bool {
        self.s.user.is_some() && self.s.nav.iter().any(|item| item.href == PROPOSALS)
    }

    fn many_hats(&self) -> bool {
        self.s.user.as_ref().is_some_and(|user| user.hats.len() > 1)
    }
}
