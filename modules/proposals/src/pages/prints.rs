//! 打印件: the forms of an office, each with a QR code back to the record.

use directory::names;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use web::ui::{Cell, Column, Fact, Html, PrintBlock, PrintView, Row, Sheet};
use web::{Ask, Reply};

use super::{labels, list};
use crate::acts::drafting::attachments;
use crate::model::{Assignment, Proposal};
use crate::policy::READING_OFFICES;
use crate::workflow::rating;
use crate::{clocks, store};

/// Lines of a printed list.
const MOST: usize = 500;

/// What every sheet of one proposal has.
struct Paper {
    p: Proposal,
    head: String,
    foot: String,
    link: String,
}

impl Paper {
    fn of(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Paper> {
        let p = store::get(tx, who, ask.id)?;
        let head = directory::assemblies::get(tx, p.assembly)?.name;
        let link = format!("{}/proposals/{}", ask.public_url, p.id);
        Ok(Paper { head, foot: foot(tx, who, ask), link, p })
    }

    /// As [`Paper::of`], for those who read everything that was submitted.
    fn of_office(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Paper> {
        let paper = Paper::of(tx, who, ask)?;
        let office = who.units().is_empty() && who.holds_any(READING_OFFICES);
        if office { Ok(paper) } else { Err(Error::refused("workflow.not-yours")) }
    }

    fn sheet(&self, ask: &Ask, kind: &str, blocks: Vec<PrintBlock>) -> Sheet {
        let qr = documents::qr_svg(&self.link).map(|svg| (Html::drawing(svg), ask.t("proposals.paper.scan").to_owned()));
        Sheet {
            head: self.head.clone(),
            title: ask.t(&format!("proposals.print.{kind}")).to_owned(),
            number: labels::number(ask, self.p.case_no.as_deref(), self.p.receipt_no),
            qr,
            blocks,
            foot: self.foot.clone(),
        }
    }

    fn print(&self, ask: &Ask, kind: &str, sheets: Vec<Sheet>) -> Result<Reply> {
        let title = format!("{} {}", ask.t(&format!("proposals.print.{kind}")), self.p.title);
        Ok(Reply::Print(PrintView { locale: ask.locale.clone(), title, sheets, ..PrintView::default() }.render()))
    }

    /// Title, proposer, kind, session, category, days.
    fn facts(&self, tx: &mut Tx, ask: &Ask) -> Result<PrintBlock> {
        let p = &self.p;
        let session = directory::sessions::get(tx, p.session)?;
        let category = store::category(tx, p)?.map(|(zh, en)| labels::in_language(ask, &zh, &en)).unwrap_or_default();
        let submitted = p.submitted_at.map(|t| ask.locale.day(t.day(), ask.today)).unwrap_or_default();
        let kind = format!("{} · {}", labels::word(ask, "word.kind", p.kind), labels::word(ask, "word.period", p.period));
        Ok(PrintBlock::Facts(vec![
            Fact::new(ask.t("proposals.column.title"), Cell::strong(p.title.as_str())),
            Fact::new(ask.t("proposals.column.proposer"), p.proposer.as_str()),
            Fact::new(ask.t("proposals.fact.kind"), kind),
            Fact::new(ask.t("proposals.filter.session"), list::session_name(ask, &session)),
            Fact::new(ask.t("proposals.column.category"), category),
            Fact::new(ask.t("proposals.fact.submitted"), Cell::Day(submitted)),
        ]))
    }
}

fn foot(tx: &mut Tx, who: &Actor, ask: &Ask) -> String {
    let moment = ask.locale.moment(tx.now().0, ask.today);
    ask.locale.f("proposals.paper.foot", &[("who", who.name.as_str()), ("at", moment.as_str())])
}

fn boxed(title: &str, text: impl Into<String>, min_lines: u8) -> PrintBlock {
    PrintBlock::Box { title: title.to_owned(), text: text.into(), min_lines }
}

fn signatures(ask: &Ask, keys: &[&str]) -> PrintBlock {
    PrintBlock::Signatures(keys.iter().map(|key| ask.t(key).to_owned()).collect())
}

/// 提案表: the proposal as it was handed in.
pub fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let paper = Paper::of(tx, who, ask)?;
    let signers = store::invitations::accepted(tx, paper.p.id)?;
    let people = names::persons(tx, &signers)?;
    let signers: Vec<&str> = signers.iter().filter_map(|id| people.get(id)).map(String::as_str).collect();
    let mut blocks = vec![paper.facts(tx, ask)?];
    if !signers.is_empty() {
        blocks.push(boxed(ask.t("proposals.section.co-signers"), signers.join("、"), 2));
    }
    blocks.extend([
        boxed(ask.t("proposals.section.background"), paper.p.background.as_str(), 3),
        boxed(ask.t("proposals.section.analysis"), paper.p.analysis.as_str(), 3),
        PrintBlock::Numbered { title: ask.t("proposals.section.suggestions").to_owned(), items: paper.p.suggestions.clone() },
    ]);
    let attached: Vec<String> = attachments::of(tx, &paper.p)?.into_iter().map(|file| file.name).collect();
    if !attached.is_empty() {
        blocks.push(PrintBlock::Numbered { title: ask.t("proposals.field.attachments").to_owned(), items: attached });
    }
    blocks.push(signatures(ask, &["proposals.paper.proposer"]));
    let sheet = paper.sheet(ask, "form", blocks);
    paper.print(ask, "form", vec![sheet])
}

/// 审查表: two reviewers and the committee.
pub fn review(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let paper = Paper::of_office(tx, who, ask)?;
    let rules = store::rules_of(tx, &paper.p)?;
    let p = &paper.p;
    let ids: Vec<Id> = [p.first_reviewer, p.second_reviewer].into_iter().flatten().collect();
    let people = names::persons(tx, &ids)?;
    let name = |id: Option<Id>| id.and_then(|id| people.get(&id)).cloned().unwrap_or_default();
    let opinion = |label: &crate::rules::Coded, who: Option<Id>| {
        ask.locale.f("proposals.paper.opinion", &[("step", labels::coded(ask, label)), ("who", name(who))])
    };
    let recommended = p.recommended.map(|r| labels::word(ask, "word.recommendation", r)).unwrap_or_default();
    let first = [recommended, p.review_note.clone().unwrap_or_default()].join("\n");
    let reason = p.reason_code.as_deref().and_then(|c| rules.reason(c)).map(|r| labels::coded(ask, r)).unwrap_or_default();
    let second = [reason, p.decision_note.clone().unwrap_or_default()].join("\n");
    let blocks = vec![
        paper.facts(tx, ask)?,
        PrintBlock::Numbered { title: ask.t("proposals.section.suggestions").to_owned(), items: p.suggestions.clone() },
        boxed(&opinion(&rules.first_review_label, p.first_reviewer), first.trim(), 4),
        boxed(&opinion(&rules.second_review_label, p.second_reviewer), second.trim(), 4),
        boxed(ask.t("proposals.paper.committee"), "", 4),
        signatures(ask, &["proposal.role.first_reviewer", "proposal.role.second_reviewer", "proposal.role.committee_head"]),
    ];
    let sheet = paper.sheet(ask, "review", blocks);
    paper.print(ask, "review", vec![sheet])
}

/// 征询意见表: one for each signer, to be ticked by hand. A signer prints his own.
pub fn rating(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let paper = Paper::of(tx, who, ask)?;
    let rules = store::rules_of(tx, &paper.p)?;
    let office = who.units().is_empty() && who.holds_any(READING_OFFICES);
    let ratings = store::feedback::ratings(tx, paper.p.id, paper.p.round)?;
    let asked = ratings.into_iter().filter(|r| r.person == who.person || office && r.state == rating::State::Asked);
    let asked: Vec<_> = asked.collect();
    if asked.is_empty() {
        return Err(Error::conflict("proposals.rating.nobody-asked"));
    }
    let people = names::persons(tx, &asked.iter().map(|r| r.person).collect::<Vec<_>>())?;
    let choices: Vec<String> = rules.ratings.iter().map(|v| format!("☐ {}", labels::in_language(ask, &v.label, &v.label_en))).collect();
    let choices = choices.join("　　");
    let facts = paper.facts(tx, ask)?;
    let replies = store::replies::of(tx, paper.p.id)?;
    let sent: Vec<_> = replies.into_iter().filter(|r| r.sent_at.is_some() && r.revoked_at.is_none()).collect();
    let units = names::units(tx, &sent.iter().map(|r| r.unit).collect::<Vec<_>>())?;
    let units: Vec<&str> = sent.iter().filter_map(|r| units.get(&r.unit)).map(String::as_str).collect();
    let sheet = |r: &crate::model::Rating| {
        let signer = people.get(&r.person).cloned().unwrap_or_default();
        let blocks = vec![
            facts.clone(),
            PrintBlock::Facts(vec![
                Fact::new(ask.t("proposals.field.signer"), signer),
                Fact::new(ask.t("proposals.paper.return-by"), Cell::Day(ask.locale.day(r.due, ask.today))),
            ]),
            boxed(ask.t("proposals.paper.units"), units.join("、"), 2),
            boxed(ask.t("proposals.field.rating-work"), choices.as_str(), 2),
            boxed(ask.t("proposals.field.rating-result"), choices.as_str(), 2),
            boxed(ask.t("proposals.paper.comment"), "", 8),
            PrintBlock::Text(ask.t("proposals.paper.rating-note").to_owned()),
            signatures(ask, &["proposals.field.signer"]),
        ];
        paper.sheet(ask, "rating", blocks)
    };
    let sheets = asked.iter().map(sheet).collect();
    paper.print(ask, "rating", sheets)
}

/// 督办函: a letter to each unit that has not answered.
pub fn urging(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let paper = Paper::of_office(tx, who, ask)?;
    let calendar = clocks::calendar(tx, paper.p.assembly)?;
    let open = |a: &Assignment| a.runs() && !crate::workflow::assignment::PROCESS.is_final(a.state.get());
    let parts: Vec<Assignment> = store::assignments::of(tx, paper.p.id)?.into_iter().filter(open).collect();
    if parts.is_empty() {
        return Err(Error::conflict("proposals.paper.nobody-to-urge"));
    }
    let units = names::units(tx, &parts.iter().map(|a| a.unit).collect::<Vec<_>>())?;
    let facts = paper.facts(tx, ask)?;
    let sheet = |a: &Assignment| {
        let unit = units.get(&a.unit).cloned().unwrap_or_default();
        let due = a.reply_due.or(a.due);
        let left = due.map_or(0, |day| calendar.working_days_between(ask.today, day));
        let key = if left < 0 { "proposals.paper.urge-late" } else { "proposals.paper.urge" };
        let number = labels::number(ask, paper.p.case_no.as_deref(), paper.p.receipt_no);
        let args = [
            ("unit", unit),
            ("number", number),
            ("title", paper.p.title.clone()),
            ("day", due.map(|d| ask.locale.day(d, ask.today)).unwrap_or_default()),
            ("n", ask.locale.number(left.abs())),
            ("state", labels::word(ask, "assignment.state", a.state.get())),
        ];
        let text = ask.locale.f(key, &args);
        let blocks = vec![
            PrintBlock::Text(text),
            facts.clone(),
            boxed(ask.t("proposals.paper.receipt"), "", 4),
            signatures(ask, &["proposals.paper.office-seal"]),
        ];
        paper.sheet(ask, "urging", blocks)
    };
    let sheets = parts.iter().map(sheet).collect();
    paper.print(ask, "urging", sheets)
}

/// 领导阅批单: what it is about, what the office advises, and room for the leader's words.
pub fn memo(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let paper = Paper::of_office(tx, who, ask)?;
    let blocks = vec![
        paper.facts(tx, ask)?,
        PrintBlock::Numbered { title: ask.t("proposals.section.suggestions").to_owned(), items: paper.p.suggestions.clone() },
        boxed(ask.t("proposals.paper.advice"), "", 4),
        boxed(ask.t("proposals.paper.instruction"), "", 8),
        boxed(ask.t("proposals.paper.carried-out"), "", 3),
        signatures(ask, &["proposals.paper.leader"]),
    ];
    let sheet = paper.sheet(ask, "memo", blocks);
    paper.print(ask, "memo", vec![sheet])
}

/// `GET /proposals/print`: chosen ones by `ids`, else what the filters of the list select, at most 500.
pub fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let ids: Vec<Id> = ask.all("ids").flat_map(|v| v.split(',')).filter_map(|v| v.trim().parse().ok()).take(MOST).collect();
    let mut rows = Vec::new();
    if ids.is_empty() {
        let filter = list::filter(who, ask)?;
        let lines = store::list::page(tx, who, &filter, None, MOST)?;
        for line in lines.iter().take(MOST) {
            rows.push(store::get(tx, who, line.id)?);
        }
    } else {
        for id in ids {
            rows.push(store::get(tx, who, id)?);
        }
    }
    let calendar = clocks::calendar(tx, who.assembly)?;
    let mut lines = Vec::new();
    for (place, p) in rows.iter().enumerate() {
        let parts: Vec<Assignment> = store::assignments::of(tx, p.id)?.into_iter().filter(Assignment::runs).collect();
        let units = names::units(tx, &parts.iter().map(|a| a.unit).collect::<Vec<_>>())?;
        let units: Vec<&str> = parts.iter().filter_map(|a| units.get(&a.unit)).map(String::as_str).collect();
        let cells = vec![
            Cell::Number((place + 1).to_string()),
            Cell::Number(labels::number(ask, p.case_no.as_deref(), p.receipt_no)),
            Cell::strong(p.title.as_str()),
            Cell::text(p.proposer.as_str()),
            Cell::text(units.join("、")),
            Cell::Chip(labels::state(ask, p.state.get())),
            p.due.map_or(Cell::text(""), |day| Cell::Clock(labels::clock(ask, &calendar, day))),
        ];
        lines.push(Row::new(p.id, cells));
    }
    let columns = [
        "proposals.paper.place",
        "proposals.column.number",
        "proposals.column.title",
        "proposals.column.proposer",
        "proposals.section.units",
        "proposals.column.state",
        "proposals.column.due",
    ];
    let columns = columns.iter().map(|key| Column::new(ask.t(key))).collect();
    let query: Vec<String> = ask.query.iter().map(|(n, v)| format!("{n}={}", list::encoded(v))).collect();
    let link = format!("{}/proposals?{}", ask.public_url, query.join("&"));
    let qr = documents::qr_svg(&link).filter(|_| ask.get("ids").is_none());
    let sheet = Sheet {
        head: directory::assemblies::get(tx, who.assembly)?.name,
        title: ask.t("proposals.paper.list").to_owned(),
        number: ask.locale.count("proposals.total", lines.len()),
        qr: qr.map(|svg| (Html::drawing(svg), ask.t("proposals.paper.scan").to_owned())),
        blocks: vec![PrintBlock::Table { columns, rows: lines }],
        foot: foot(tx, who, ask),
    };
    let title = ask.t("proposals.paper.list").to_owned();
    Ok(Reply::Print(PrintView { locale: ask.locale.clone(), title, sheets: vec![sheet], landscape: true, ..PrintView::default() }.render()))
}
