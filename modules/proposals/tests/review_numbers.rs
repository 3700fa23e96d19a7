//! Case numbers over HTTP.

use kernel::Id;
use proposals::store;
use proposals::workflow::State;
use serde_json::{Value, json};
use testkit::{TestApp, both_dbs};

use crate::common::{placed, town};
use crate::review_carry::{act, carry_to_second_review, submitted};

fn filed(app: &TestApp, receipt: i64) -> Id {
    placed(app, State::Filed, move |p| p.receipt_no = Some(receipt))
}

fn number_of(app: &TestApp, id: Id) -> Value {
    app.token("office").get(&format!("/api/v1/proposals/{id}")).expect(200).json()["number"].clone()
}

fn numbering(app: &TestApp, body: &Value) -> testkit::Answer {
    app.token("office").post_json("/api/v1/proposals/numbering", body)
}

both_dbs! { town =>
    fn numbers_are_written_as_the_policy_says(app: &TestApp) {
        let policy = |pattern: &str| {
            let body = json!({ "year": "2026", "reason": "按本会习惯", "case_number": pattern });
            app.token("office").post_json("/api/v1/policies/proposals", &body)
        };
        policy("{n}-{year}").expect(422);
        policy("政协提〔{year}〕{n:03}号").expect(201);
        let numbered = || {
            let id = crate::common::placed(app, proposals::workflow::State::Filed, |_| {});
            app.token("office").post_json("/api/v1/proposals/numbering", &json!({ "ids": [id] })).expect(201).json()["numbers"][0]["number"].clone()
        };
        assert_eq!([numbered(), numbered()], ["政协提〔2026〕001号", "政协提〔2026〕002号"]);
        policy("{n:04}").expect(201);
        assert_eq!(numbered(), "0003", "the running number goes on");
    }

    fn twenty_parallel_filings_and_numberings_give_one_to_twenty(app: &TestApp) {
        let ids: Vec<Id> = (1..=20).map(|n| submitted(app, n)).collect();
        for id in &ids {
            carry_to_second_review(app, *id, &json!({ "recommendation": "file" }));
        }
        let post = |login: &str, path: String, body: Value| {
            let client = app.token(login);
            move || (0..40).any(|_| client.post_json(&path, &body).status.is_success())
        };
        std::thread::scope(|scope| {
            for id in &ids {
                scope.spawn(post("reviewer_b", format!("/api/v1/proposals/{id}/filing"), json!({})));
            }
        });
        let outcomes: Vec<bool> = std::thread::scope(|scope| {
            let runs: Vec<_> = ids
                .iter()
                .map(|id| scope.spawn(post("office", "/api/v1/proposals/numbering".into(), json!({ "ids": [id] }))))
                .collect();
            runs.into_iter().map(|run| run.join().unwrap_or(false)).collect()
        });
        assert_eq!(outcomes, [true; 20]);
        let mut numbers: Vec<String> = ids.iter().map(|id| number_of(app, *id).as_str().unwrap_or_default().to_owned()).collect();
        numbers.sort();
        assert_eq!(numbers, (1..=20).map(|n| format!("{n:04}")).collect::<Vec<_>>());
    }

    fn the_office_chooses_the_order(app: &TestApp) {
        let (one, two, three) = (filed(app, 1), filed(app, 2), filed(app, 3));
        app.token("reviewer_a").post_json("/api/v1/proposals/numbering", &json!({})).expect(403);
        numbering(app, &json!({ "order": "manual", "manual": "3\n9" })).expect(422);
        let page = app.person("office").get("/numbering?order=category").expect(200).text();
        assert!(page.contains("0001") && page.contains("疏通老城区排水管网"));
        let answer = numbering(app, &json!({ "order": "manual", "manual": "3\n1" })).expect(201).json();
        assert_eq!(answer["numbers"][0], json!({ "proposal": three, "number": "0001" }));
        assert_eq!([number_of(app, one), number_of(app, two), number_of(app, three)], ["0002", "0003", "0001"]);
        assert_eq!(app.journalled("proposals", one), ["proposal.numbered"]);
        assert_eq!(numbering(app, &json!({})).expect(409).key(), "proposals.number.nothing");
    }

    fn categories_stay_together(app: &TestApp) {
        let assembly = app.town.assembly;
        let category = |name: &'static str| app.home.write(move |tx| store::category_named(tx, assembly, name));
        let (water, school) = (category("水利"), category("教育"));
        let ids = [school, water, school].into_iter().enumerate().map(|(n, c)| placed(app, State::Filed, move |p| {
            p.receipt_no = Some(n as i64 + 1);
            p.category = Some(c);
        })).collect::<Vec<_>>();
        numbering(app, &json!({ "order": "category" })).expect(201);
        assert_eq!(ids.iter().map(|id| number_of(app, *id)).collect::<Vec<_>>(), ["0002", "0001", "0003"]);
    }

    fn a_void_number_is_never_used_again(app: &TestApp) {
        let (one, two) = (filed(app, 1), filed(app, 2));
        numbering(app, &json!({})).expect(201);
        app.home.write(move |tx| {
            let mut p = store::get_unscoped(tx, two)?;
            let number = p.case_no.take().unwrap_or_default();
            store::void_number(tx, &p, &number, "误立")?;
            store::save(tx, &mut p)
        });
        let three = filed(app, 3);
        numbering(app, &json!({ "ids": [three] })).expect(201);
        assert_eq!([number_of(app, one), number_of(app, three)], ["0001", "0003"]);
        let page = app.person("office").get("/numbering").expect(200).text();
        assert!(page.contains("作废的案号") && page.contains("0002"));
        let imported = placed(app, State::Filed, |p| p.case_no = Some("0150".into()));
        let next = filed(app, 5);
        numbering(app, &json!({ "ids": [next] })).expect(201);
        assert_eq!([number_of(app, imported), number_of(app, next)], ["0150", "0151"], "on after the highest");
        act(app, "head", next, "merger", &json!({ "main": one }));
        assert_eq!(number_of(app, next), "0151", "a merged one keeps its number");
    }
}
