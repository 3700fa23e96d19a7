//! What waits for raters and for the office.

use std::borrow::Cow;

use directory::roles;
use kernel::calendar::Calendar;
use kernel::db::{Param, Tx};
use kernel::{Actor, Result, params};
use web::Ask;
use web::ui::Queue;

use crate::pages::workbench;
use crate::rules::{Counts, Rules};
use crate::store::feedback as rows;
use crate::{clocks, store};

struct Queues<'a> {
    ask: &'a Ask,
    calendar: Cow<'static, Calendar>,
    all: Vec<Queue>,
}

/// Queues of this part; empty ones are left out.
pub fn waiting(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Vec<Queue>> {
    let mut q = Queues { ask, calendar: clocks::calendar(tx, who.assembly)?, all: Vec::new() };
    if who.units().is_empty() {
        let mine = params![who.person, ask.today];
        let mut asked = store::queues::waiting(tx, rows::TO_RATE, mine)?;
        let due = rows::ratings_asked(tx, who.person, 100)?;
        for item in &mut asked.items {
            item.due = due.iter().find(|r| r.proposal == item.proposal).map(|r| r.due);
        }
        if asked.count > 0 {
            q.all.push(workbench::queue(ask, &q.calendar, "to-rate", "/proposals?mine=1&state=replied", asked));
        }
        push(tx, &mut q, "entered-for-me", "/proposals?mine=1&state=replied", rows::ENTERED, mine)?;
    }
    let office = who.holds(roles::PROPOSAL_OFFICE);
    let committee = office || who.holds(roles::COMMITTEE_HEAD);
    if committee || who.holds(roles::SUPERVISING_OFFICE) {
        let codes = dissatisfied_codes(tx, who, ask)?;
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        if committee {
            push(tx, &mut q, "dissatisfied", "/proposals?state=replied", &rows::dissatisfied(&codes, true), params![who.assembly])?;
        }
        push(tx, &mut q, "dissatisfied-again", "/proposals?state=replied", &rows::dissatisfied(&codes, false), params![who.assembly])?;
    }
    if committee {
        push(tx, &mut q, "changes", "/proposals", rows::CHANGES, params![who.assembly, who.person])?;
    }
    if office {
        push(tx, &mut q, "face-to-face", "/proposals?state=face_to_face", rows::FACE_TO_FACE, params![who.assembly])?;
        push(tx, &mut q, "to-publish", "/proposals?state=closed", rows::TO_PUBLISH, params![who.assembly])?;
    }
    Ok(q.all)
}

/// The codes that count as dissatisfied in this year's policy.
fn dissatisfied_codes(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Vec<String>> {
    let (_, rules) = kernel::policy::current::<Rules>(tx, who.assembly, i64::from(ask.today.year()))?;
    Ok(rules.ratings.iter().filter(|v| v.counts == Counts::Dissatisfied).map(|v| v.code.clone()).collect())
}

fn push(tx: &mut Tx, queues: &mut Queues, name: &str, href: &str, from: &str, params: &[Param]) -> Result<()> {
    let waiting = store::queues::waiting(tx, from, params)?;
    if waiting.count > 0 {
        queues.all.push(workbench::queue(queues.ask, &queues.calendar, name, href, waiting));
    }
    Ok(())
}
