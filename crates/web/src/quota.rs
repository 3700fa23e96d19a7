//! 附件限额: how much in attachments one person may add within thirty days, so that nobody fills the storage alone (ASVS 5.2.4).

use kernel::db::Tx;
use kernel::files::{self, Stored};
use kernel::{Actor, Error, Message, Result};

const DAYS: i64 = 30;

/// Of one person within thirty days.
#[derive(Clone, Copy, Debug)]
pub struct Quota {
    pub files: i64,
    pub bytes: i64,
}

impl Default for Quota {
    fn default() -> Quota {
        Quota { files: 2_000, bytes: 4 << 30 }
    }
}

/// Refuses what would go beyond, in the words of the field that brings the first file. Pictures of nobody in particular are
/// limited by [`crate::strangers`].
pub(crate) fn check(tx: &mut Tx, who: &Actor, quota: Quota, coming: &[(String, Stored)]) -> Result<()> {
    let Some((field, _)) = coming.first().filter(|_| !who.is_anonymous()) else { return Ok(()) };
    let since = tx.now().plus_days(-DAYS);
    let (files, bytes) = files::added_since(tx, who.person, since)?;
    let more: i64 = coming.iter().map(|(_, file)| file.bytes).sum();
    if files + coming.len() as i64 <= quota.files && bytes + more <= quota.bytes {
        return Ok(());
    }
    let message = Message::new("web.invalid.quota").with("days", DAYS).with("files", quota.files).with("mb", quota.bytes >> 20);
    Err(Error::invalid(field.as_str(), message.with("used_files", files).with("used_mb", (bytes + (1 << 20) - 1) >> 20)))
}
