//! 附件 of a proposal: who adds, who takes away, who reads, and what is kept of it.

use kernel::Id;
use kernel::files::Shelf;
use kernel::journal::{Ref, history};
use proposals::workflow::State;
use serde_json::{Value, json};
use testkit::{Kind, TestApp, Upload, both_dbs};

use crate::common::{placed, submitted, town};

const MAP: &[u8] = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n";
const SURVEY: &[u8] = b"%PDF-1.4\n1 0 obj <</A 1>> endobj\ntrailer <<>>\n%%EOF\n";
const WORDS: [(&str, &str); 5] = [
    ("title", "关于疏通老城区排水管网的提案"),
    ("background", "老城区管网建于三十年前。"),
    ("analysis", "雨季积水，影响出行。"),
    ("suggestions", "普查管网并公布结果。"),
    ("kind", "individual"),
];

/// A draft of 王静好 with a map and a survey.
fn drafted(app: &TestApp) -> Id {
    let files = [("attachments", "管网图.pdf", MAP), ("attachments", "调研.pdf", SURVEY)];
    let location = app.person("wang").post_multipart("/proposals", &WORDS, &files).expect(303).location();
    location.rsplit('/').next().and_then(|id| id.parse().ok()).expect("a proposal")
}

/// Name and id of each.
fn kept(app: &TestApp, id: Id) -> Vec<(String, String)> {
    let record = app.token("wang").get(&format!("/api/v1/proposals/{id}")).expect(200).json();
    let text = |file: &Value, name: &str| file[name].as_str().unwrap_or_default().to_owned();
    record["attachments"].as_array().expect("a list").iter().map(|file| (text(file, "name"), text(file, "id"))).collect()
}

fn edit(app: &TestApp, login: &str, id: Id, more: &[(&str, &str)], status: u16) -> testkit::Answer {
    let words = [&WORDS[..], more].concat();
    app.person(login).post_multipart(&format!("/proposals/{id}/text"), &words, &[]).expect(status)
}

both_dbs! { town =>
    fn they_go_with_the_text_and_are_read_by_whoever_reads_it(app: &TestApp) {
        let id = drafted(app);
        let files = kept(app, id);
        assert_eq!(files.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["管网图.pdf", "调研.pdf"]);
        let map = format!("/files/{}", files[0].1);
        let page = app.person("wang").get(&format!("/proposals/{id}")).expect(200).text();
        assert!(page.contains(&map) && page.contains("管网图.pdf"));
        assert_eq!(app.person("wang").get(&map).expect(200).bytes.as_ref(), MAP);
        app.person("li").get(&map).expect(404);
        let print = app.person("wang").get(&format!("/proposals/{id}/print/form")).expect(200).text();
        assert!(print.contains("管网图.pdf") && print.contains("调研.pdf"));
        let check = app.person("wang").get(&format!("/proposals/{id}/submission")).expect(200).text();
        assert!(check.contains(&map), "read once more before it is handed in");
        submitted(app, "wang", id);
        app.person("office").get(&map).expect(200);
        app.person("handler").get(&map).expect(404);
        app.anon().get(&map).expect(404);
        let form = app.person("wang").get(&format!("/proposals/{id}/text"));
        assert!(!form.status.is_success(), "in review the text stands, and so does what goes with it");
    }

    fn whoever_may_edit_takes_one_away_and_the_journal_keeps_what_it_was(app: &TestApp) {
        let id = drafted(app);
        let files = kept(app, id);
        let form = app.person("wang").get(&format!("/proposals/{id}/text")).expect(200).text();
        assert!(form.contains("multipart/form-data") && form.contains(&format!("value=\"{}\"", files[1].1)), "{form}");
        edit(app, "li", id, &[("remove", &files[1].1)], 404);
        edit(app, "wang", id, &[("remove", &files[1].1)], 303);
        assert_eq!(kept(app, id), files[..1]);
        app.person("wang").get(&format!("/files/{}", files[1].1)).expect(404);
        let entries = app.home.read(move |tx| history(tx, &Ref::new("proposals", id)));
        let said = |n: usize| entries[n].payload.clone().expect("kept");
        let named = said(0)["files"].as_array().expect("files").clone();
        assert_eq!((named.len(), &named[1]["name"]), (2, &json!("调研.pdf")));
        assert_eq!(named[1]["sha256"].as_str().map(str::len), Some(64));
        assert_eq!(said(1)["removed"], json!(["调研.pdf"]));
    }

    fn no_file_of_another_record_is_taken_away(app: &TestApp) {
        let (own, other) = (drafted(app), drafted(app));
        let theirs = kept(app, other)[0].1.clone();
        for wrong in [theirs.as_str(), "1"] {
            let page = edit(app, "wang", own, &[("remove", wrong)], 422).text();
            assert!(page.contains("所选的附件不在这件提案中"), "{page}");
        }
        assert_eq!((kept(app, own).len(), kept(app, other).len()), (2, 2));
        let bare = placed(app, State::Draft, |_| ());
        let form = app.person("wang").get(&format!("/proposals/{bare}/text")).expect(200).text();
        assert!(form.contains("name=\"attachments\"") && !form.contains("name=\"remove\""), "nothing to take away where nothing is");
    }

    fn a_file_that_is_not_taken_costs_no_word_of_the_text(app: &TestApp) {
        let on_disk = || Shelf::open(&app.home.folder().join("files")).and_then(|shelf| shelf.ids()).expect("readable");
        let post = |words: &[(&str, &str)], files: &[Upload]| app.person("wang").post_multipart("/proposals", words, files).expect(422).text();
        let page = post(&WORDS, &[("attachments", "管网图.pdf", MAP), ("attachments", "网页.pdf", b"<!doctype html><script>")]);
        assert!(page.contains("“网页.pdf”不能上传") && page.contains("老城区管网建于三十年前。"), "{page}");
        let after = [("attachments", "网页.pdf", &b"<!doctype html>"[..]), ("attachments", "管网图.pdf", MAP)];
        assert!(post(&WORDS, &after).contains("雨季积水，影响出行。"), "the words come before the files, or behind them");
        let untitled = post(&WORDS[1..], &[("attachments", "管网图.pdf", MAP)]);
        assert!(untitled.contains("附件还没有保存，请重新选择") && untitled.contains("老城区管网建于三十年前。"));
        let many = vec![("attachments", "管网图.pdf", MAP); 21];
        assert!(post(&WORDS, &many).contains("一次最多上传 20 个文件"));
        assert_eq!(on_disk(), []);
        let answer = app.token("wang").post_multipart("/api/v1/proposals", &WORDS, &after).expect(422).json();
        assert_eq!((&answer["fields"][0]["field"], &answer["fields"][0]["key"]), (&json!("attachments"), &json!("web.invalid.file-type")));
        app.person("handler").post_multipart("/proposals", &WORDS, &after).expect(403);
    }
}

#[test]
fn what_was_taken_away_again_counts_as_added() {
    let settings = web::Settings { quota: web::Quota { files: 2, bytes: 1 << 20 }, ..web::Settings::default() };
    let app = TestApp::with(Kind::Sqlite, vec![proposals::module()], settings);
    let id = drafted(&app);
    let files = kept(&app, id);
    edit(&app, "wang", id, &[("remove", &files[0].1), ("remove", &files[1].1)], 303);
    assert_eq!(kept(&app, id), []);
    let again = || app.person("wang").post_multipart("/proposals", &WORDS, &[("attachments", "管网图.pdf", MAP)]);
    let page = again().expect(422).text();
    assert!(page.contains("您已添加 2 个"), "{page}");
    app.clock().advance_days(31);
    app.home.write(|tx| kernel::files::purge(tx, tx.now().plus_days(-30)));
    again().expect(303);
}

#[test]
fn a_file_beyond_the_limit_is_named_with_the_limit() {
    let settings = web::Settings { max_file_bytes: 1 << 20, ..web::Settings::default() };
    let small = TestApp::with(Kind::Sqlite, vec![proposals::module()], settings);
    let large = [MAP, &vec![b' '; 2 << 20]].concat();
    let page = small.person("wang").post_multipart("/proposals", &WORDS, &[("attachments", "航拍.pdf", &large)]).expect(422).text();
    assert!(page.contains("“航拍.pdf”超过 1 MB") && page.contains("老城区管网建于三十年前。"), "{page}");
}
