//! The same model over the real acts: two hundred random lives over HTTP, every refusal leaving everything as it was.

use std::collections::HashMap;

use kernel::{Id, params};
use proposals::store;
use proposals::workflow::words::Change;
use proposals::workflow::{Act, State};
use serde_json::{Value, json};
use testkit::{Client, Kind, TestApp};

use crate::common::{drafted, town};
use crate::feedback_carry::{answered_again, answered_as};
use crate::model::{Who, World, filed};

const PEOPLE: &[(Who, &str)] = &[
    (Who::Proposer, "wang"),
    (Who::CoSigner, "li"),
    (Who::ReviewerA, "reviewer_a"),
    (Who::ReviewerB, "reviewer_b"),
    (Who::Head, "head"),
    (Who::ClerkA, "office"),
    (Who::ClerkB, "general"),
    (Who::Supervisor, "supervisor"),
    (Who::Unit, "handler"),
    (Who::Member, "zhao"),
    (Who::Stranger, "neighbour_office"),
];

/// Acts that one body serves; the others need a text of their own or more than one record.
const ACTS: &[Act] = &[
    Act::Submit,
    Act::Recall,
    Act::Withdraw,
    Act::AskWithdrawal,
    Act::ConsentWithdrawal,
    Act::TakeUp,
    Act::Release,
    Act::Endorse,
    Act::ReturnForRevision,
    Act::Disagree,
    Act::File,
    Act::Decline,
    Act::TransferToBrief,
    Act::TransferAsLetter,
    Act::AskReExamination,
    Act::Uphold,
    Act::Overturn,
    Act::Dispatch,
    Act::OrderRehandling,
    Act::CallFaceToFace,
    Act::RecordMeeting,
    Act::Close,
    Act::Publish,
    Act::AskChange,
    Act::Correct,
    Act::Revoke,
    Act::Reopen,
    Act::RejectChange,
];

const LIVES: usize = 200;
const STEPS: usize = 14;

/// A small generator with a fixed seed: a failure comes again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

struct Life {
    id: Id,
    world: World,
    signed: bool,
    unit_has_part: bool,
    /// The first opinion stands, and is to file.
    endorsed: bool,
}

impl Life {
    /// Outside their sight it does not exist.
    fn sees(&self, who: Who) -> bool {
        let early = matches!(self.world.state, State::Draft | State::CosignOpen);
        match who {
            Who::Proposer => true,
            Who::CoSigner => self.signed || filed(self.world.state),
            Who::Member => filed(self.world.state),
            Who::Unit => self.unit_has_part,
            Who::Stranger | Who::Aide | Who::Program => false,
            _ => !early,
        }
    }

    fn status(&self, who: Who, act: Act) -> u16 {
        match self.world.expected(who, act) {
            _ if !self.sees(who) => 404,
            None => 409,
            Some((_, false)) => 403,
            // One request is open at a time.
            Some(_) if act == Act::AskChange && self.world.change.is_some() => 409,
            Some(_) if act == Act::AskWithdrawal && self.world.withdrawal_asked => 409,
            // The second person agrees with a first opinion; there is none after a revoked filing of an imported one.
            Some(_) if act == Act::File && !self.endorsed => 409,
            Some(_) => 200,
        }
    }
}

/// A kind of change that exists at this state.
fn kind(state: State, dice: &mut Dice) -> Change {
    let revocable = matches!(state, State::Filed | State::Assigned | State::Replied | State::NotFiled);
    match dice.below(3) {
        0 => Change::Correction,
        _ if revocable => Change::Revocation,
        _ if state == State::Closed => Change::Reopening,
        _ => Change::Correction,
    }
}

fn body(app: &TestApp, kind: Change, place: usize) -> Value {
    json!({
        "note": "同意", "reason": "按规定办理", "recommendation": "file", "reason_code": "empty", "no_secrets": true,
        "held_on": "2026-03-12", "people": "双方", "outcome": "agreed", "result": "达成一致",
        "checks": ["no_secrets", "no_contacts", "no_private"], "checker": "郑知行",
        "kind": kind.name(), "title": format!("关于疏通老城区管网的提案之{place}"), "units": [app.town.units["water"]],
    })
}

#[test]
fn two_hundred_random_lives_over_http() {
    let app = town(Kind::Sqlite);
    let (assembly, general) = (app.town.assembly, app.town.person("general"));
    app.home.write(move |tx| {
        let id = tx.new_id();
        tx.execute(
            "INSERT INTO role_grant (id, assembly, person, role, granted_by, approved_by, approved_at, from_at)
             VALUES ($1, $2, $3, 'proposal_office', $3, $3, $4, $4)",
            params![id, assembly, general, tx.now()],
        )
    });
    let clients: HashMap<&str, Client> = PEOPLE.iter().map(|(_, login)| (*login, app.token(login))).collect();
    let paths: HashMap<&str, &str> = proposals::acts::all()
        .iter()
        .filter_map(|bound| bound.act.rule.filter(|(process, _)| *process == "proposal").map(|(_, act)| (act, bound.act.path)))
        .collect();
    let mut dice = Dice(20_260_312);
    let (mut lawful, mut refused) = (0, 0);
    for n in 0..LIVES {
        let mut life = born(&app, n);
        let mut done = Vec::new();
        for place in 0..STEPS {
            let (who, login, act) = step(&life, &mut dice);
            let kind = kind(life.world.state, &mut dice);
            let expected = life.status(who, act);
            let before = facts(&app, life.id);
            let path = paths[act.name()].replace("{id}", &life.id.to_string());
            let answer = clients[login].post_json(&format!("/api/v1{path}"), &body(&app, kind, n * STEPS + place));
            let after = facts(&app, life.id);
            assert_eq!(answer.status.as_u16(), expected, "{login} {act:?} in {:?} after {done:?}: {}", life.world, answer.text());
            if expected == 200 {
                let (to, _) = life.world.expected(who, act).expect("lawful");
                assert_eq!(after.0, to.name(), "{login} {act:?} after {done:?}");
                learn(&mut life, who, act, to, kind);
                done.push((login, act));
                lawful += 1;
            } else {
                assert_eq!(after, before, "{login} {act:?} was refused and changed something after {done:?}");
                refused += 1;
            }
            meanwhile(&app, &clients, &mut life, &mut dice);
        }
    }
    assert!(lawful > LIVES && refused > LIVES, "{lawful} lawful, {refused} refused");
}

/// A draft, or an answered proposal, in turn.
fn born(app: &TestApp, n: usize) -> Life {
    if n % 2 == 0 {
        return Life { id: drafted(app, "wang"), world: World::at(State::Draft), signed: false, unit_has_part: false, endorsed: false };
    }
    let number: &'static str = Box::leak(format!("{n}").into_boxed_str());
    Life { id: answered_as(app, number), world: World::at(State::Replied), signed: true, unit_has_part: true, endorsed: false }
}

/// Half of the steps are lawful, as far as there is one.
fn step(life: &Life, dice: &mut Dice) -> (Who, &'static str, Act) {
    let all = PEOPLE.len() * ACTS.len();
    let start = dice.below(all);
    let pair = |n: usize| (PEOPLE[n % all / ACTS.len()], ACTS[n % ACTS.len()]);
    let lawful = dice.below(2) == 0;
    let next = (start..start + all).map(pair).find(|((who, _), act)| life.status(*who, *act) == 200);
    let ((who, login), act) = next.filter(|_| lawful).unwrap_or(pair(start));
    (who, login, act)
}

fn learn(life: &mut Life, who: Who, act: Act, to: State, kind: Change) {
    let from = life.world.state;
    life.world.done(who, act, to);
    match act {
        Act::AskChange => life.world.change = Some((kind, who)),
        Act::Dispatch => life.unit_has_part = true,
        Act::Endorse => life.endorsed = true,
        Act::Disagree | Act::Release => life.endorsed = false,
        Act::Revoke if from == State::Assigned => life.unit_has_part = false,
        _ => {}
    }
}

/// What happens beside the acts: the proposer rates, the unit answers a second time.
fn meanwhile(app: &TestApp, clients: &HashMap<&str, Client>, life: &mut Life, dice: &mut Dice) {
    if life.world.state == State::Rehandling {
        answered_again(app, life.id);
        life.world.state = State::Replied;
    }
    if life.world.state == State::Replied && !life.world.dissatisfied && dice.below(3) == 0 {
        let rating = json!({ "work": "satisfied", "result": "dissatisfied", "comment": "雨天仍然漏水" });
        let path = format!("/api/v1/proposals/{}/rating", life.id);
        let given = clients["wang"].post_json(&path, &rating).status.as_u16();
        life.world.dissatisfied = given == 200;
    }
}

/// The state, how often the row was saved, and what the journal says of it.
fn facts(app: &TestApp, id: Id) -> (&'static str, i64, usize, i64) {
    let row = app.home.read(move |tx| {
        let p = store::get_unscoped(tx, id)?;
        let requests = tx.scalar("SELECT COUNT(*) FROM change_request WHERE proposal = $1", params![id])?;
        Ok((p.state.get().name(), p.changes, requests))
    });
    (row.0, row.1, app.journalled("proposals", id).len(), row.2)
}
