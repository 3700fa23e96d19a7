//! Every page in both languages, for whoever may see it.

use serde_json::json;
use testkit::{TestApp, both_dbs};

use crate::common::*;

both_dbs! { town =>
    fn every_page_is_there(app: &TestApp) {
        let id = running(app, question(app));
        two_sides(app, id, 14);
        let public = ["/public/deliberations".to_owned(), format!("/public/deliberations/{id}"), format!("/public/deliberations/{id}/results"), format!("/public/deliberations/{id}/method"), format!("/deliberations/{id}/board"), format!("/public/deliberations/{id}/speak")];
        let inside = ["/deliberations".to_owned(), format!("/deliberations/{id}"), format!("/deliberations/{id}/print/poster"), "/policies/deliberations/edit".to_owned(), "/deliberations/new".to_owned(), format!("/deliberations/{id}/closing"), format!("/deliberations/{id}/seeds")];
        for path in &public {
            let page = app.anon().get(path).expect(200).text();
            assert!(!page.contains("deliberations.") && !page.contains("statements."), "an untranslated key on {path}: {page}");
            app.anon().english().get(path).expect(200);
        }
        for path in &inside {
            let page = app.person("officer").get(path).expect(200).text();
            assert!(!page.contains("\"deliberations.") && !page.contains(">deliberations."), "{path}");
            app.person("officer").english().get(path).expect(200);
            assert!(app.anon().get(path).status != 200, "{path} is for everybody");
        }
    }

    fn without_script_a_visitor_votes_by_plain_forms(app: &TestApp) {
        let id = running(app, question(app));
        let browser = app.anon();
        for done in 0..5 {
            let page = browser.get(&format!("/public/deliberations/{id}")).expect(200).text();
            let statement = page.split("name=\"statement\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
            let answer = browser.post(&format!("/deliberations/{id}/votes"), &[("statement", &statement), ("vote", "agree")]).expect(303);
            assert_eq!(answer.location(), format!("/public/deliberations/{id}"), "after {done}");
        }
        let page = browser.get(&format!("/public/deliberations/{id}")).expect(200).text();
        assert!(page.contains("您已对全部观点表态") && page.contains("我的表态（5 条）"), "{page}");
        assert_eq!(tallies(app, id).len(), 5);
        let next = browser.get(&format!("/api/v1/deliberations/{id}/next")).expect(200).json();
        assert!(next["statement"].is_null() && next["voted"] == 5, "{next}");
    }

    fn what_people_tell_of_themselves_stands_apart(app: &TestApp) {
        let id = running(app, question(app));
        let browsers = two_sides(app, id, 6);
        for (place, browser) in browsers.iter().enumerate() {
            let age = if place == 0 { "age:under_35" } else { "age:60_up" };
            browser.post(&format!("/deliberations/{id}/voices"), &[("slices", age), ("slices", ""), ("slices", "shoe:44")]).expect(303);
        }
        let results = app.anon().get(&format!("/public/deliberations/{id}/results")).expect(200).text();
        assert!(results.contains("60 岁及以上") && results.contains("不足 5"), "{results}");
        let told = app.home.read(move |tx| deliberation::store::votes::slices(tx, id));
        assert_eq!(told.iter().map(|(_, n)| n).sum::<i64>(), 6);
        assert!(told.iter().all(|(slices, _)| slices.len() == 1), "{told:?}");
    }

    fn the_office_sees_whose_turn_it_is(app: &TestApp) {
        let id = proposed(app, question(app));
        let page = app.person("general").get("/workbench").expect(200).text();
        assert!(page.contains("待审批的议政") && page.contains("村口停车场"), "{page}");
        let page = app.person("officer").get(&format!("/deliberations/{id}")).expect(200).text();
        assert!(page.contains("审批人"), "{page}");
        does(app, "general", &format!("/deliberations/{id}/approval"), json!({}));
        assert!(app.person("officer").get("/workbench").expect(200).text().contains("待预告的议政"));
    }
}
