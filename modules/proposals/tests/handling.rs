//! Assignment, handling and reply over HTTP.

use proposals::workflow::State;
use testkit::{TestApp, both_dbs};

use crate::common::{placed, town};

both_dbs! { town =>
    fn the_api_has_no_proposal_for_a_neighbour(home: &TestApp) {
        let id = placed(home, State::Filed, |_| {});
        home.person("neighbour").get(&format!("/api/v1/proposals/{id}")).expect(404);
    }
}
