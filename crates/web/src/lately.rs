//! 刚才: where many act or many look, a page that everybody may see is loaded once a second (quality R13). Only for visitors who
//! bring no cookie and no token, and only then: at any other time whoever looks sees what was written last.

use std::collections::HashMap;
use std::sync::Mutex;

use kernel::Timestamp;

use crate::app::App;
use crate::head::Head;
use crate::i18n::Lang;
use crate::page::{Body, Reply};
use crate::respond::Frame;
use crate::router::Shown;

/// Older is loaded anew in any case.
const KEPT_MS: i64 = 1_000;
/// So many who acted since, or who looked at this page, are many.
const MANY: u64 = 100;
/// Pages held, and the largest of them: eight megabytes at most.
const MOST: usize = 64;
const MOST_BYTES: usize = 128 << 10;

/// What was loaded, by language and path with its query.
#[derive(Default)]
pub struct Lately(Mutex<HashMap<(Lang, String), Kept>>);

/// Not the answer itself: each answer is drawn with a nonce of its own.
struct Kept {
    at: Timestamp,
    acts: u64,
    looks: u64,
    frame: Frame,
    body: Body,
}

/// A moment before loading, to file what was loaded under.
pub(crate) struct Moment {
    key: (Lang, String),
    at: Timestamp,
    acts: u64,
}

impl Moment {
    /// `None` for whoever is known by anything.
    pub(crate) fn of(app: &App, head: &Head) -> Option<Moment> {
        let known =
            head.session.is_some() || head.bearer.is_some() || head.phone.is_some() || head.voice.is_some() || head.notice.is_some();
        let moment = || Moment { key: (head.lang, head.path.clone()), at: app.db.clock().now(), acts: app.db.load().batched };
        (!known).then(moment)
    }
}

impl Lately {
    pub(crate) fn get(&self, moment: &Moment) -> Option<Shown> {
        let mut all = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let kept = all.get_mut(&moment.key)?;
        kept.looks += 1;
        let is_young = (0..KEPT_MS).contains(&(moment.at.0 - kept.at.0));
        let is_storm = kept.looks > MANY || moment.acts.saturating_sub(kept.acts) > MANY;
        (is_young && is_storm).then(|| Shown { frame: kept.frame.clone(), reply: Ok(Reply::Page(kept.body.clone())), stale: None })
    }

    /// Keeps it if it is a page. Who looked within the same second still counts.
    pub(crate) fn put(&self, moment: Moment, shown: &Shown) {
        let Ok(Reply::Page(body)) = &shown.reply else { return };
        // A form that sends carries a key of its own for each who opens it.
        if body.html.as_str().len() > MOST_BYTES || body.html.as_str().contains("method=\"post\"") {
            return;
        }
        let mut all = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if all.len() >= MOST && !all.contains_key(&moment.key) {
            all.clear();
        }
        let before = all.get(&moment.key).filter(|kept| kept.at.0 / KEPT_MS == moment.at.0 / KEPT_MS);
        let looks = before.map_or(1, |kept| kept.looks);
        let kept = Kept { at: moment.at, acts: moment.acts, looks, frame: shown.frame.clone(), body: body.clone() };
        all.insert(moment.key, kept);
    }
}
