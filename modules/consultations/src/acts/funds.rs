//! 经费台账: what was granted and what was spent, with its receipt; no balance is ever below zero.

use garde::Validate;
use jiff::civil::Date;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Message, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Choice, Field, FormView};
use web::{Act, Ask, Bound, Done, act};

use super::form;
use super::rooms::{about, moved, stepped};
use crate::model::FundEntry;
use crate::store;
use crate::workflow::room::Act as Step;
use crate::workflow::words::Fund;

const ENTER: Act = act("rooms.enter_fund", "/rooms/{id}/funds").rule("room", "enter_fund").journals("fund.entered");

pub fn all() -> Vec<Bound> {
    vec![ENTER.bind(enter).form(fund_form)]
}

kernel::vocabulary! {
    /// 收支
    pub enum Direction {
        Grant = "grant",
        Spending = "spending",
    }
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Entered {
    #[garde(required)]
    fund: Option<Fund>,
    #[garde(required)]
    direction: Option<Direction>,
    /// In yuan, with at most two decimals: `1234.50`.
    #[garde(length(chars, min = 1, max = 15))]
    yuan: String,
    #[garde(length(chars, min = 1, max = 200))]
    purpose: String,
    #[garde(required)]
    on: Option<Date>,
}

fn enter(tx: &mut Tx, who: &Actor, id: Id, input: &Entered) -> Result<Done> {
    let (mut r, to) = stepped(tx, who, id, Step::EnterFund)?;
    let required = |field: &str| Error::invalid(field, "web.invalid.required");
    let fund = input.fund.ok_or_else(|| required("fund"))?;
    let direction = input.direction.ok_or_else(|| required("direction"))?;
    let on_day = input.on.ok_or_else(|| required("on"))?;
    if on_day > tx.today() {
        return Err(Error::invalid("on", "topics.day.future"));
    }
    let fen = fen(&input.yuan).ok_or_else(|| Error::invalid("yuan", "rooms.fund.amount"))?;
    let year = i64::from(on_day.year());
    match direction {
        Direction::Grant if fund == Fund::Construction && store::funds::has_construction(tx, id)? => {
            return Err(Error::invalid("fund", "rooms.fund.once"));
        }
        Direction::Spending if store::funds::balance(tx, id, fund, year)? < fen => {
            let left = store::funds::balance(tx, id, fund, year)?;
            return Err(Error::invalid("yuan", Message::new("rooms.fund.too-much").with("left", written(left))));
        }
        _ => {}
    }
    let amount_fen = if direction == Direction::Grant { fen } else { -fen };
    let entry = FundEntry {
        id: tx.new_id(),
        room: id,
        fund,
        year,
        amount_fen,
        purpose: input.purpose.trim().to_owned(),
        on_day,
        entered_by: who.person,
        at: tx.now(),
    };
    store::funds::insert(tx, &entry)?;
    let payload = json!({ "fund": fund.name(), "fen": amount_fen, "text": entry.purpose });
    let mut done = moved(tx, &mut r, to, payload)?;
    // The receipt hangs on the entry.
    done.subject = Ref::new("room_funds", entry.id);
    let payload = std::mem::take(&mut done.journal);
    Ok(done.also("room.fund_entered", Ref::new("rooms", id), payload).go(format!("/rooms/{id}")).say("rooms.said.fund-entered"))
}

fn fund_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, _) = about(tx, who, ask, Step::EnterFund)?;
    let directions: Vec<Choice> = form::words::<Direction>(ask, "rooms.direction");
    let mut view = view
        .field(Field::radio("fund", ask.t("rooms.fund.kind"), form::words::<Fund>(ask, "word.fund")).required())
        .field(Field::radio("direction", ask.t("rooms.fund.direction"), directions).required())
        .field(Field::text("yuan", ask.t("rooms.fund.yuan")).required().max_chars(15))
        .field(Field::text("purpose", ask.t("rooms.fund.purpose")).required().max_chars(200))
        .field(Field::date("on", ask.t("rooms.fund.on")).required())
        .field(Field::files("receipt", ask.t("rooms.fund.receipt"), ".pdf,.jpg,.jpeg,.png,.ofd"));
    view.multipart = true;
    Ok(view)
}

/// Yuan with at most two decimals as fen; above zero and below a hundred million.
fn fen(text: &str) -> Option<i64> {
    let text = text.trim().replace([',', '，'], "");
    let (yuan, rest) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if yuan.is_empty() || yuan.len() > 8 || rest.len() > 2 || !digits(yuan) || !digits(rest) {
        return None;
    }
    let fen = yuan.parse::<i64>().ok()? * 100 + format!("{rest:0<2}").parse::<i64>().ok()?;
    (fen > 0).then_some(fen)
}

/// 1,234.50
pub fn written(fen: i64) -> String {
    let (yuan, rest) = (fen.abs() / 100, fen.abs() % 100);
    let digits = yuan.to_string();
    let mut grouped = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{}{grouped}.{rest:02}", if fen < 0 { "−" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::{fen, written};

    #[test]
    fn yuan_are_read_to_the_fen() {
        assert_eq!(
            [fen("80000"), fen("1,234.5"), fen("0.01"), fen("12.345"), fen("-1"), fen("0"), fen("x")],
            [Some(8_000_000), Some(123_450), Some(1), None, None, None, None]
        );
        assert_eq!([written(8_000_000), written(-123_450), written(99)], ["80,000.00", "−1,234.50", "0.99"]);
    }
}
