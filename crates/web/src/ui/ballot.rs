//! 表态页: one statement at a time, three large buttons; made for a phone in a village room.

use askama::Template;

use super::{Html, Link, Section};

#[derive(Clone, Debug, Default)]
pub struct BallotView {
    pub eyebrow: String,
    pub title: String,
    pub question: String,
    /// Where the vote is posted.
    pub action: String,
    /// (name, value) of what goes along.
    pub hidden: Vec<(String, String)>,
    pub card: Option<BallotCard>,
    /// What is said in place of a card: everything is answered, it has not begun, it is over.
    pub note: Option<String>,
    pub links: Vec<Link>,
    pub sections: Vec<Section>,
}

/// The statement to vote on.
#[derive(Clone, Debug, Default)]
pub struct BallotCard {
    /// Goes out as `statement`.
    pub statement: String,
    /// 第 3 条 · 还有 12 条
    pub place: String,
    pub text: String,
    /// Who put a name to it, what was answered.
    pub notes: Vec<String>,
    /// Value and label: agree, disagree, pass.
    pub choices: Vec<(String, String)>,
    /// What was chosen before, where the vote is changed.
    pub chosen: Option<String>,
}

/// A vote of the reader's own, with the way to change it.
#[derive(Clone, Debug, Default)]
pub struct OwnVote {
    pub text: String,
    pub choice: String,
    pub change: Link,
}

impl BallotView {
    pub fn render(&self) -> Html {
        Html::of(&BallotPage { v: self })
    }
}

impl BallotCard {
    fn is_chosen(&self, value: &str) -> bool {
        self.chosen.as_deref() == Some(value)
    }
}

#[derive(Template)]
#[template(path = "ui/ballot.html")]
struct BallotPage<'a> {
    v: &'a BallotView,
}

/// The reader's own votes.
pub fn own_votes(votes: &[OwnVote]) -> Html {
    Html::of(&OwnVotes { votes })
}

#[derive(Template)]
#[template(path = "ui/own-votes.html")]
struct OwnVotes<'a> {
    votes: &'a [OwnVote],
}
