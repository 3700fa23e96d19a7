//! 工作台: what waits for this person, queue by queue, the oldest first.

use kernel::calendar::Calendar;
use kernel::db::Tx;
use kernel::{Actor, Result};
use web::Ask;
use web::ui::{Chip, Queue, QueueItem, Tone};

use super::labels;
use crate::store::queues::{self, Waiting};
use crate::workflow::State;
use crate::{clocks, store};

/// All queues of this person; empty ones are left out.
pub fn waiting(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Vec<Queue>> {
    use directory::roles;
    let calendar = clocks::calendar(tx, who.assembly)?;
    let mut queues = Vec::new();
    let reviews = who.holds_any(&[roles::PROPOSAL_OFFICE, roles::REVIEWER]);
    if who.membership.is_some() {
        push(&mut queues, ask, &calendar, "invitations", "/proposals?mine=1", queues::invited(tx, who)?);
    }
    if who.membership.is_some() || who.holds(roles::COLLECTIVE_ACCOUNT) {
        push(&mut queues, ask, &calendar, "returned", "/proposals?mine=1&state=returned", queues::own(tx, who, State::Returned)?);
        push(&mut queues, ask, &calendar, "to-submit", "/proposals?mine=1&state=cosign_open", queues::own(tx, who, State::CosignOpen)?);
        push(&mut queues, ask, &calendar, "drafts", "/proposals?mine=1&state=draft", queues::own(tx, who, State::Draft)?);
    }
    if reviews {
        push(&mut queues, ask, &calendar, "to-take-up", "/proposals?state=submitted", queues::in_state(tx, who, State::Submitted, "")?);
        let mine = queues::in_state(tx, who, State::PreReview, " AND p.first_reviewer = $3")?;
        push(&mut queues, ask, &calendar, "to-endorse", "/proposals?state=pre_review&mine_to_review=1", mine);
        let second = queues::in_state(tx, who, State::SecondReview, " AND p.first_reviewer <> $3 AND p.recommended = 'file'")?;
        push(&mut queues, ask, &calendar, "to-file", "/proposals?state=second_review", second);
    }
    if who.holds(roles::COMMITTEE_HEAD) {
        let decide = queues::in_state(tx, who, State::SecondReview, " AND p.recommended <> 'file' AND p.first_signer <> $3")?;
        push(&mut queues, ask, &calendar, "to-decide", "/proposals?state=second_review", decide);
        push(
            &mut queues,
            ask,
            &calendar,
            "re-examinations",
            "/proposals?state=re_examination",
            queues::in_state(tx, who, State::ReExamination, "")?,
        );
        queues.extend(to_sign(tx, who, ask)?);
    }
    if who.holds(roles::PROPOSAL_OFFICE) {
        let unnumbered = queues::in_state(tx, who, State::Filed, " AND p.case_no IS NULL")?;
        push(&mut queues, ask, &calendar, "to-number", "/numbering", unnumbered);
    }
    queues.extend(crate::acts::handling::waiting(tx, who, ask)?);
    queues.extend(crate::acts::feedback::waiting(tx, who, ask)?);
    Ok(queues)
}

/// Meetings whose recorded decisions wait for the signature that carries them out.
fn to_sign(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Option<Queue>> {
    let waiting = store::meetings::to_sign(tx, who.assembly)?;
    let title = ask.t("proposals.queue.meetings-to-sign").to_owned();
    let line = |(meeting, recorded): &(store::meetings::Meeting, i64)| QueueItem {
        href: format!("/meetings/{}", meeting.id),
        title: ask.locale.f("proposals.meeting.named", &[("day", ask.locale.day(meeting.held_on, ask.today))]),
        chip: Chip::new(Tone::Active, ask.locale.count("proposals.meeting.recorded", *recorded)),
        since: ask.locale.short_day(meeting.held_on, ask.today),
        clock: None,
    };
    let items = waiting.iter().take(queues::SHOWN as usize).map(line).collect();
    Ok((!waiting.is_empty()).then(|| Queue { title, count: waiting.len() as u64, href: "/meetings".into(), oldest: None, items }))
}

fn push(queues: &mut Vec<Queue>, ask: &Ask, calendar: &Calendar, name: &str, href: &str, waiting: Waiting) {
    if waiting.count > 0 {
        queues.push(queue(ask, calendar, name, href, waiting));
    }
}

/// A queue whose words are `proposals.queue.{name}`.
pub fn queue(ask: &Ask, calendar: &Calendar, name: &str, href: &str, waiting: Waiting) -> Queue {
    let oldest = waiting.items.iter().map(|i| i.since).min().map(|at| {
        let days = calendar.working_days_between(at.day(), ask.today);
        ask.locale.count("proposals.queue.oldest", days.max(0))
    });
    let items = waiting
        .items
        .iter()
        .map(|item| QueueItem {
            href: format!("/proposals/{}", item.proposal),
            title: item.title.clone(),
            chip: labels::state(ask, item.state),
            since: ask.locale.short_day(item.since.day(), ask.today),
            clock: item.due.map(|day| labels::clock(ask, calendar, day)),
        })
        .collect();
    Queue { title: ask.t(&format!("proposals.queue.{name}")).to_owned(), count: waiting.count as u64, href: href.into(), oldest, items }
}
