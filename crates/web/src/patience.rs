//! A body that comes drop by drop is not waited for.

use std::io;
use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use futures_util::StreamExt;
use futures_util::stream::unfold;
use tokio::time::{Instant, timeout_at};

/// A body has this long, and a second more for every [`PACE_BYTES`] that came.
const SLACK: Duration = Duration::from_secs(15);
const PACE_BYTES: u64 = 2_048;

/// The same body; it ends in an error when it falls behind the pace (quality.md R14).
pub fn impatient(body: Body) -> Body {
    paced(body, SLACK)
}

fn paced(body: Body, slack: Duration) -> Body {
    let started = Instant::now();
    let next = move |(mut rest, received): (BodyDataStream, u64)| async move {
        let due = started + slack + Duration::from_secs(received / PACE_BYTES);
        let chunk = match timeout_at(due, rest.next()).await {
            Ok(None) => return None,
            Ok(Some(chunk)) => chunk.map_err(io::Error::other),
            Err(_) => Err(io::Error::from(io::ErrorKind::TimedOut)),
        };
        let received = received + chunk.as_ref().map_or(0, |bytes| bytes.len() as u64);
        Some((chunk, (rest, received)))
    };
    Body::from_stream(unfold((body.into_data_stream(), 0), next))
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    #[tokio::test]
    async fn a_body_that_drips_is_given_up_and_a_steady_one_is_read() {
        let of = |bytes: usize| {
            let chunks = unfold(0, move |n| async move {
                tokio::time::sleep(Duration::from_millis(10)).await;
                (n < 20).then(|| (Ok::<_, io::Error>(vec![b'x'; bytes]), n + 1))
            });
            paced(Body::from_stream(chunks), Duration::from_millis(100)).collect()
        };
        assert!(of(1).await.is_err(), "twenty bytes in 200 ms");
        assert_eq!(of(4_096).await.expect("read").to_bytes().len(), 20 * 4_096);
    }
}
