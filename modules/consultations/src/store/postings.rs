//! How much somebody unknown has posted, kept for a day.

use kernel::db::Tx;
use kernel::{Id, Result, Timestamp, params};

/// Public postings since a moment: from one sender, and into one room.
pub fn since(tx: &mut Tx, sender: &str, room: Id, moment: Timestamp) -> Result<(i64, i64)> {
    let own = tx.scalar("SELECT COUNT(*) FROM public_posting WHERE sender = $1 AND at > $2", params![sender, moment])?;
    let all = tx.scalar("SELECT COUNT(*) FROM public_posting WHERE room = $1 AND at > $2", params![room, moment])?;
    Ok((own, all))
}

/// Of all files that came from people without an account since a moment.
pub fn picture_bytes(tx: &mut Tx, moment: Timestamp) -> Result<i64> {
    tx.scalar("SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM file WHERE module = 'topic_pictures' AND at > $1", params![moment])
}

/// Remembers a posting and forgets those of earlier days.
pub fn remember(tx: &mut Tx, sender: &str, room: Id) -> Result<()> {
    let today = tx.today();
    tx.execute("DELETE FROM public_posting WHERE day < $1", params![today])?;
    let id = tx.new_id();
    tx.execute(
        "INSERT INTO public_posting (id, day, sender, room, at) VALUES ($1, $2, $3, $4, $5)",
        params![id, today, sender, room, tx.now()],
    )?;
    Ok(())
}
