//! Past years come in on the page: handed in, looked at, columns chosen, imported, or given back with the bad cells marked.

use documents::{Limits, Table};
use kernel::Id;
use testkit::{Answer, Client, TestApp, both_dbs};

use crate::common::town;

fn handed_in(client: &Client, file: &str) -> Answer {
    client.post_multipart("/proposals/import", &[], &[("file", "a.csv", file.as_bytes())])
}

fn count(app: &TestApp) -> i64 {
    app.home.read(|tx| tx.scalar("SELECT COUNT(*) FROM proposal", &[]))
}

both_dbs! { town =>
    fn a_good_file_is_looked_at_and_then_imported_once(app: &TestApp) {
        let office = app.person("office");
        let path = handed_in(&office, "案号,案由,提案人,备注\n1,关于修缮石桥的提案,王静好,甲\n").expect(303).location();
        let page = office.get(&path).expect(200).text();
        assert!(page.contains("检查通过") && page.contains("不导入"), "{page}");
        assert_eq!(count(app), 0, "nothing yet");
        office.post(&format!("{path}/run"), &[]).expect(303);
        assert_eq!(count(app), 1);
        office.post(&format!("{path}/run"), &[]).expect(409);
        office.post(&format!("{path}/columns"), &[]).expect(409);
        app.person("head").get(&path).expect(403);
        app.person("office").get(&format!("/proposals/imports/{}", Id(1))).expect(404);
    }

    fn a_bad_file_comes_back_with_the_cells_marked(app: &TestApp) {
        let office = app.person("office");
        let path = handed_in(&office, "案号,案由,提案人,状态\n1,,王静好,立案\n2,乙事,李思远,没有的\n").expect(303).location();
        let page = office.get(&path).expect(200).text();
        assert!(page.contains("不能为空") && page.contains("没有“没有的”这个状态"), "{page}");
        office.post(&format!("{path}/run"), &[]).expect(409);
        assert_eq!(count(app), 0);
        let file = office.get(&format!("{path}/marked")).expect(200);
        let marked: Table = documents::read("marked.xlsx", &file.bytes, &Limits::default()).expect("a table");
        assert_eq!((marked.columns.len(), marked.rows[1].cells[1].as_str()), (5, "乙事"));
        let reasons: Vec<&str> = marked.rows.iter().filter_map(|row| row.cells.last()).map(String::as_str).collect();
        assert!(reasons[0].contains("B2") && reasons[1].contains("D3"), "{reasons:?}");
    }

    fn a_column_that_the_header_does_not_tell_is_chosen(app: &TestApp) {
        let office = app.person("office");
        let path = handed_in(&office, "甲栏,乙栏,状态\n关于清理河道的提案,王静好,乱写\n").expect(303).location();
        assert!(office.get(&path).text().contains("缺少“案由”列"));
        office.get(&format!("{path}/columns")).expect(200);
        office.post(&format!("{path}/columns"), &[("title", "甲栏"), ("proposer", "甲栏")]).expect(422);
        office.post(&format!("{path}/columns"), &[("title", "没有的栏")]).expect(422);
        office.post(&format!("{path}/columns"), &[("title", "甲栏"), ("proposer", "乙栏"), ("state", "")]).expect(303);
        assert!(office.get(&path).text().contains("检查通过"), "the column of states is left out");
        office.post(&format!("{path}/run"), &[]).expect(303);
        assert_eq!(count(app), 1);
    }
}
