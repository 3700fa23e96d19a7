//! What waits for the security administrator: accounts and grants to approve.

use directory::roles;
use kernel::db::Tx;
use kernel::{Actor, Result};
use web::Ask;
use web::ui::{Queue, QueueItem};

use crate::accounts::get;
use crate::listing::Part;
use crate::store::{accounts, grants};

const SHOWN: Part = Part { size: 5, page: 0 };

pub fn queues(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Vec<Queue>> {
    if !who.holds(roles::SECURITY_ADMIN) {
        return Ok(Vec::new());
    }
    let (pending, total) = accounts::list(tx, who.assembly, Some(accounts::PENDING), None, SHOWN)?;
    let mut items = Vec::new();
    for account in &pending {
        let account = get(tx, who, account.person)?;
        items.push(item(
            ask,
            format!("/accounts/{}", account.person),
            format!("{}（{}）", account.name, account.login),
            account.created_at.day(),
        ));
    }
    let first = queue(ask, "identity.accounts.pending", "/accounts?state=pending", total, items);
    let (pending, total) = grants::list(tx, who.assembly, "pending", None, None, SHOWN)?;
    let items = pending
        .iter()
        .map(|g| item(ask, format!("/grants/{}", g.id), format!("{} · {}", g.person_name, crate::grants::words(ask, g)), g.from_at.day()));
    let second = queue(ask, "identity.grants.pending", "/grants?state=pending", total, items.collect());
    Ok([first, second].into_iter().filter(|q| q.count > 0).collect())
}

fn queue(ask: &Ask, title: &str, href: &str, total: i64, items: Vec<QueueItem>) -> Queue {
    Queue { title: ask.t(title).to_owned(), count: u64::try_from(total).unwrap_or(0), href: href.to_owned(), items, ..Queue::default() }
}

fn item(ask: &Ask, href: String, title: String, since: jiff::civil::Date) -> QueueItem {
    QueueItem { href, title, since: ask.locale.short_day(since, ask.today), ..QueueItem::default() }
}
