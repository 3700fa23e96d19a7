//! Keeping a session alive.

use directory::sign_ins::{self, SignIn};
use kernel::Id;
use kernel::db::Tx;

use crate::app::App;

const MARKED_EVERY_MS: i64 = 60_000;

/// The session, when it was marked as used more than a minute ago.
pub(crate) fn stale(tx: &Tx, sign_in: Option<SignIn>) -> Option<Id> {
    sign_in.filter(|s| tx.now().0 - s.seen_at.0 > MARKED_EVERY_MS).map(|s| s.id)
}

/// Marks the session as used, without keeping anybody waiting.
pub(crate) fn touch(app: &App, session: Id) {
    let app = app.clone();
    tokio::spawn(async move { app.db.write(move |tx| sign_ins::touch(tx, session)).await });
}
