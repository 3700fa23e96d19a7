//! The map in memory follows the votes; the final one is what the export gives.

use std::time::{Duration, Instant};

use kernel::Id;
use opinion_map::{Report, Settings, Vote, VotesBuilder};
use serde_json::{Value, json};
use testkit::{TestApp, both_dbs};

use crate::common::*;

fn live(app: &TestApp, id: Id) -> Value {
    app.anon().get(&format!("/deliberations/{id}/live")).expect(200).json()
}

/// Asks until it is so, for ten seconds.
#[track_caller]
fn until(app: &TestApp, id: Id, is: impl Fn(&Value) -> bool) -> Value {
    let begun = Instant::now();
    loop {
        let now = live(app, id);
        if is(&now) {
            return now;
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "still {now}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

both_dbs! { town =>
    fn the_live_map_follows_the_votes(app: &TestApp) {
        let mut question = question(app);
        question["keeps_voters"] = json!(true);
        let id = running(app, question);
        assert_eq!(live(app, id)["people"], 0);
        two_sides(app, id, 16);
        let now = until(app, id, |now| now["people"] == 16 && now["votes"] == 80);
        assert!(now["svg"].as_str().is_some_and(|svg| svg.contains(">B</text>")), "{now}");
        let version = now["version"].to_string();
        assert_eq!(app.anon().get(&format!("/deliberations/{id}/live?version={version}")).status, 204);
        // What another process stored is found too.
        app.home.write(move |tx| deliberation::store::votes::cast(tx, id, &[9; 16], 1, deliberation::workflow::words::Choice::Agree));
        until(app, id, |now| now["people"] == 17);
        // What is hidden leaves the map.
        let statement = statements(app, id)[3].clone();
        does(app, "officer", &format!("/statements/{statement}/hiding"), json!({ "reason": "重复" }));
        let map = app.anon().get(&format!("/api/v1/deliberations/{id}/map")).expect(200).json();
        assert_eq!((map["participants"].as_u64(), map["projection"].as_object().map(|p| p.len())), (Some(17), Some(0)));
    }

    fn the_final_map_is_that_of_the_export_to_the_last_digit(app: &TestApp) {
        let id = running(app, question(app));
        two_sides(app, id, 20);
        app.anon().get(&format!("/deliberations/{id}/export?what=votes")).expect(409);
        does(app, "officer", &format!("/deliberations/{id}/closing"), json!({}));
        let published = app.anon().get(&format!("/api/v1/deliberations/{id}/map")).expect(200).json();
        let votes = app.anon().get(&format!("/deliberations/{id}/export?what=votes")).expect(200).text();
        let mut builder = VotesBuilder::new();
        for line in votes.lines().skip(1) {
            let parts: Vec<&str> = line.split(',').collect();
            builder.cast(parts[1], parts[0], Vote::from_value(parts[2].parse().unwrap()).unwrap(), 0);
        }
        let votes = builder.build();
        let map = opinion_map::map(&votes, &Settings::default());
        let again = serde_json::to_value(Report { votes: &votes, map: &map, group_names: &[] }).unwrap();
        assert_eq!(published, again);
        assert_eq!(published["groups"].as_array().unwrap().len(), 2);
        let statements = app.anon().get(&format!("/deliberations/{id}/export?what=statements")).expect(200).text();
        assert!(statements.contains("1,1,0,,20,0,0,\"停车场晚上应当亮灯\""), "{statements}");
    }

    fn few_people_are_not_told_apart(app: &TestApp) {
        let id = running(app, question(app));
        two_sides(app, id, 4);
        let results = app.anon().get(&format!("/public/deliberations/{id}/results")).expect(200).text();
        assert!(results.contains("不足 5 人") && !results.contains("赞成 4"), "{results}");
        let map = app.anon().get(&format!("/api/v1/deliberations/{id}/map")).expect(200).json();
        assert!(map.get("center").is_none(), "{map}");
        does(app, "officer", &format!("/deliberations/{id}/closing"), json!({}));
        app.anon().get(&format!("/deliberations/{id}/export?what=votes")).expect(409);
        let live = live(app, id);
        assert_eq!(live["tallies"], json!({}), "{live}");
    }

    fn what_was_held_back_while_it_ran_is_shown_when_it_has_closed(app: &TestApp) {
        let id = running(app, question(app));
        live(app, id);
        two_sides(app, id, 14);
        until(app, id, |now| now["people"].as_u64() >= Some(10));
        does(app, "officer", &format!("/deliberations/{id}/closing"), json!({}));
        until(app, id, |now| now["people"] == 14 && now["votes"] == 70);
    }
}
