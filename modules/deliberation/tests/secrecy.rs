//! Once a secret deliberation has closed, nothing that is stored tells who voted how.

use kernel::Id;
use serde_json::json;
use testkit::{Client, TestApp, both_dbs};

use crate::common::*;

fn key_rows(app: &TestApp, id: Id) -> i64 {
    app.home.read(move |tx| tx.scalar("SELECT COUNT(*) FROM ballot_key WHERE deliberation = $1", kernel::params![id]))
}

fn receipt(client: &Client, id: Id, statement: &str) -> String {
    vote(client, id, statement, "agree").expect(200).json()["receipt"].as_str().unwrap().to_owned()
}

both_dbs! { town =>
    fn the_key_goes_with_the_closing(app: &TestApp) {
        let id = running(app, question(app));
        let statement = statements(app, id)[0].clone();
        let browser = app.anon();
        vote(&browser, id, &statement, "agree").expect(200);
        assert_eq!(key_rows(app, id), 1);
        assert!(browser.get(&format!("/public/deliberations/{id}")).expect(200).text().contains("我的表态（1 条）"));
        does(app, "officer", &format!("/deliberations/{id}/closing"), json!({}));
        assert_eq!(key_rows(app, id), 0);
        // Not even the voter's own browser finds its vote again.
        assert!(!browser.get(&format!("/public/deliberations/{id}")).expect(200).text().contains("我的表态（"));
        assert_eq!(tallies(app, id), [(1, 1, 1)]);
    }

    fn where_voters_are_kept_one_reads_the_own_votes_again(app: &TestApp) {
        let mut question = question(app);
        question["keeps_voters"] = json!(true);
        let id = running(app, question);
        let statement = statements(app, id)[0].clone();
        let browser = app.anon();
        vote(&browser, id, &statement, "agree").expect(200);
        does(app, "officer", &format!("/deliberations/{id}/closing"), json!({}));
        assert!(browser.get(&format!("/public/deliberations/{id}")).expect(200).text().contains("我的表态（1 条）"));
        assert!(!app.anon().get(&format!("/public/deliberations/{id}")).expect(200).text().contains("我的表态（"));
    }

    fn no_store_keeps_who_chose_what(app: &TestApp) {
        let id = running(app, question(app));
        let statement = statements(app, id)[0].clone();
        let wang = app.town.person("wang");
        // With a key that would be remembered for any other act.
        let token = app.token("wang").key("vote-once");
        let answer = vote(&token, id, &statement, "agree").expect(200).json();
        assert!(answer.get("vote").is_none() && answer.get("statement").is_none(), "{answer}");
        vote(&token, id, &statement, "disagree").expect(200);
        assert_eq!(tallies(app, id), [(1, -1, 1)], "the same key is no obstacle: a vote is set, not added");
        let kept = app.home.read(move |tx| tx.scalar("SELECT COUNT(*) FROM idempotency WHERE person = $1", kernel::params![wang]));
        assert_eq!(kept, 0);
        let named = app.home.read(move |tx| tx.scalar("SELECT COUNT(*) FROM journal WHERE module = 'ballots' AND actor <> 0", &[]));
        assert_eq!(named, 0);
        let told = app.home.read(move |tx| {
            tx.query("SELECT payload FROM journal WHERE module = 'ballots'", &[], |row| row.get::<String>(0))
        });
        assert!(told.iter().all(|payload| payload == "{}"), "{told:?}");
    }

    fn votes_voices_and_authors_share_no_name(app: &TestApp) {
        let id = running(app, question(app));
        let statement = statements(app, id)[0].clone();
        let browsers: Vec<Client> = (0..12).map(|_| app.anon()).collect();
        for browser in &browsers {
            vote(browser, id, &statement, "agree").expect(200);
        }
        browsers[0].post_json(&format!("/api/v1/deliberations/{id}/statements"), &json!({ "text": "再修一座桥" })).expect(200);
        let names = |sql: &'static str| app.home.read(move |tx| tx.query(sql, kernel::params![id], |row| row.get::<Vec<u8>>(0)));
        let voters = names("SELECT voter FROM vote WHERE deliberation = $1");
        let receipts = names("SELECT receipt FROM voice WHERE deliberation = $1");
        let authors = names("SELECT author FROM statement WHERE deliberation = $1 AND author IS NOT NULL");
        assert_eq!((voters.len(), receipts.len(), authors.len()), (12, 12, 1));
        assert!(voters.iter().all(|v| !receipts.contains(v)) && !voters.contains(&authors[0]) && !receipts.contains(&authors[0]));
        does(app, "officer", &format!("/deliberations/{id}/closing"), json!({}));
        assert!(names("SELECT author FROM statement WHERE deliberation = $1 AND author IS NOT NULL").is_empty());
    }

    fn the_stored_order_is_not_that_of_voting(app: &TestApp) {
        let id = running(app, question(app));
        let statement = statements(app, id)[0].clone();
        let mut digests = Vec::new();
        for _ in 0..120 {
            let browser = app.anon();
            vote(&browser, id, &statement, "agree").expect(200);
            let known: Vec<Vec<u8>> = app.home.read(move |tx| tx.query("SELECT voter FROM vote WHERE deliberation = $1", kernel::params![id], |row| row.get(0)));
            let new: Vec<Vec<u8>> = known.into_iter().filter(|d| !digests.contains(d)).collect();
            digests.extend(new);
        }
        does(app, "officer", &format!("/deliberations/{id}/closing"), json!({}));
        // As the database hands rows over when nobody asks for an order.
        let stored: Vec<Vec<u8>> = app.home.read(move |tx| tx.query("SELECT voter FROM vote WHERE deliberation = $1", kernel::params![id], |row| row.get(0)));
        let places: Vec<f64> = digests.iter().map(|d| stored.iter().position(|s| s == d).unwrap() as f64).collect();
        let n = places.len() as f64;
        let squares: f64 = places.iter().enumerate().map(|(voted, stored)| (voted as f64 - stored).powi(2)).sum();
        let rho = 1.0 - 6.0 * squares / (n * (n * n - 1.0));
        assert!(rho.abs() < 0.35, "rank correlation of voting and storing: {rho}");
        let mut sorted = stored.clone();
        sorted.sort();
        assert_eq!(stored, sorted, "rows lie in the order of their digests");
    }

    fn a_receipt_proves_that_a_voice_counted_and_nothing_else(app: &TestApp) {
        let id = running(app, question(app));
        let statement = statements(app, id)[0].clone();
        let receipts: Vec<String> = (0..6).map(|_| receipt(&app.anon(), id, &statement)).collect();
        app.anon().get(&format!("/deliberations/{id}/export?what=receipts")).expect(409);
        does(app, "officer", &format!("/deliberations/{id}/closing"), json!({}));
        let list = app.anon().get(&format!("/deliberations/{id}/export?what=receipts")).expect(200).text();
        assert_eq!(list.lines().count(), 6);
        assert!(receipts.iter().all(|r| list.contains(r.as_str())), "{receipts:?} {list}");
        let votes = app.anon().get(&format!("/deliberations/{id}/export?what=votes")).expect(200).text();
        assert!(receipts.iter().all(|r| !votes.contains(r.as_str())), "no receipt stands beside a vote");
    }

    fn after_a_restore_without_the_key_nobody_votes_twice(app: &TestApp) {
        let id = running(app, question(app));
        let statement = statements(app, id)[0].clone();
        let browser = app.anon();
        vote(&browser, id, &statement, "agree").expect(200);
        // What a backup brings back: everything but the key.
        app.home.write(move |tx| tx.execute("DELETE FROM ballot_key", &[]));
        assert_eq!(vote(&browser, id, &statement, "agree").expect(409).key(), "deliberations.key-lost");
        assert!(browser.get(&format!("/public/deliberations/{id}")).expect(200).text().contains("从备份恢复过"));
        does(app, "officer", &format!("/deliberations/{id}/closing"), json!({}));
        assert_eq!(tallies(app, id), [(1, 1, 1)]);
    }

    fn the_page_says_what_holds_and_what_does_not(app: &TestApp) {
        let id = running(app, question(app));
        let page = app.anon().get(&format!("/public/deliberations/{id}")).expect(200).text();
        assert!(page.contains("截止前理论上可以对应") && page.contains("无法防止旁人在场时的影响"), "{page}");
        let english = app.anon().english().get(&format!("/public/deliberations/{id}/method")).expect(200).text();
        assert!(english.contains("whoever holds both the data and the key could relink them"), "{english}");
    }
}
