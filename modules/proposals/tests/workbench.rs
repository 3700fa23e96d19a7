//! 工作台: what waits for somebody stands on somebody's workbench.

use proposals::workflow::{PROCESS, Role, State};
use testkit::{Kind, TestApp};

use crate::common::{placed, town};

const PEOPLE: [&str; 6] = ["wang", "reviewer_a", "reviewer_b", "head", "office", "supervisor"];

fn on_a_workbench(app: &TestApp, state: State) -> bool {
    let first = app.town.person("reviewer_a");
    let id = placed(app, state, move |p| {
        p.first_reviewer = Some(first);
        p.recommended = Some(proposals::workflow::words::Recommendation::File);
    });
    PEOPLE.iter().any(|login| app.person(login).get("/workbench").text().contains(&format!("/proposals/{id}\"")))
}

#[test]
fn a_state_in_which_somebody_must_act_has_a_queue() {
    let app = town(Kind::Sqlite);
    let at = |state: State| kernel::workflow::At::decode(state.name()).expect("a state");
    // The units' parts and the ratings carry these; their queues are tested with them.
    let carried = [State::Assigned, State::Rehandling, State::Replied];
    let waiting = State::ALL.iter().copied().filter(|s| !PROCESS.is_final(*s) && !carried.contains(s));
    let people = waiting.filter(|s| PROCESS.turn(at(*s)).iter().any(|role| *role != Role::System));
    let lost: Vec<State> = people.filter(|state| !on_a_workbench(&app, *state)).collect();
    assert!(lost.is_empty(), "no queue in pages/workbench.rs has proposals that are {lost:?}: somebody must see that it is his turn");
}
