//! Against the published numbers of the reference service: two conversations with its own centre, components, groups,
//! representative and consensus statements.

use std::collections::HashMap;
use std::path::Path;

use opinion_map::{Direction, Map, Settings, Standing, Vote, Votes, VotesBuilder, map};
use serde_json::Value;

use crate::outside;

struct Case {
    votes: Votes,
    map: Map,
    published: Value,
    /// The number of each published statement, in the order of the published vectors.
    order: Vec<usize>,
}

fn id(value: &Value) -> String {
    value.to_string()
}

fn case(folder: &Path) -> Case {
    let published = outside::json(&folder.join("math-pca2.json"));
    let mut builder = VotesBuilder::new();
    for vote in outside::json(&folder.join("votes.json")).as_array().unwrap() {
        let at = vote["modified"].as_f64().unwrap() as i64;
        let said = Vote::from_value(vote["vote"].as_i64().unwrap()).unwrap();
        builder.cast(&id(&vote["participant_id"]), &id(&vote["statement_id"]), said, at);
    }
    let votes = builder.build();
    let statements: HashMap<&str, usize> = votes.statements().iter().enumerate().map(|(at, id)| (&**id, at)).collect();
    let mut standing = vec![Standing::Open; votes.statements().len()];
    for (list, as_what) in [("mod-out", Standing::Out), ("meta-tids", Standing::Meta)] {
        published[list].as_array().unwrap().iter().for_each(|tid| standing[statements[&*id(tid)]] = as_what);
    }
    let order = published["tids"].as_array().unwrap().iter().map(|tid| statements[&*id(tid)]).collect();
    let settings = Settings { standing, given: Some(published_groups(&votes, &published)), ..Settings::default() };
    let map = map(&votes, &settings);
    Case { votes, map, published, order }
}

fn published_groups(votes: &Votes, published: &Value) -> Vec<Option<u32>> {
    let base = &published["base-clusters"];
    let ids = base["id"].as_array().unwrap();
    let members: HashMap<String, &Value> = ids.iter().map(id).zip(base["members"].as_array().unwrap()).collect();
    let mut group_of = HashMap::new();
    for (number, group) in (0u32..).zip(published["group-clusters"].as_array().unwrap()) {
        for cluster in group["members"].as_array().unwrap() {
            group_of.extend(members[&id(cluster)].as_array().unwrap().iter().map(|person| (id(person), number)));
        }
    }
    votes.participants().iter().map(|id| group_of.get(&**id).copied()).collect()
}

fn cases() -> Vec<Case> {
    let Some(folder) = outside::set("polis-math-fixtures") else { return Vec::new() };
    ["150ptpt-3gp-no-strict-no-meta", "25ptpt-3gp-no-strict-with-meta"].map(|name| case(&folder.join(name))).into()
}

fn numbers(values: &Value) -> Vec<f64> {
    values.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
}

/// The service counts agreement as −1.
#[test]
fn the_centre_is_the_published_one() {
    for case in cases() {
        for (published, &statement) in numbers(&case.published["pca"]["center"]).iter().zip(&case.order) {
            assert!((published + case.map.centre[statement]).abs() <= 1e-12);
        }
    }
}

#[test]
fn the_components_span_the_published_lines() {
    for case in cases() {
        for (component, loadings) in case.map.components.loadings.iter().enumerate() {
            let published = numbers(&case.published["pca"]["comps"][component]);
            let length = published.iter().map(|v| v * v).sum::<f64>().sqrt();
            let along: f64 = published.iter().zip(&case.order).map(|(v, &statement)| v * loadings[statement]).sum();
            assert!((along / length).abs() >= 1.0 - 1e-9, "{along}");
        }
    }
}

#[test]
fn people_stand_where_they_were_published() {
    for case in cases() {
        let base = &case.published["base-clusters"];
        let turn = [0, 1].map(|k| {
            let published = numbers(&case.published["pca"]["comps"][k]);
            let along: f64 = published.iter().zip(&case.order).map(|(v, &s)| v * case.map.components.loadings[k][s]).sum();
            -along.signum()
        });
        let mut compared = 0;
        for (cluster, members) in base["members"].as_array().unwrap().iter().enumerate() {
            let [alone] = &members.as_array().unwrap()[..] else { continue };
            let person = case.votes.participants().iter().position(|p| **p == *id(alone)).unwrap();
            for (k, axis) in ["x", "y"].into_iter().enumerate() {
                let published = base[axis][cluster].as_f64().unwrap();
                assert!((published - turn[k] * case.map.projection[person][k]).abs() < 1e-9);
            }
            compared += 1;
        }
        assert!(compared > 20);
    }
}

#[test]
fn group_informed_consensus_and_priorities_are_the_published_ones() {
    for case in cases() {
        for (number, statement) in case.votes.statements().iter().enumerate() {
            let informed = case.published["group-aware-consensus"][&**statement].as_f64().unwrap();
            assert!((informed - case.map.group_informed[number]).abs() <= 1e-12);
            let priority = case.published["comment-priorities"][&**statement].as_f64().unwrap();
            assert!((case.map.priorities[number] / priority - 1.0).abs() <= 1e-4, "{statement}");
        }
    }
}

#[test]
fn representative_statements_are_the_published_ones_in_order() {
    for case in cases() {
        for (group, chosen) in case.map.representative.iter().enumerate() {
            let published = case.published["repness"][group.to_string()].as_array().unwrap();
            assert_eq!(chosen.len(), published.len(), "group {group}");
            for (ours, theirs) in chosen.iter().zip(published) {
                assert_eq!(case.votes.statements()[ours.statement].to_string(), id(&theirs["tid"]), "group {group}");
                let direction = if theirs["repful-for"] == "agree" { Direction::Agree } else { Direction::Disagree };
                assert_eq!(ours.direction, direction);
                // The service keeps one of the four figures in single precision.
                for (value, name, within) in [
                    (ours.p, "p-success", 1e-12),
                    (ours.z, "p-test", 1e-12),
                    (ours.ratio, "repness", 1e-12),
                    (ours.ratio_z, "repness-test", 1e-5),
                ] {
                    assert!((value - theirs[name].as_f64().unwrap()).abs() < within, "{name} {value} {theirs}");
                }
            }
        }
    }
}

#[test]
fn consensus_statements_are_the_published_ones_in_order() {
    for case in cases() {
        for (side, shared) in [("agree", &case.map.consensus.agree), ("disagree", &case.map.consensus.disagree)] {
            let published = case.published["consensus"][side].as_array().unwrap();
            let ours: Vec<String> = shared.iter().map(|s| case.votes.statements()[s.statement].to_string()).collect();
            assert_eq!(ours, published.iter().map(|p| id(&p["tid"])).collect::<Vec<_>>());
            for (ours, theirs) in shared.iter().zip(published) {
                assert!((ours.p - theirs["p-success"].as_f64().unwrap()).abs() < 1e-12);
                assert!((ours.z - theirs["p-test"].as_f64().unwrap()).abs() < 1e-12);
            }
        }
    }
}
