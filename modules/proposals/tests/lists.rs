//! 提案列表: forwards and back again, in the reader's language and the assembly's own words.

use proposals::workflow::State;
use serde_json::json;
use testkit::{Kind, TestApp, both_dbs};

use crate::common::{placed, town};

/// The address behind a word of the pager.
fn link(page: &str, word: &str) -> String {
    let before = page.split(&format!(">{word}<")).next().unwrap_or_default();
    let href = before.rsplit("href=\"").next().unwrap_or_default();
    href.split('"').next().unwrap_or_default().replace("&amp;", "&").replace("&#38;", "&")
}

fn shown(page: &str) -> Vec<usize> {
    (0..7).filter(|n| page.contains(&format!("关于第{n}座桥的提案"))).collect()
}

both_dbs! { town =>
    fn one_page_back_is_the_page_before(app: &TestApp) {
        for n in 0..7 {
            placed(app, State::Filed, move |p| p.title = format!("关于第{n}座桥的提案"));
        }
        let office = app.person("office");
        let first = office.get("/proposals?state=filed&page_size=2").expect(200).text();
        let second = office.get(&link(&first, "下一页")).expect(200).text();
        let third = office.get(&link(&second, "下一页")).expect(200).text();
        assert_eq!([&first, &second, &third].map(|page| shown(page)), [vec![5, 6], vec![3, 4], vec![1, 2]]);
        let back = office.get(&link(&third, "上一页")).expect(200).text();
        assert_eq!(shown(&back), [3, 4]);
        assert_eq!(shown(&office.get(&link(&back, "下一页")).expect(200).text()), [1, 2]);
        assert_eq!(shown(&office.get(&link(&back, "上一页")).expect(200).text()), [5, 6]);
    }

    fn a_review_step_is_called_as_the_policy_says(app: &TestApp) {
        let reviewer = app.town.person("reviewer_a");
        let id = placed(app, State::PreReview, move |p| p.first_reviewer = Some(reviewer));
        let body = json!({ "year": "2026", "reason": "按本会叫法", "first_review_label": "first|初审|Initial screening" });
        app.token("office").post_json("/api/v1/policies/proposals", &body).expect(201);
        let office = app.person("office");
        for path in ["/proposals".to_owned(), format!("/proposals/{id}")] {
            let page = office.get(&path).expect(200).text();
            assert!(page.contains("初审") && !page.contains(">预审<"), "{path}");
        }
        assert!(app.person("reviewer_a").get("/workbench").text().contains("初审"));
    }
}

#[test]
fn a_path_that_is_only_posted_to_answers_a_browser_with_a_page() {
    let app = town(Kind::Sqlite);
    let page = app.person("office").get("/batch/proposals.file").expect(405).text();
    assert!(page.starts_with("<!DOCTYPE html>") || page.starts_with("<!doctype html>"), "{page}");
    assert!(app.token("office").get("/api/v1/proposals/dealing").expect(405).text().starts_with('{'));
}
