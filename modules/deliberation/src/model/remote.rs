//! 远程协商: the session, its sites, who came where, who spoke, when a site was gone.

use jiff::civil::Date;
use kernel::workflow::At;
use kernel::{Id, Timestamp};

use crate::workflow::remote::{Part, State, site, speech};

/// 远程协商会
#[derive(Clone, Debug)]
pub struct Remote {
    pub id: Id,
    pub assembly: Id,
    pub state: At<State>,
    pub state_since: Timestamp,
    /// When the present step is due.
    pub due: Option<Date>,
    pub title: String,
    pub on_day: Date,
    /// In words: 14:30, 下午.
    pub at_time: String,
    pub agenda: String,
    pub materials: String,
    /// Where the video runs: `https://…`, or empty.
    pub video: String,
    /// Where its recording lies, afterwards.
    pub recording: String,
    /// Minutes of each speech that is not given others.
    pub speech_minutes: i64,
    /// The deliberation that it goes on with.
    pub deliberation: Option<Id>,
    pub arranged_by: Id,
    /// 记录人
    pub secretary: Option<Id>,
    /// Why it began although not every site had been tested.
    pub untested: Option<String>,
    /// Why it was put off or cancelled.
    pub reason: Option<String>,
    pub started_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    /// 会议记录: written by a person.
    pub minutes: Option<String>,
    pub minutes_by: Option<Id>,
    /// Why it was closed although not every site had confirmed.
    pub unconfirmed: Option<String>,
    pub policy_version: i64,
    pub changes: i64,
    pub created_at: Timestamp,
}

/// 会场. The telephone of a host without an account stands apart: [`crate::store::remotes::sites::contact`].
#[derive(Clone, Debug)]
pub struct Site {
    pub id: Id,
    pub remote: Id,
    /// Runs within the session, from 1.
    pub number: i64,
    pub state: At<site::State>,
    pub state_since: Timestamp,
    pub name: String,
    /// Address or room.
    pub place: String,
    /// The host's account; `None` where the organisers enter what the host tells them.
    pub host: Option<Id>,
    pub host_name: String,
    /// What was wrong with the devices.
    pub device_note: Option<String>,
    pub tested_at: Option<Timestamp>,
    pub objection: Option<String>,
    pub confirmed_at: Option<Timestamp>,
    pub confirmed_by: Option<Id>,
    /// Why it takes part no longer.
    pub released: Option<String>,
    pub changes: i64,
}

/// 参会人
#[derive(Clone, Debug)]
pub struct Attendee {
    pub id: Id,
    pub remote: Id,
    pub site: Id,
    pub role: Part,
    /// Whoever has an account may ask for the word alone.
    pub person: Option<Id>,
    pub name: String,
    pub organisation: String,
    pub signed_in_at: Option<Timestamp>,
}

/// 断线: from when until when a site was gone. No reason: it was not there at the beginning.
#[derive(Clone, Debug)]
pub struct Gap {
    pub id: Id,
    pub remote: Id,
    pub site: Id,
    pub from_at: Timestamp,
    pub until_at: Option<Timestamp>,
    pub reason: String,
}

/// 发言
#[derive(Clone, Debug)]
pub struct Speech {
    pub id: Id,
    pub remote: Id,
    pub site: Id,
    pub attendee: Id,
    /// The order of the queue, and then of the speeches; only its order matters.
    pub place: i64,
    pub state: At<speech::State>,
    pub state_since: Timestamp,
    /// What it is to be about.
    pub subject: String,
    pub asked_at: Timestamp,
    pub started_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    pub limit_minutes: i64,
    /// The link of its site was lost.
    pub cut_short: bool,
    pub changes: i64,
}

impl Speech {
    /// How long it has lasted by `now`, in whole seconds.
    pub fn seconds(&self, now: Timestamp) -> i64 {
        let started = self.started_at.unwrap_or(now);
        ((self.ended_at.unwrap_or(now).0 - started.0) / 1000).max(0)
    }

    /// Seconds beyond its limit.
    pub fn over(&self, now: Timestamp) -> i64 {
        (self.seconds(now) - self.limit_minutes * 60).max(0)
    }
}
