//! 任职沿革 of a room: who was convener, worker and approver, from when until when.

use kernel::db::Tx;
use kernel::{Id, Result, Timestamp, params};

use super::unknown;
use crate::model::Room;
use crate::workflow::words::Post;

/// One person in one post.
#[derive(Clone, Debug)]
pub struct Held {
    pub post: Post,
    pub person: Id,
    pub rank_settled: bool,
    pub from_at: Timestamp,
    pub until_at: Option<Timestamp>,
}

/// Newest first, post by post.
pub fn of(tx: &mut Tx, room: Id) -> Result<Vec<Held>> {
    tx.query(
        "SELECT post, person, rank_settled, from_at, until_at FROM room_post WHERE room = $1 ORDER BY post, place DESC",
        params![room],
        |row| {
            Ok(Held {
                post: Post::parse(&row.get::<String>(0)?).ok_or_else(|| unknown("post"))?,
                person: row.get(1)?,
                rank_settled: row.get(2)?,
                from_at: row.get(3)?,
                until_at: row.get(4)?,
            })
        },
    )
}

/// Makes the register say what the row of the room says: whoever left a post has left it now.
pub fn keep(tx: &mut Tx, r: &Room) -> Result<()> {
    let posts = [(Post::Convener, r.convener), (Post::Worker, r.worker), (Post::Approver, r.approver)];
    for (post, person) in posts {
        let settled = post == Post::Convener && r.convener_rank_settled;
        let now: Option<Id> = tx.query_opt(
            "SELECT person FROM room_post WHERE room = $1 AND post = $2 AND until_at IS NULL",
            params![r.id, post.name()],
            |row| row.get(0),
        )?;
        if now == person {
            let sql = "UPDATE room_post SET rank_settled = $3 WHERE room = $1 AND post = $2 AND until_at IS NULL";
            tx.execute(sql, params![r.id, post.name(), settled])?;
            continue;
        }
        let sql = "UPDATE room_post SET until_at = $3 WHERE room = $1 AND post = $2 AND until_at IS NULL";
        tx.execute(sql, params![r.id, post.name(), tx.now()])?;
        if let Some(person) = person {
            let place: i64 = tx.scalar("SELECT COUNT(*) FROM room_post WHERE room = $1 AND post = $2", params![r.id, post.name()])?;
            tx.execute(
                "INSERT INTO room_post (room, post, place, person, rank_settled, from_at) VALUES ($1, $2, $3, $4, $5, $6)",
                params![r.id, post.name(), place + 1, person, settled, tx.now()],
            )?;
        }
    }
    Ok(())
}
