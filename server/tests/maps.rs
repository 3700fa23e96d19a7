//! `map`: the opinion map of a vote export.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program::Place;

/// Two camps of eight on six statements; everybody agrees with the first, statement 6 has been moderated out, and one vote is
/// corrected by a later one that stands earlier in the file.
fn invented(place: &Place) -> [String; 3] {
    let mut long = "timestamp,datetime,comment-id,voter-id,vote\n100,later,2,3,1\n1,earlier,2,3,-1\n".to_owned();
    let mut matrix = "participant,group-id,n-comments,n-votes,n-agree,n-disagree,1,2,3,4,5,6\n".to_owned();
    for person in 0..16 {
        let vote = |statement: usize| match statement {
            1 => 1,
            6 => 0,
            _ if (statement + person) % 2 == 1 => 1,
            _ => -1,
        };
        let votes: Vec<String> = (1..=6).map(|statement| vote(statement).to_string()).collect();
        matrix.push_str(&format!("{person},,0,6,0,0,{}\n", votes.join(",")));
        for (at, vote) in votes.iter().enumerate().filter(|(at, _)| (person, *at) != (3, 1)) {
            long.push_str(&format!("{at},\"then, and there\",{},{person},{vote}\n", at + 1));
        }
    }
    let comments = "timestamp,comment-id,moderated,comment-body\n1,1,1,\"two\nlines\"\n1,6,-1,gone\n1,7,0,nobody has seen it\n";
    [("votes.csv", long.as_str()), ("matrix.csv", matrix.as_str()), ("comments.csv", comments)]
        .map(|(name, text)| written(place, name, text))
}

fn written(place: &Place, name: &str, text: &str) -> String {
    let path = place.path(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn both_forms_give_one_map() {
    let place = Place::sqlite();
    let [long, matrix, comments] = invented(&place);
    let of_long = place.run(&["map", "--votes", &long, "--comments", &comments]).expect(0);
    let of_matrix = place.run(&["map", "--votes", &matrix, "--comments", &comments, "--threads", "1"]).expect(0);
    assert_eq!(of_long.out, of_matrix.out);
    let map = of_long.json();
    assert_eq!([&map["participants"], &map["statements"], &map["votes"]].map(|n| n.as_u64().unwrap()), [16, 6, 96]);
    assert_eq!((map["center"]["1"].as_f64(), map["center"]["6"].as_f64()), (Some(1.0), Some(0.0)));
    assert_eq!(map["groups"].as_array().unwrap().len(), 2);
    assert_eq!(map["groups"][0]["members"][0], "0");
    assert_eq!(map["consensus"]["agree"][0]["statement"], "1");
    assert_eq!(map["priorities"]["6"], 0.0);
    let names: Vec<&String> = map.as_object().unwrap().keys().collect();
    let published = [
        "participants",
        "statements",
        "votes",
        "in_conversation",
        "center",
        "components",
        "explained_variance_ratio",
        "projection",
        "groups",
        "representative",
        "consensus",
        "group_informed_consensus",
        "priorities",
    ];
    assert_eq!(names, published);
    let out = place.path("map.json");
    let told = place.run(&["--json", "map", "--votes", &long, "--comments", &comments, "--out", out.to_str().unwrap()]).expect(0).json();
    assert_eq!(told["group_sizes"], serde_json::json!([8, 8]));
    assert_eq!(std::fs::read_to_string(out).unwrap(), of_long.out);
    let as_json = place.run(&["--json", "map", "--votes", &long, "--comments", &comments]).expect(0);
    assert_eq!(as_json.out, of_long.out);
    assert!(!place.data().exists(), "a map needs no installation");
}

#[test]
fn groups_as_they_are_given() {
    let place = Place::sqlite();
    let [long, ..] = invented(&place);
    let groups = written(&place, "groups.csv", "participant,group\n0,7\n2,7\n4,7\n1,3\n3,3\n5,\n");
    let map = place.run(&["map", "--votes", &long, "--groups", &groups]).expect(0).json();
    let found: Vec<(&Value, &Value)> = map["groups"].as_array().unwrap().iter().map(|g| (&g["id"], &g["size"])).collect();
    assert_eq!(found, [(&Value::from(3), &Value::from(2)), (&Value::from(7), &Value::from(3))]);
    assert!(map["representative"]["7"].as_array().is_some_and(|r| !r.is_empty()));
}

#[test]
fn bad_rows_are_named_by_row_and_column() {
    let place = Place::sqlite();
    let votes = written(&place, "votes.csv", "comment-id,voter-id,vote\n1,1,1\n1,2,2\n1,,0\n,4\n");
    let ran = place.run(&["--json", "map", "--votes", &votes]).expect(1).json();
    let told: Vec<(u64, &str)> =
        ran["rejected"].as_array().unwrap().iter().map(|r| (r["row"].as_u64().unwrap(), r["column"].as_str().unwrap())).collect();
    assert_eq!(told, [(3, "vote"), (4, "voter-id"), (5, "comment-id"), (5, "vote")]);
    let text = place.run(&["map", "--votes", &votes]).expect(1).out;
    assert!(text.contains("votes.csv: row 3, vote: not 1, -1 or 0: \"2\"\n"), "{text}");
    let matrix = written(&place, "matrix.csv", "participant,10,11\n1,1,x\n1,0,0\n2,1\n");
    let text = place.run(&["map", "--votes", &matrix]).expect(1).out;
    assert!(text.contains("row 2, 11: ") && text.contains("row 3, participant: twice") && text.contains("row 4, 11: missing"), "{text}");
    let groups = written(&place, "groups.csv", "participant,group\n9,1\n");
    let good = written(&place, "good.csv", "comment-id,voter-id,vote\n1,1,1\n");
    assert!(place.run(&["map", "--votes", &good, "--groups", &groups]).expect(1).out.contains("row 2, participant: has not voted"));
    let other = written(&place, "other.csv", "a,b\n1,2\n");
    assert!(place.run(&["map", "--votes", &other]).expect(1).err.contains("no column \"participant\""));
    assert!(place.run(&["map", "--votes", "nowhere.csv"]).expect(1).err.contains("nowhere.csv"));
}

/// Outside data, where it is at hand: real conversations with the groups that were published for them.
fn conversations() -> Vec<PathBuf> {
    let sets = std::env::var_os("SHANGLIANG_DATA_SETS").map(PathBuf::from);
    let sets = sets.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data")).join("polis-opendata");
    let Ok(folders) = std::fs::read_dir(&sets) else {
        println!("skipped: no {}", sets.display());
        return Vec::new();
    };
    folders.map(|folder| folder.unwrap().path()).filter(|folder| folder.join("votes.csv").exists()).collect()
}

#[test]
fn real_conversations_have_one_map_whatever_the_form_and_the_threads() {
    let place = Place::sqlite();
    for folder in conversations() {
        let file = |name: &str| folder.join(name).to_str().unwrap().to_owned();
        let map = |votes: &str, threads| {
            place.run(&["map", "--votes", &file(votes), "--comments", &file("comments.csv"), "--threads", threads]).expect(0)
        };
        let one = map("votes.csv", "1");
        assert!(one.out == map("votes.csv", "2").out && one.out == map("participants-votes.csv", "2").out, "{}", folder.display());
        let map = one.json();
        assert!(map["groups"].as_array().unwrap().len() >= 2);
        let [first, second] = [0, 1].map(|k| map["explained_variance_ratio"][k].as_f64().unwrap());
        assert!(first >= second && second > 0.0 && first + second < 1.0);
    }
}
