//! 切换履职身份.

use identity::seed::{self, NewGrant};
use testkit::{TestApp, both_dbs};

use crate::home::asvs;

both_dbs! { asvs =>
    fn another_hat_another_navigation(home: &TestApp) {
        let (person, assembly, unit) = (home.town.person("organiser"), home.town.assembly, home.town.units["water"]);
        home.home.write(move |tx| {
            seed::grant(tx, NewGrant { assembly, person, role: "unit_liaison", unit: Some(unit), granted_by: person, ..NewGrant::default() })
        });
        let organiser = home.person("organiser");
        let as_office = assembly.to_string();
        let as_unit = format!("{assembly}-{unit}");
        organiser.post("/acting", &[("as", &as_office)]).expect(303);
        assert!(organiser.get("/me").text().contains("href=\"/grants\""));
        organiser.post("/acting", &[("as", &as_unit)]).expect(303);
        assert!(!organiser.get("/me").text().contains("href=\"/grants\""));
        organiser.get("/grants").expect(403);
        let elsewhere = home.town.neighbour.to_string();
        organiser.post("/acting", &[("as", &elsewhere)]).expect(422);
    }
}
