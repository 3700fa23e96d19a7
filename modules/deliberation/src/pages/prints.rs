//! 打印件: the poster with the code to scan, and slips with the statements to be crossed by hand.

use kernel::db::Tx;
use kernel::{Actor, Error, Result};
use web::ui::{Cell, Column, Html, PrintBlock, PrintView, Row, Sheet};
use web::{Ask, Reply};

use super::labels;
use crate::acts::{Case, case};
use crate::workflow::words::Choice;
use crate::workflow::{SHOWN, statement};
use crate::{policy, store};

fn printed(ask: &Ask, title: &str, sheets: Vec<Sheet>) -> Result<Reply> {
    Ok(Reply::Print(PrintView { locale: ask.locale.clone(), title: title.to_owned(), sheets, ..PrintView::default() }.render()))
}

fn organised(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Case> {
    let case = case(tx, who, ask.id)?;
    let may = who.holds_any(policy::READING_OFFICES) && who.assembly == case.d.assembly && SHOWN.contains(&case.d.state.get());
    if may { Ok(case) } else { Err(Error::NotFound) }
}

fn qr(ask: &Ask, path: &str) -> Option<(Html, String)> {
    documents::qr_svg(&format!("{}{path}", ask.public_url)).map(|svg| (Html::drawing(svg), ask.t("deliberations.print.scan").to_owned()))
}

/// Large enough to be scanned from across the street.
fn scan(ask: &Ask, path: &str) -> Html {
    let Some((code, words)) = qr(ask, path) else { return Html::default() };
    Html::join([
        Html::drawing("<figure class=\"scan\">".to_owned()),
        code,
        Html::drawing("<figcaption>".to_owned()),
        Html::of(&Cell::text(words)),
        Html::drawing("</figcaption></figure>".to_owned()),
    ])
}

/// `GET /deliberations/{id}/print/poster`
pub fn poster(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let case = organised(tx, who, ask)?;
    let d = &case.d;
    let sheet = Sheet {
        head: ask.t("deliberations.print.head").to_owned(),
        title: d.title.clone(),
        number: labels::period(ask, d),
        qr: None,
        blocks: vec![
            PrintBlock::Box { title: ask.t("deliberations.field.question").to_owned(), text: d.question.clone(), min_lines: 2 },
            PrintBlock::Html(scan(ask, &format!("/public/deliberations/{}", d.id))),
            PrintBlock::Text(ask.t("deliberations.print.how").to_owned()),
            PrintBlock::Text(ask.t(if d.secret { "deliberations.privacy.secret" } else { "deliberations.privacy.kept" }).to_owned()),
        ],
        foot: d.place.clone(),
    };
    printed(ask, &d.title, vec![sheet])
}

/// Slips on one print.
const MOST: usize = 100;

/// `GET /deliberations/{id}/print/slips`: those that nobody has entered yet.
pub fn slips(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let case = organised(tx, who, ask)?;
    // A code is a voice: only who organises it has the codes.
    if !policy::is_organiser(who, &case.d) {
        return Err(Error::refused("web.not-yours"));
    }
    let d = &case.d;
    let codes = store::slips::blank(tx, d.id, MOST)?;
    if codes.is_empty() {
        return Ok(Reply::Go(format!("/deliberations/{}/slips", d.id)));
    }
    let statements = store::statements::of(tx, d.id, &[statement::State::Shown])?;
    let heads: Vec<Column> = ["number", "text"]
        .iter()
        .map(|name| Column::new(ask.t(&format!("statements.column.{name}"))))
        .chain(Choice::ALL.iter().map(|c| Column::new(labels::word(ask, "word.choice", *c))))
        .collect();
    let rows: Vec<Row> = statements
        .iter()
        .map(|s| {
            let boxes = Choice::ALL.iter().map(|_| Cell::text("□"));
            Row::new(s.id, [Cell::Number(s.number.to_string()), Cell::text(s.body.as_str())].into_iter().chain(boxes).collect())
        })
        .collect();
    let sheets = codes
        .iter()
        .map(|code| Sheet {
            head: ask.t("deliberations.print.slips").to_owned(),
            title: d.title.clone(),
            number: grouped(code),
            qr: qr(ask, &format!("/public/deliberations/{}?slip={code}", d.id)),
            blocks: vec![
                PrintBlock::Box { title: ask.t("deliberations.field.question").to_owned(), text: d.question.clone(), min_lines: 0 },
                PrintBlock::Table { columns: heads.clone(), rows: rows.clone() },
                PrintBlock::Box { title: ask.t("deliberations.print.own-idea").to_owned(), text: String::new(), min_lines: 4 },
                PrintBlock::Text(ask.t("deliberations.print.slip-how").to_owned()),
            ],
            foot: format!("{}　{}", d.place, labels::period(ask, d)),
        })
        .collect();
    printed(ask, &d.title, sheets)
}

/// The code in two groups, to be read out.
fn grouped(code: &str) -> String {
    let (head, tail) = code.split_at(code.len() / 2);
    format!("{head}-{tail}")
}
