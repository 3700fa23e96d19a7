//! Keeping a session alive.

use crate::app::App;
use crate::head::Head;

/// Marks the session as used, at most once a minute, without keeping anybody waiting.
pub(crate) fn touch(app: &App, head: &Head) {
    let Some(token) = head.session else { return };
    let (app, idle) = (app.clone(), app.settings.idle_ms);
    tokio::spawn(async move {
        let stale = app.db.read(move |tx| {
            let sign_in = directory::sign_ins::by_token(tx, &token, directory::sign_ins::Idle(idle))?;
            Ok(sign_in.filter(|s| tx.now().0 - s.seen_at.0 > 60_000).map(|s| s.id))
        });
        if let Ok(Some(id)) = stale.await {
            let _ = app.db.write(move |tx| directory::sign_ins::touch(tx, id)).await;
        }
    });
}
