//! The invented city as it is written down in `data/`.

use jiff::civil::Date;
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Places {
    pub assemblies: Vec<Assembly>,
    pub townships: Vec<Township>,
}

#[derive(Deserialize)]
pub struct Assembly {
    pub code: String,
    pub level: String,
    pub parent: Option<String>,
    pub name_short: String,
    pub name_en: String,
    pub term: i64,
    pub sessions: Vec<Session>,
}

#[derive(Deserialize)]
pub struct Session {
    pub year: i64,
    pub number: i64,
    pub opens: Date,
    pub closes: Date,
}

#[derive(Deserialize)]
pub struct Township {
    pub code: String,
    pub parent: String,
    pub name: String,
    pub name_en: String,
}

#[derive(Deserialize)]
pub struct People {
    pub members: Vec<Member>,
    pub staff: Vec<Staff>,
    pub unit_people: Vec<UnitPerson>,
}

#[derive(Deserialize)]
pub struct Member {
    pub login: String,
    pub name: String,
    pub name_en: String,
    pub assembly: String,
    pub sector: String,
    pub post: String,
    pub group: Option<String>,
    #[serde(default)]
    pub standing: bool,
    /// Offices beside the seat.
    #[serde(default)]
    pub roles: Vec<String>,
}

#[derive(Deserialize)]
pub struct Staff {
    pub login: String,
    pub name: String,
    pub name_en: String,
    pub assembly: String,
    pub serves: Vec<String>,
    pub roles: Vec<String>,
    pub post: String,
}

#[derive(Deserialize)]
pub struct UnitPerson {
    pub unit: String,
    pub role: String,
    pub login: String,
    pub name: String,
    pub name_en: String,
    pub post: String,
}

#[derive(Deserialize)]
pub struct Units {
    pub units: Vec<Unit>,
}

#[derive(Deserialize)]
pub struct Unit {
    pub code: String,
    pub name: String,
    pub short: String,
    pub name_en: String,
    pub side: String,
    pub assemblies: Vec<String>,
    pub telephone: String,
}

#[derive(Deserialize)]
pub struct Sectors {
    pub sectors: Vec<Named>,
}

#[derive(Deserialize)]
pub struct Categories {
    pub categories: Vec<Named>,
}

#[derive(Deserialize)]
pub struct Committees {
    pub committees: Vec<Named>,
}

#[derive(Deserialize)]
pub struct Groups {
    pub groups: Vec<Named>,
}

#[derive(Deserialize)]
pub struct Named {
    pub code: String,
    pub name: String,
    pub name_en: String,
    pub assembly: Option<String>,
}

#[derive(Deserialize)]
pub struct PhraseLibrary {
    pub phrases: Vec<Phrase>,
}

#[derive(Deserialize)]
pub struct Phrase {
    pub kind: String,
    pub text: String,
}

#[derive(Deserialize)]
pub struct Proposals {
    pub proposals: Vec<Proposal>,
}

/// One written proposal with what became of it.
#[derive(Deserialize, Clone)]
pub struct Proposal {
    pub title: String,
    pub assembly: String,
    pub kind: String,
    pub category: String,
    pub by: String,
    pub collective: Option<String>,
    #[serde(default)]
    pub co_signers: Vec<String>,
    #[serde(default)]
    pub units: Vec<String>,
    pub submitted_on: Date,
    /// The state that it rests in.
    pub end: String,
    pub background: String,
    pub analysis: String,
    pub suggestions: Vec<String>,
    pub contact: Option<Contact>,
    pub rating: Option<Rating>,
    pub reply: Option<Reply>,
    #[serde(default)]
    pub co_opinions: Vec<CoOpinion>,
    pub not_filed_code: Option<String>,
    pub not_filed_reason: Option<String>,
    pub merged_into: Option<String>,
    pub withdraw_reason: Option<String>,
    pub transfer_note: Option<String>,
    pub extension_reason: Option<String>,
    pub meeting_record: Option<String>,
    pub return_message: Option<String>,
    pub refusal_reason: Option<String>,
}

#[derive(Deserialize, Clone)]
pub struct Contact {
    pub form: String,
    pub text: String,
}

#[derive(Deserialize, Clone)]
pub struct Rating {
    pub work: String,
    pub result: String,
    pub comment: Option<String>,
}

#[derive(Deserialize, Clone)]
pub struct Reply {
    pub body: String,
    pub answers: Vec<Answer>,
}

#[derive(Deserialize, Clone)]
pub struct Answer {
    pub class: String,
    pub text: String,
    pub promise: Option<Promise>,
}

#[derive(Deserialize, Clone)]
pub struct Promise {
    pub text: String,
    pub due: Date,
}

#[derive(Deserialize, Clone)]
pub struct CoOpinion {
    pub text: String,
}

/// Sentences that fit any subject, for what is not written on a proposal itself.
#[derive(Deserialize)]
pub struct Pools {
    pub reply_bodies: Vec<String>,
    pub answers_a: Vec<String>,
    pub answers_b: Vec<String>,
    pub answers_c: Vec<String>,
    pub promises: Vec<String>,
    pub contacts: Vec<Contact>,
    pub ratings_satisfied: Vec<String>,
    pub ratings_dissatisfied: Vec<String>,
    pub return_messages: Vec<String>,
    pub not_filed_reasons: Vec<Coded>,
    pub re_examination_requests: Vec<String>,
    pub refusal_reasons: Vec<String>,
    pub extension_reasons: Vec<String>,
    pub co_opinions: Vec<String>,
    pub plans: Vec<String>,
    pub rehandle_reasons: Vec<String>,
    pub face_to_face_records: Vec<String>,
    pub review_opinions: Vec<String>,
}

#[derive(Deserialize, Clone)]
pub struct Coded {
    pub text: String,
}

#[derive(Deserialize)]
pub struct Topics {
    pub topics: Vec<Topic>,
}

/// A matter of a village room, with what became of it.
#[derive(Deserialize, Clone)]
pub struct Topic {
    pub title: String,
    pub text: String,
    pub place: String,
    pub domain: String,
    /// `phone`, `walk_in`, `paper` or `member`
    pub source: String,
    /// Where its story ends.
    pub end: String,
    pub days_ago: i64,
    pub visit: String,
    /// Side and what it says.
    pub positions: Vec<(String, String)>,
    /// What, who, how.
    pub items: Vec<(String, String, String)>,
    /// Label, number, unit.
    #[serde(default)]
    pub figures: Vec<(String, i64, String)>,
    /// The title of the topic that a merged one goes on in.
    #[serde(default)]
    pub into: String,
    pub result: String,
}
