//! 首次设置.

use identity::setup_link;
use testkit::{Kind, TestApp, both_dbs};

use crate::home::{PASSWORD, enters};

both_dbs! { nobody =>
    fn an_installation_begins_with_a_link(home: &TestApp) {
        let db = home.db().clone();
        let token = tokio::runtime::Runtime::new().unwrap().block_on(setup_link(&db)).unwrap().expect("a link");
        let visitor = home.anon();
        visitor.get("/setup?token=wrong").expect(403);
        visitor.get(&format!("/setup?token={token}")).expect(200);
        let fields = [
            ("token", token.as_str()),
            ("assembly_name", "云溪市政协"),
            ("code", "yx"),
            ("level", "city"),
            ("name", "顾一帆"),
            ("login", "gu"),
            ("password", PASSWORD),
            ("again", PASSWORD),
        ];
        visitor.post("/setup", &fields).expect(303);
        visitor.post("/setup", &fields).expect(403);
        let (_, answer) = enters(home, "gu", PASSWORD);
        assert_eq!(answer.expect(303).location(), "/sign-in/enrol");
        assert!(tokio::runtime::Runtime::new().unwrap().block_on(setup_link(&db)).unwrap().is_none());
        // The first security administrator needs nobody's approval; the next account does.
        let system = home.person("gu");
        system.post("/accounts", &[("name", "安守正"), ("login", "an"), ("role", "security_admin")]).expect(303);
        system.post("/accounts", &[("name", "安守诚"), ("login", "an2"), ("role", "org_admin")]).expect(303);
        let states = home.home.read(|tx| tx.query("SELECT state FROM account WHERE login LIKE 'an%' ORDER BY login", &[], |row| row.get::<String>(0)));
        assert_eq!(states, ["active", "pending"]);
    }
}

fn nobody(kind: Kind) -> TestApp {
    TestApp::bare(kind, vec![identity::module(identity::IdentitySettings::default())])
}
