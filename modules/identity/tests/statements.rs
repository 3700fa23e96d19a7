//! Every statement of the module and of the directory prepares on both databases.

use testkit::{TestApp, both_dbs, statements};

use crate::home::asvs;

both_dbs! { asvs =>
    fn every_statement_prepares(home: &TestApp) {
        let own = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        for source in [own.join("src"), own.join("../../crates/directory/src")] {
            let found = statements::statements(&source);
            assert!(found.len() > 10);
            home.home.read(move |tx| statements::prepare_all(tx, &found));
        }
    }
}
