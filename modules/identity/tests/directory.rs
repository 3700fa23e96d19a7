//! 名录: units, people, terms and bodies, kept by the assembly's own administrator.

use testkit::{TestApp, both_dbs};

use crate::home::asvs;

both_dbs! { asvs =>
    fn a_renamed_unit_keeps_its_former_name(home: &TestApp) {
        let organiser = home.person("organiser");
        let unit = home.town.units["water"];
        organiser.get(&format!("/units/{unit}/particulars")).expect(200);
        let fields = [("name", "清川市水利和湖泊局"), ("side", "government"), ("telephone", "0000-1234")];
        organiser.post(&format!("/units/{unit}/particulars"), &fields).expect(303);
        let page = organiser.get(&format!("/units/{unit}")).expect(200).text();
        assert!(page.contains("清川市水利和湖泊局") && page.contains("清川市水务局（至"), "{page}");
    }

    fn a_merged_unit_hands_its_offices_on(home: &TestApp) {
        let (water, school) = (home.town.units["water"], home.town.units["school"]);
        let to = school.to_string();
        home.person("organiser").post(&format!("/units/{water}/succession"), &[("main", &to), ("reason", "机构改革")]).expect(303);
        let page = home.person("organiser").get(&format!("/units/{school}")).expect(200).text();
        assert!(page.contains("沈叶舟") && page.contains("前身"), "{page}");
        home.person("handler").get(&format!("/units/{school}")).expect(200);
        home.person("organiser").post(&format!("/units/{water}/succession"), &[("main", &to), ("reason", "再次")]).expect(409);
    }

    fn the_liaison_confirms_the_own_unit_and_no_other(home: &TestApp) {
        let (water, school) = (home.town.units["water"], home.town.units["school"]);
        let liaison = home.person("liaison");
        liaison.post(&format!("/units/{water}/contacts"), &[("name", "水小姐"), ("post", "科长"), ("telephone", "12345")]).expect(303);
        liaison.post(&format!("/units/{water}/confirmation"), &[]).expect(303);
        liaison.post(&format!("/units/{school}/confirmation"), &[]).expect(403);
        liaison.post(&format!("/units/{water}/particulars"), &[("name", "x"), ("side", "government")]).expect(403);
        assert!(home.person("office").get(&format!("/units/{water}")).expect(200).text().contains("水小姐"));
    }

    fn a_person_gets_a_seat_changes_the_sector_and_leaves(home: &TestApp) {
        let organiser = home.person("organiser");
        organiser.get("/people/new").expect(200);
        let sector = home.town.sector.to_string();
        let made = organiser.post("/people", &[("name", "荀若水"), ("member", "yes"), ("sector", &sector), ("mobile", "13900001111")]).expect(303);
        let path = made.location();
        let page = organiser.get(&path).expect(200).text();
        assert!(page.contains("139****1111") && !page.contains("13900001111"));
        let shown = organiser.post(&format!("{path}/contact"), &[]).expect(303);
        assert!(organiser.follow(shown).text().contains("13900001111"));
        organiser.post(&format!("{path}/seats"), &[("sector", &sector)]).expect(422);
        let assembly = home.town.assembly.to_string();
        organiser.post(&format!("{path}/seats"), &[("sector", &sector), ("assembly", &assembly)]).expect(409);
        let seat = page.split("/memberships/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        organiser.post(&format!("/memberships/{seat}/sector"), &[("standing", "yes")]).expect(303);
        assert!(organiser.get(&path).text().contains("常务委员"));
        organiser.post(&format!("/memberships/{seat}/end"), &[]).expect(422);
        organiser.post(&format!("/memberships/{seat}/end"), &[("reason", "工作调动")]).expect(303);
        let id: kernel::Id = path.rsplit('/').next().unwrap().parse().unwrap();
        let journal = home.journalled("people", id);
        assert_eq!(journal, ["person.created", "person.contact-shown", "person.seat-changed", "person.seat-ended"]);
        home.person("office").post(&format!("{path}/particulars"), &[("name", "别人")]).expect(403);
        home.person("neighbour_office").get(&path).expect(404);
    }

    fn a_new_term_brings_sessions_and_sectors(home: &TestApp) {
        let organiser = home.person("organiser");
        for form in ["/terms/new", "/sessions/new", "/sectors/new", "/bodies/new", "/townships/new", "/assemblies/new", "/units/new", "/grants/new", "/organisation"] {
            organiser.get(form).expect(200);
        }
        organiser.post("/terms", &[("ordinal", "11"), ("starts", "2026-12-01")]).expect(303);
        let assembly = home.town.assembly;
        let term: kernel::Id = home.home.read(move |tx| Ok(directory::terms::running(tx, assembly)?.expect("a term").id));
        let term = term.to_string();
        let days = [("term", term.as_str()), ("ordinal", "1"), ("year", "2027"), ("opens", "2027-01-10"), ("closes", "2027-01-08"), ("window_from", "2026-12-20"), ("window_until", "2027-01-10")];
        organiser.post("/sessions", &days).expect(422);
        let mut right = days;
        right[4].1 = "2027-01-14";
        organiser.post("/sessions", &right).expect(303);
        organiser.post("/sectors", &[("names", "科技界|Science\n教育界\n")]).expect(303);
        organiser.post("/sectors", &[("names", "教育界")]).expect(422);
        organiser.post("/bodies", &[("kind", "committee"), ("name", "经济委员会")]).expect(303);
        assert!(organiser.get("/organisation").expect(200).text().contains("第11届第1次会议"));
        assert!(organiser.get("/sectors").expect(200).text().contains("教育界"));
        assert!(organiser.get("/bodies?kind=committee").expect(200).text().contains("经济委员会"));
        home.person("neighbour_office").get(&format!("/organisation?assembly={assembly}")).expect(404);
        home.person("system").get("/organisation").expect(403);
        home.person("auditor").get("/people").expect(403);
    }

    fn lists_are_filtered_and_exist_in_json(home: &TestApp) {
        let found = home.token("organiser").get("/api/v1/people?kind=members&q=wang").expect(200).json();
        assert_eq!(found["total"], 0, "the personas' folded names are Chinese");
        let found = home.token("organiser").get("/api/v1/people?kind=members").expect(200).json();
        assert_eq!(found["total"], 4);
        let units = home.token("handler").get("/api/v1/units?q=%E6%B0%B4").expect(200).json();
        assert_eq!(units["items"][0]["code"], "water");
        home.token("neighbour_office").get(&format!("/api/v1/units/{}", home.town.units["water"])).expect(404);
    }
}
