//! 导入导出: all or nothing, every fault by row and column.

use documents::{Limits, Table};
use testkit::{Client, TestApp, both_dbs};

use crate::home::asvs;

fn upload(client: &Client, kind: &str, file: &str) -> testkit::Answer {
    client.post_multipart("/imports", &[("kind", kind)], &[("file", "names.csv", file.as_bytes())])
}

fn count(home: &TestApp, sql: &'static str) -> i64 {
    home.home.read(move |tx| tx.scalar(sql, &[]))
}

both_dbs! { asvs =>
    fn people_come_in_and_go_out_in_the_same_columns(home: &TestApp) {
        let organiser = home.person("organiser");
        organiser.get("/imports/new?kind=people").expect(200);
        let file = "姓名,英文名,单位,职务,界别,届,手机,角色,承办单位\n\
                    钟离月,Zhongli Yue,青石小学,校长,工商联,10,13911112222,,\n\
                    司空见,Sikong Jian,市水务局,科长,,,,承办单位联络员,市水务局\n";
        let before = count(home, "SELECT COUNT(*) FROM person");
        let shown = upload(&organiser, "people", file).expect(303);
        let path = shown.location();
        let page = organiser.get(&path).expect(200).text();
        assert!(page.contains("检查通过") && page.contains("钟离月"), "{page}");
        assert_eq!(count(home, "SELECT COUNT(*) FROM person"), before, "nothing yet");
        organiser.post(&format!("{path}/run"), &[]).expect(303);
        organiser.post(&format!("{path}/run"), &[]).expect(409);
        assert_eq!(count(home, "SELECT COUNT(*) FROM person"), before + 2);
        assert_eq!(count(home, "SELECT COUNT(*) FROM role_grant WHERE approved_at IS NULL"), 1, "waits for the security administrator");
        let again = upload(&organiser, "people", file).expect(303).location();
        organiser.post(&format!("{again}/run"), &[]).expect(303);
        assert_eq!(count(home, "SELECT COUNT(*) FROM person"), before + 2, "twice the same file creates nothing twice");
        assert_eq!(count(home, "SELECT COUNT(*) FROM role_grant WHERE approved_at IS NULL"), 1);
        let out = organiser.get("/exports/people.csv").expect(200).text();
        assert!(out.contains("钟离月") && !out.contains("13911112222"), "{out}");
        assert_eq!(organiser.get("/exports/people.csv").text(), out);
        let table = documents::read("people.xlsx", &organiser.get("/exports/people.xlsx").expect(200).bytes, &Limits::default()).unwrap();
        assert_eq!(table.columns[0], "姓名");
    }

    fn a_bad_file_changes_nothing_and_names_every_cell(home: &TestApp) {
        let organiser = home.person("organiser");
        let file = "姓名,登录名,界别,角色,承办单位\n甲乙丙,,工商联,,\n,new-login,没有的界别,司库,没有的局\n丁戊己,,,承办人,\n甲乙丙,,,,\n";
        let before = home.fingerprint(&["uploaded_table", "journal", "file", "idempotency", "sign_in"]);
        let path = upload(&organiser, "people", file).expect(303).location();
        let page = organiser.get(&path).expect(200).text();
        for words in ["请填写这一项", "新账号由系统管理员开设", "本届没有这个界别", "没有这个角色", "没有这个承办单位", "这个角色要选承办单位", "与前面的行重复"] {
            assert!(page.contains(words), "{words}");
        }
        organiser.post(&format!("{path}/run"), &[]).expect(409);
        assert_eq!(home.fingerprint(&["uploaded_table", "journal", "file", "idempotency", "sign_in"]), before);
        let marked = organiser.get(&format!("{path}/marked")).expect(200);
        let table: Table = documents::read("marked.xlsx", &marked.bytes, &Limits::default()).unwrap();
        assert!(table.rows[1].cells.last().unwrap().contains("C3"), "{table:?}");
        home.person("security").get(&path).expect(403);
        home.person("system").get(&path).expect(404);
        assert!(upload(&organiser, "people", "只有一列\n1\n").status.is_redirection());
        upload(&organiser, "people", "").expect(422);
    }

    fn the_system_administrator_imports_accounts(home: &TestApp) {
        let system = home.person("system");
        let file = "Name,Login,Role\n郎中令,lang,审查员\n".replace("审查员", "提案审查员");
        let path = upload(&system, "people", &file).expect(303).location();
        system.post(&format!("{path}/run"), &[]).expect(303);
        assert_eq!(count(home, "SELECT COUNT(*) FROM account WHERE login = 'lang' AND state = 'pending'"), 1);
        upload(&system, "units", "代码,名称\na,甲局\n").expect(403);
    }

    fn units_are_known_again_by_their_code(home: &TestApp) {
        let organiser = home.person("organiser");
        let file = "代码,名称,简称,类别,电话\nwater,清川市水利局,市水利局,政府系统,0100\npark,清川市园林局,,Government,0200\n";
        let path = upload(&organiser, "units", file).expect(303).location();
        assert!(organiser.get(&path).text().contains("检查通过"));
        organiser.post(&format!("{path}/run"), &[]).expect(303);
        let page = organiser.get(&format!("/units/{}", home.town.units["water"])).expect(200).text();
        assert!(page.contains("清川市水利局") && page.contains("清川市水务局（至"));
        organiser.get("/imports/units.xlsx").expect(200);
        organiser.get("/imports/people.xlsx").expect(200);
        organiser.get("/exports/units.xlsx").expect(200);
        let bad = upload(&organiser, "units", "代码,名称,类别\nx,甲局,火星\n").expect(303).location();
        assert!(organiser.get(&bad).text().contains("没有这个类别"));
    }
}
