//! 意见图谱的部件: the map with its counts, kept up to date where scripts run, and the bars of one statement.

use std::fmt::Write;

use askama::Template;

use super::Html;
use crate::i18n::Locale;

/// The map in its frame. A table of the same page says the same in words.
#[derive(Clone, Debug, Default)]
pub struct LiveMap {
    /// Where it is followed; `None` when nothing changes any more.
    pub url: Option<String>,
    /// Label and value of people and votes.
    pub people: (String, String),
    pub votes: (String, String),
    /// The drawing, once there are enough people.
    pub map: Option<Html>,
    /// Said in its place.
    pub not_yet: String,
    pub caption: String,
    pub legend: Vec<Legend>,
}

/// A group: its letter, its size.
#[derive(Clone, Debug, Default)]
pub struct Legend {
    pub letter: String,
    pub label: String,
}

impl LiveMap {
    pub fn render(&self, l: &Locale) -> Html {
        Html::of(&LiveMapPart { v: self, l })
    }
}

#[derive(Template)]
#[template(path = "ui/live-map.html")]
struct LiveMapPart<'a> {
    v: &'a LiveMap,
    l: &'a Locale,
}

/// Agree, disagree, pass as one bar of three parts with its words; `name` is that of the statement in live snapshots.
pub fn bars(name: &str, [agree, disagree, pass]: [u32; 3], words: &str) -> Html {
    let sum = f64::from((agree + disagree + pass).max(1));
    let mut out = String::from(
        r#"<span class="tally"><svg class="bars" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false""#,
    );
    let _ = write!(out, r#" data-tally="{}">"#, name.replace(['"', '<', '&'], ""));
    let mut at = 0.0;
    for (class, count) in [("agree", agree), ("pass", pass), ("disagree", disagree)] {
        let width = 100.0 * f64::from(count) / sum;
        let _ = write!(out, r#"<rect class="{class}" x="{at:.2}" y="0" width="{width:.2}" height="10"/>"#);
        at += width;
    }
    out.push_str("</svg>");
    Html::join([Html::drawing(out), Html::of(&Words { words }), Html::drawing("</span>".to_owned())])
}

#[derive(Template)]
#[template(source = "<span class=\"tally-words\">{{ words }}</span>", ext = "html")]
struct Words<'a> {
    words: &'a str,
}

/// What represents a group of opinion: the strongest are read at once, the others on demand.
#[derive(Clone, Debug, Default)]
pub struct GroupCard {
    pub letter: String,
    pub name: String,
    /// How many people.
    pub size: String,
    /// One sentence each, the strongest first.
    pub held: Vec<String>,
    /// The words that open the rest.
    pub more: String,
}

impl GroupCard {
    /// Sentences that are read at once.
    pub const OPEN: usize = 2;

    fn first(&self) -> &[String] {
        &self.held[..self.held.len().min(Self::OPEN)]
    }

    fn rest(&self) -> &[String] {
        &self.held[self.held.len().min(Self::OPEN)..]
    }
}

/// Groups beside each other, below each other on a phone.
pub fn group_cards(groups: &[GroupCard]) -> Html {
    Html::of(&GroupCards { groups })
}

#[derive(Template)]
#[template(path = "ui/group-cards.html")]
struct GroupCards<'a> {
    groups: &'a [GroupCard],
}

/// (letter, share) of each group, in the order of the groups.
pub fn shares(shares: &[(String, String)]) -> Html {
    Html::of(&Shares { shares })
}

#[derive(Template)]
#[template(path = "ui/shares.html")]
struct Shares<'a> {
    shares: &'a [(String, String)],
}

#[cfg(test)]
mod tests {
    use super::{GroupCard, bars, group_cards};

    #[test]
    fn what_is_strongest_is_read_at_once() {
        let card = GroupCard { held: ["a", "b", "c"].map(str::to_owned).to_vec(), more: "1 more".into(), ..GroupCard::default() };
        let html = group_cards(&[card.clone(), GroupCard { held: vec![], ..card }]).into_string();
        let (open, folded) = html.split_once("<details").unwrap();
        assert!(open.contains("<li>b</li>") && folded.contains("<li>c</li>") && html.matches("<details").count() == 1, "{html}");
    }

    #[test]
    fn the_parts_of_a_bar_fill_it() {
        let html = bars("3", [3, 1, 0], "赞成 3 <b>").into_string();
        assert!(html.contains(r#"class="agree" x="0.00" y="0" width="75.00""#), "{html}");
        assert!(html.contains(r#"class="disagree" x="75.00" y="0" width="25.00""#), "{html}");
        assert!(html.contains("赞成 3 &#60;b&#62;"), "{html}");
    }
}
