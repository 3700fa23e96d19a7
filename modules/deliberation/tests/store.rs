//! Every statement of the store is understood by both databases.

use testkit::statements::{prepare_all, statements};
use testkit::{TestApp, both_dbs};

use crate::common::town;

both_dbs! { town =>
    fn every_statement_is_prepared(app: &TestApp) {
        let all = statements(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
        assert!(app.home.read(move |tx| prepare_all(tx, &all)) > 20);
    }
}
