//! 编号: one act gives the case numbers of a session in the order that the office chooses.

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{self, Cell, Choice, Column, Fact, Field, FormView, Html, Row};
use web::{Access, Act, Ask, Bound, Done, act};

use super::moved;
use crate::acts::{stepped, subject};
use crate::model::Proposal;
use crate::pages::labels;
use crate::pages::list::session_name;
use crate::rules::Rules;
use crate::workflow::{Act as Step, State};
use crate::{numbering, store};

const NUMBER: Act = act("proposals.number", "/proposals/numbering")
    .form_at("/numbering")
    .journals("proposal.numbering")
    .rule("proposal", "number")
    .access(Access::Roles(&[directory::roles::PROPOSAL_OFFICE]));
/// Proposals in one act; a plenary has a few hundred.
const MOST: usize = 1_000;

kernel::vocabulary! {
    /// 编号顺序
    pub enum Order {
        /// 按来件号
        Receipt = "receipt",
        /// 按类别，再按来件号
        Category = "category",
        /// As the office lists the receipt numbers
        Manual = "manual",
    }
}

pub(super) fn all() -> Vec<Bound> {
    vec![NUMBER.create(number).form(form)]
}

/// Without `ids`, everything of the session that is filed and has no number.
#[derive(Deserialize, garde::Validate, JsonSchema, Default)]
#[serde(default)]
struct Numbering {
    #[garde(skip)]
    session: Option<Id>,
    #[garde(skip)]
    order: Option<Order>,
    /// Receipt numbers, one a line, for `manual`; what is not listed follows by receipt number.
    #[garde(length(chars, max = 20_000))]
    manual: String,
    #[garde(length(max = 1000))]
    ids: Vec<Id>,
}

fn number(tx: &mut Tx, who: &Actor, input: &Numbering) -> Result<Done> {
    let session = session_of(tx, who, input)?;
    let mut waiting = store::numbers::unnumbered(tx, who.assembly, session, MOST)?;
    waiting.retain(|p| input.ids.is_empty() || input.ids.contains(&p.id));
    if waiting.is_empty() {
        return Err(Error::conflict("proposals.number.nothing"));
    }
    ordered(tx, &mut waiting, input.order.unwrap_or(Order::Receipt), &input.manual)?;
    let first = store::numbers::reserve(tx, who.assembly, session, waiting.len())?;
    let write = writer(tx, who, session)?;
    let mut done = Done::new(Ref::new("sessions", session), &json!({}))?.go("/proposals?state=filed");
    let mut given = Vec::with_capacity(waiting.len());
    for (no, p) in (first..).zip(&waiting) {
        let (mut p, to) = stepped(tx, who, p.id, Step::Number)?;
        p.state = to;
        p.case_no = Some(write(no));
        store::save(tx, &mut p)?;
        given.push(json!({ "proposal": p.id, "number": p.case_no }));
        done = done.also("proposal.numbered", subject(&p), moved(State::Filed, &p, json!({ "number": p.case_no })));
    }
    let last = first + waiting.len() as i64 - 1;
    done.answer = json!({ "session": session, "numbers": given });
    let said = kernel::Message::new("proposals.said.numbered").with("first", write(first)).with("last", write(last));
    Ok(done.journal(json!({ "first": first, "last": last, "order": input.order.unwrap_or(Order::Receipt).name() })).say(said))
}

/// How the policy of the session's year writes a number.
fn writer(tx: &mut Tx, who: &Actor, session: Id) -> Result<impl Fn(i64) -> String + use<>> {
    let session = directory::sessions::get(tx, session)?;
    let (_, rules) = kernel::policy::current::<Rules>(tx, who.assembly, session.year)?;
    Ok(move |n| numbering::write(&rules.case_number, &session, n))
}

/// The session that was named, that of the chosen proposals, or the present one.
fn session_of(tx: &mut Tx, who: &Actor, input: &Numbering) -> Result<Id> {
    match (input.session, input.ids.first()) {
        (Some(session), _) => {
            let session = directory::sessions::get(tx, session)?;
            if session.assembly == who.assembly { Ok(session.id) } else { Err(Error::NotFound) }
        }
        (None, Some(id)) => Ok(store::get(tx, who, *id)?.session),
        (None, None) => {
            let today = tx.today();
            Ok(directory::sessions::on(tx, who.assembly, today)?.id)
        }
    }
}

/// Puts the proposals, which stand by receipt number, into the chosen order.
fn ordered(tx: &mut Tx, waiting: &mut [Proposal], order: Order, manual: &str) -> Result<()> {
    match order {
        Order::Receipt => Ok(()),
        Order::Category => {
            let mut names = std::collections::HashMap::new();
            for p in waiting.iter() {
                names.insert(p.id, store::review::category(tx, p)?);
            }
            waiting.sort_by_key(|p| (p.category.is_none(), p.category, names.get(&p.id).cloned()));
            Ok(())
        }
        Order::Manual => {
            let listed = positions(manual)?;
            if let Some(stranger) = listed.iter().find(|no| !waiting.iter().any(|p| p.receipt_no == Some(**no))) {
                return Err(Error::invalid("manual", kernel::Message::new("proposals.number.unknown").with("no", stranger)));
            }
            waiting.sort_by_key(|p| listed.iter().position(|no| p.receipt_no == Some(*no)).unwrap_or(usize::MAX));
            Ok(())
        }
    }
}

/// The receipt numbers of a list, one a line; each once.
fn positions(manual: &str) -> Result<Vec<i64>> {
    let wrong = |text: &str| Error::invalid("manual", kernel::Message::new("proposals.number.unknown").with("no", text));
    let mut listed = Vec::new();
    for word in manual.split(|c: char| c.is_whitespace() || ",，、;；".contains(c)).filter(|w| !w.is_empty()) {
        let no: i64 = word.parse().map_err(|_| wrong(word))?;
        if listed.contains(&no) {
            return Err(wrong(word));
        }
        listed.push(no);
    }
    if listed.is_empty() { Err(Error::invalid("manual", "web.invalid.required")) } else { Ok(listed) }
}

/// `/numbering`: what has no number yet, in the order that is asked for.
fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let ids: Vec<Id> = ask.all("ids").filter_map(|id| id.parse().ok()).collect();
    let input = Numbering { session: ask.get_id("session"), ids, ..Numbering::default() };
    let session = session_of(tx, who, &input)?;
    let order = ask.get("order").and_then(Order::parse).unwrap_or(Order::Receipt);
    let mut waiting = store::numbers::unnumbered(tx, who.assembly, session, MOST)?;
    waiting.retain(|p| input.ids.is_empty() || input.ids.contains(&p.id));
    if order != Order::Manual {
        ordered(tx, &mut waiting, order, "")?;
    }
    let context = context(tx, who, ask, session, &waiting)?;
    let orders = Order::ALL.iter().map(|o| Choice::new(o.name(), ask.t(&format!("proposals.number.order.{}", o.name())))).collect();
    let cancel = ui::Link::new(ask.t("web.cancel"), "/proposals?state=filed");
    let mut view = FormView {
        lead: Some(ask.locale.count("proposals.number.lead", waiting.len())),
        context: Some(context),
        cancel: Some(cancel),
        ..FormView::default()
    }
    .field(Field::hidden("session", session.to_string()))
    .field(Field::radio("order", ask.t("proposals.number.order"), orders).value(order.name()).required())
    .field(Field::textarea("manual", ask.t("proposals.number.manual"), 6).hint(ask.t("proposals.number.manual.hint")));
    view.fields.extend(input.ids.iter().map(|id| Field::hidden("ids", id.to_string())));
    view.warning = Some(ask.t("proposals.number.warning").to_owned());
    Ok(view)
}

fn context(tx: &mut Tx, who: &Actor, ask: &Ask, session: Id, waiting: &[Proposal]) -> Result<Html> {
    let highest = store::numbers::highest(tx, who.assembly, session)?;
    let void: Vec<String> = store::numbers::void(tx, who.assembly, session)?.into_iter().map(|(no, _)| no).collect();
    let name = session_name(ask, &directory::sessions::get(tx, session)?);
    let mut facts = vec![
        Fact::new(ask.t("proposals.number.session"), name),
        Fact::new(ask.t("proposals.number.next"), Cell::Number(writer(tx, who, session)?(highest + 1))),
    ];
    if !void.is_empty() {
        facts.push(Fact::new(ask.t("proposals.number.void"), void.join("、")));
    }
    let columns = ["receipt", "title", "category", "proposer"].map(|key| Column::new(ask.t(&format!("proposals.review.{key}"))));
    let mut rows = Vec::with_capacity(waiting.len());
    for p in waiting {
        let category = store::review::category(tx, p)?.map(|(zh, en)| labels::in_language(ask, &zh, &en)).unwrap_or_default();
        let receipt = p.receipt_no.map(|n| n.to_string()).unwrap_or_default();
        let cells = vec![Cell::Number(receipt), Cell::strong(p.title.as_str()), Cell::text(category), Cell::text(p.proposer.as_str())];
        rows.push(Row::new(p.id, cells).href(format!("/proposals/{}", p.id)));
    }
    Ok(Html::join([ui::facts(&facts), ui::table(&columns, &rows)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_receipt_numbers_is_read_as_typed() {
        assert_eq!(positions("3\r\n 1\n\n2，5").unwrap(), [3, 1, 2, 5]);
        assert!(positions("").is_err() && positions("1\n1").is_err() && positions("甲").is_err());
    }
}
