//! Tables in and out: every format, broken rows, repeats, past years, and the real file where it is at hand.

use documents::{Csv, Limits, Table, write_csv, write_jsonl, write_xlsx};
use kernel::{Actor, Id};
use proposals::model::Proposal;
use proposals::workflow::State;
use proposals::workflow::words::{Kind, Period};
use proposals::{export, import, store};
use testkit::{TestApp, both_dbs};
use web::module::{ImportFile, Imported, Progress};

use crate::common::{handed_in, town};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");

const HEADER: &str = "序号,案号,案由,提案人,类别,年度,正文,备注\n";
const ROWS: &str = "1,0001,关于修缮石桥的提案,王静好,城乡建设,2026,背景情况：石桥老旧。问题分析：桥面开裂。具体建议：1.检测。2.修缮。,甲
2,0003,关于清理河道的提案,李思远等3人,生态环境,2026,背景情况：河道淤积。问题分析：水流不畅。具体建议：一、清淤。二、管护。,\"含,逗号\"
3,0010,关于扶持老字号的提案,民建清川市委会,工商,2026,整段文字，没有小标题。,
";

fn csv() -> Vec<u8> {
    format!("{HEADER}{ROWS}").into_bytes()
}

fn read(name: &str, bytes: &[u8]) -> Table {
    documents::read(name, bytes, &Limits::default()).expect("a table")
}

fn bring(app: &TestApp, assembly: Id, table: &Table, session: Option<i64>, dry_run: bool) -> Imported {
    let file = ImportFile { table: table.clone(), map: Vec::new(), session, dry_run, progress: Progress::default() };
    app.home.write(move |tx| import::run(tx, &Actor::system(assembly), &file))
}

fn brought(app: &TestApp, table: &Table) -> Imported {
    let imported = bring(app, app.town.assembly, table, None, false);
    assert!(imported.rejected.is_empty(), "{:?}", imported.rejected);
    imported
}

fn exported(app: &TestApp, assembly: Id) -> Table {
    app.home.read(move |tx| export::run(tx, &Actor::system(assembly)))
}

fn all(app: &TestApp) -> Vec<Proposal> {
    let assembly = app.town.assembly;
    app.home.read(move |tx| store::sources::handed_in(tx, assembly))
}

fn counts(imported: &Imported) -> (usize, usize, usize) {
    (imported.created, imported.updated, imported.rejected.len())
}

fn bytes(table: &Table) -> Vec<u8> {
    write_csv(table, Csv::default())
}

both_dbs! { town =>
    fn proposers_parts_and_numbers_are_understood(home: &TestApp) {
        let imported = brought(home, &read("提案.csv", &csv()));
        assert_eq!((imported.rows, counts(&imported)), (3, (3, 0, 0)));
        let all = all(home);
        assert_eq!(all.iter().map(|p| p.case_no.as_deref()).collect::<Vec<_>>(), [Some("0001"), Some("0003"), Some("0010")]);
        assert_eq!(all.iter().map(|p| p.kind).collect::<Vec<_>>(), [Kind::Individual, Kind::Joint, Kind::Collective]);
        assert!(all.iter().all(|p| p.state == State::Filed && p.imported_at.is_some() && p.session == home.town.session));
        assert_eq!((all[0].first_signer, all[1].first_signer), (home.town.person("wang"), home.town.person("li")));
        assert_eq!((all[2].body, all[2].first_signer), (Some(home.town.body), Id(0)));
        assert_eq!((all[0].background.as_str(), all[0].suggestions.len()), ("石桥老旧。", 2));
        assert_eq!(all[1].proposer, "李思远等3人");
        assert!(all[0].source_text.as_deref().is_some_and(|t| t.starts_with("背景情况：石桥")));
        assert_eq!(home.journalled("proposals", all[0].id), ["proposal.imported"]);
    }

    fn the_next_number_follows_the_highest(home: &TestApp) {
        brought(home, &read("提案.csv", &csv()));
        let (assembly, session) = (home.town.assembly, home.town.session);
        assert_eq!(home.home.write(move |tx| store::numbers::reserve(tx, assembly, session, 1)), 11);
    }

    fn every_format_gives_the_same_and_goes_out_as_it_came(home: &TestApp) {
        let table = read("提案.csv", &csv());
        let gb = {
            let text = format!("{HEADER}{ROWS}");
            let (encoded, _, lossy) = encoding_rs::GB18030.encode(&text);
            assert!(!lossy);
            encoded.into_owned()
        };
        let json = serde_json::Value::Array(
            table.rows.iter().map(|row| table.columns.iter().cloned().zip(row.cells.iter().cloned().map(Into::into)).collect::<serde_json::Map<_, _>>().into()).collect(),
        );
        let files = [
            ("a.csv", gb),
            ("a.xlsx", write_xlsx(&table, "提案").expect("writable")),
            ("a.jsonl", write_jsonl(&table)),
            ("a.json", json.to_string().into_bytes()),
        ];
        for (name, content) in files {
            let read = read(name, &content);
            assert_eq!(bytes(&read), bytes(&table), "{name}");
        }
        brought(home, &table);
        assert_eq!(bytes(&exported(home, home.town.assembly)), bytes(&table));
    }

    fn the_same_file_twice_changes_nothing(home: &TestApp) {
        let table = read("提案.csv", &csv());
        brought(home, &table);
        let before = home.fingerprint(&[]);
        assert_eq!(counts(&brought(home, &table)), (0, 0, 0));
        assert_eq!(home.fingerprint(&[]), before);
        let mut changed = table.clone();
        changed.rows[0].cells[2] = "关于修缮和保护石桥的提案".into();
        assert_eq!(counts(&brought(home, &changed)), (0, 1, 0));
        let first = &all(home)[0];
        assert_eq!((first.title.as_str(), first.version, first.background.as_str()), ("关于修缮和保护石桥的提案", 2, "石桥老旧。"));
        assert_eq!(bytes(&exported(home, home.town.assembly)), bytes(&changed));
    }

    fn errors_name_row_and_column_and_change_nothing(home: &TestApp) {
        let text = "案号,案由,提案人,年度,状态,提交时间\n0001,甲,张三,2026,立案,2026-03-01\n0001,,李四,二零,没有的,昨天\n0002,乙,王五,2026,,2026-02-30\n0001,丙,赵六,2026,,\n0005,丁,钱七,2026,办理中,\n";
        let table = read("a.csv", text.as_bytes());
        let before = home.fingerprint(&[]);
        let imported = bring(home, home.town.assembly, &table, None, false);
        let named: Vec<(usize, &str)> = imported.rejected.iter().map(|r| (r.row, r.column.as_str())).collect();
        assert_eq!(named, [(3, "案由"), (3, "年度"), (3, "状态"), (3, "提交时间"), (4, "提交时间"), (5, "案号"), (6, "unit")]);
        assert_eq!(imported.rejected[0].reason, "不能为空");
        assert_eq!(imported.rejected[5].reason, "与第 2 行重复");
        assert_eq!((imported.created, home.fingerprint(&[])), (0, before));
        let headless = bring(home, home.town.assembly, &read("b.csv", "案号,标题\n1,甲\n".as_bytes()), None, false);
        assert_eq!((headless.rejected[0].row, headless.rejected[0].reason.as_str()), (1, "缺少“提案者”列"));
    }

    fn a_dry_run_counts_and_writes_nothing(home: &TestApp) {
        let before = home.fingerprint(&[]);
        assert_eq!(counts(&bring(home, home.town.assembly, &read("提案.csv", &csv()), None, true)), (3, 0, 0));
        assert_eq!(home.fingerprint(&[]), before);
    }

    fn past_years_come_in_with_their_ends_and_wait_for_nobody(home: &TestApp) {
        let text = "案号,案由,提案人,状态,承办单位,办理结果,提交时间\n12,甲事,王静好,办结,清川市水务局,A,2019-01-20\n13,乙事,王静好,不予立案,,,2019-01-21\n14,丙事,无此人,已办结,早已撤并的单位,,2019-06-01\n";
        let imported = bring(home, home.town.assembly, &read("2019.csv", text.as_bytes()), Some(2019), false);
        assert_eq!(counts(&imported), (3, 0, 0), "{:?}", imported.rejected);
        let all = all(home);
        assert_eq!(all.iter().map(|p| p.state.get()).collect::<Vec<_>>(), [State::Closed, State::NotFiled, State::Closed]);
        assert_eq!(all.iter().map(|p| p.period).collect::<Vec<_>>(), [Period::Plenary, Period::Plenary, Period::InterSession]);
        assert!(all.iter().all(|p| p.due.is_none()));
        let session = all[0].session;
        let session = home.home.read(move |tx| directory::sessions::get(tx, session));
        assert_eq!((session.year, session.term_ordinal, session.ordinal), (2019, 9, 3));
        let (first, third) = (all[0].id, all[2].id);
        let parts = home.home.read(move |tx| Ok((store::assignments::of(tx, first)?, store::assignments::of(tx, third)?)));
        assert_eq!((parts.0.len(), parts.0[0].unit, parts.1.len()), (1, home.town.units["water"], 0));
        let jobs = home.home.read(|tx| tx.scalar("SELECT COUNT(*) FROM job", &[]));
        assert_eq!(jobs, 0);
        assert_eq!(bytes(&exported(home, home.town.assembly)), bytes(&read("2019.csv", text.as_bytes())));
    }

    fn a_row_without_a_day_counts_in_the_year_of_its_session(home: &TestApp) {
        let text = "案号,案由,提案人,状态\n1,甲事,王静好,办结\n2,乙事,王静好,立案\n";
        bring(home, home.town.assembly, &read("2019.csv", text.as_bytes()), Some(2019), false);
        let assembly = home.town.assembly;
        let received = |year: i16| {
            let (from, to) = (jiff::civil::date(year, 1, 1), jiff::civil::date(year, 12, 31));
            home.home.read(move |tx| proposals::stats::proposals(tx, assembly, from, to, to)).get("received")
        };
        assert_eq!((received(2019), received(testkit::START.day().year())), (2, 0));
    }

    fn what_was_closed_keeps_its_day(home: &TestApp) {
        let text = "案号,案由,提案人,状态,提交时间,办结时间\n1,甲事,王静好,办结,2019-01-20,2019-08-30\n2,乙事,王静好,立案,2019-01-20,2019-08-30\n";
        brought(home, &read("a.csv", text.as_bytes()));
        let closed: Vec<Option<String>> = all(home).iter().map(|p| p.closed_at.map(|at| at.day().to_string())).collect();
        assert_eq!(closed, [Some("2019-08-30".to_owned()), None], "only what is closed");
        let early = text.replace("2019-08-30", "2018-08-30").replace("甲", "丙").replace("\n1", "\n7").replace("\n2", "\n8");
        let imported = bring(home, home.town.assembly, &read("b.csv", early.as_bytes()), None, true);
        assert_eq!(imported.rejected[0].reason, "办结时间早于提交时间");
    }

    fn born_here_they_go_out_come_in_elsewhere_and_go_out_the_same(home: &TestApp) {
        handed_in(home);
        brought(home, &read("提案.csv", &csv()));
        handed_in(home);
        let first = exported(home, home.town.assembly);
        assert_eq!(first.rows.len(), 5);
        assert!(first.column("备注").is_some() && first.column("正文").is_some());
        assert_eq!(counts(&brought(home, &first)), (0, 0, 0));
        let imported = bring(home, home.town.neighbour, &first, None, false);
        assert_eq!(counts(&imported), (5, 0, 0), "{:?}", imported.rejected);
        assert_eq!(bytes(&exported(home, home.town.neighbour)), bytes(&first));
        assert_eq!(counts(&bring(home, home.town.neighbour, &first, None, false)), (0, 0, 0));
    }

    fn what_moved_on_is_exported_as_it_stands(home: &TestApp) {
        brought(home, &read("a.csv", "案号,案由,提案人,状态\n1,甲事,王静好,立案\n2,乙事,王静好,立案\n".as_bytes()));
        let id = all(home)[0].id;
        home.home.write(move |tx| {
            let mut p = store::get_unscoped(tx, id)?;
            p.state = kernel::workflow::At::decode("closed").expect("a state");
            store::save(tx, &mut p)
        });
        let table = exported(home, home.town.assembly);
        assert_eq!(table.columns, ["案号", "案由", "提案人", "状态"]);
        assert_eq!((table.rows[0].cells[3].as_str(), table.rows[1].cells[3].as_str()), ("closed", "立案"));
    }

    fn the_real_file_comes_in_whole_and_goes_out_equal(home: &TestApp) {
        let folders = std::fs::read_dir(FOLDER).into_iter().flatten().flatten();
        let Some(file) = folders.map(|folder| folder.path().join("proposals.csv")).find(|file| file.exists()) else {
            println!("skipped: no file of real proposals is here");
            return;
        };
        let content = std::fs::read(file).expect("readable");
        let table = read("proposals.csv", &content);
        let imported = brought(home, &table);
        assert_eq!(counts(&imported), (122, 0, 0));
        let all = all(home);
        let of = |kind: Kind| all.iter().filter(|p| p.kind == kind).count();
        println!("{} individual, {} joint, {} collective", of(Kind::Individual), of(Kind::Joint), of(Kind::Collective));
        assert!(of(Kind::Individual) > 0 && of(Kind::Joint) > 0 && of(Kind::Collective) > 0);
        assert!(all.iter().all(|p| p.state == State::Filed && p.category.is_some() && p.case_no.as_deref().is_some_and(|n| n.len() == 4)));
        let split = all.iter().filter(|p| !p.background.is_empty() && !p.analysis.is_empty() && !p.suggestions.is_empty()).count();
        assert!(split * 100 >= 122 * 95, "{split} of 122 have three parts");
        let plain = Csv { bom: false, ..Csv::default() };
        let out = write_csv(&exported(home, home.town.assembly), plain);
        assert!(out == content, "the bytes that came in go out");
        assert_eq!(counts(&brought(home, &table)), (0, 0, 0));
    }
}

/// Ten thousand rows in one go; `cargo test --release -- --ignored --nocapture ten_thousand` prints how long it took.
fn ten_thousand(kind: testkit::Kind) {
    let home = town(kind);
    let mut text = HEADER.to_owned();
    let body = "背景情况：这里的路面已经使用多年，居民反映较多。问题分析：排水不畅，坑洼较多，雨天积水。具体建议：1.全面检测路面。2.分段修缮。3.明确管护单位。".repeat(4);
    for n in 1..=10_000 {
        text.push_str(&format!("{n},{n:05},关于修缮第{n}号道路的提案,王静好等{}人,城乡建设,2026,{body},\n", n % 9 + 2));
    }
    let table = read("a.csv", text.as_bytes());
    let started = std::time::Instant::now();
    assert_eq!(counts(&brought(&home, &table)), (10_000, 0, 0));
    let first = started.elapsed();
    assert_eq!(counts(&brought(&home, &table)), (0, 0, 0));
    println!("{kind:?}: 10,000 rows in {first:?}, again in {:?}", started.elapsed() - first);
    let before = std::time::Instant::now();
    assert!(bytes(&exported(&home, home.town.assembly)) == bytes(&table));
    println!("{kind:?}: exported in {:?}", before.elapsed());
}

#[test]
#[ignore = "a measurement"]
fn ten_thousand_rows_on_sqlite() {
    ten_thousand(testkit::Kind::Sqlite);
}

#[test]
#[ignore = "a measurement"]
fn ten_thousand_rows_on_postgres() {
    ten_thousand(testkit::Kind::Postgres);
}
