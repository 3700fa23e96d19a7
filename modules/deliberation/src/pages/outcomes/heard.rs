//! 反馈: whoever spoke with an account reads on the workbench that there is an answer; everybody else reads it on the public page.

use kernel::db::Tx;
use kernel::{Actor, Result};
use web::Ask;
use web::ui::{Chip, Queue, QueueItem, Tone};

use crate::hand::Hand;
use crate::model::Deliberation;
use crate::voice::{Signs, Speaker};
use crate::{policy, store};

/// So long an answer stands on the workbench.
const TOLD_DAYS: i64 = 30;

/// Deliberations in which this person spoke and that have new answers, each once; `None` where there are none.
pub fn waiting(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Option<Queue>> {
    let since = tx.now().plus_days(-TOLD_DAYS);
    let mut items = Vec::new();
    for (id, answers, at) in store::outcomes::answered_since(tx, who.assembly, since)? {
        let d = store::deliberations::any(tx, id)?;
        if !policy::may_read(who, &d) || !spoke(tx, who, ask, &d)? {
            continue;
        }
        items.push(QueueItem {
            href: format!("/public/deliberations/{id}/results#outcomes"),
            title: d.title,
            chip: Chip::new(Tone::Good, ask.locale.count("outcomes.heard", answers)),
            since: ask.locale.short_day(at.day(), ask.today),
            clock: None,
        });
    }
    let title = ask.t("outcomes.queue.heard").to_owned();
    let href = "/public/deliberations".to_owned();
    Ok((!items.is_empty()).then_some(Queue { title, count: items.len() as u64, href, oldest: None, items }))
}

/// Under the own name; without it, only where the key stands for ever.
fn spoke(tx: &mut Tx, who: &Actor, ask: &Ask, d: &Deliberation) -> Result<bool> {
    if store::statements::signed(tx, d.id, who.person)? {
        return Ok(true);
    }
    let hand = Hand::of_page(ask);
    match (Speaker::of(who, &Signs::default()), hand.key(tx, d)?) {
        (Some(speaker), Some(key)) => Ok(store::statements::written_by(tx, d.id, &key.author(&speaker))? > 0),
        _ => Ok(false),
    }
}
