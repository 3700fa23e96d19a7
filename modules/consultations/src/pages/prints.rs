//! 打印件: the notice for the village board in large type, the poster at the door, slips for those without a phone.

use kernel::db::Tx;
use kernel::{Actor, Result};
use web::ui::{Fact, Html, PrintBlock, PrintView, Sheet};
use web::{Ask, Reply};

use super::labels;
use crate::acts::{case, rules_now};
use crate::model::Room;
use crate::store;

pub(super) fn printed(ask: &Ask, title: &str, sheets: Vec<Sheet>) -> Result<Reply> {
    Ok(Reply::Print(PrintView { locale: ask.locale.clone(), title: title.to_owned(), sheets, ..PrintView::default() }.render()))
}

fn qr(ask: &Ask, path: &str, words: &str) -> Option<(Html, String)> {
    documents::qr_svg(&format!("{}{path}", ask.public_url)).map(|svg| (Html::drawing(svg), ask.t(words).to_owned()))
}

pub(super) fn foot(ask: &Ask, r: &Room) -> String {
    let day = ask.locale.day(ask.today, ask.today);
    format!("{}　{}　{day}", r.name, r.telephone)
}

/// `GET /topics/{id}/print/notice`: 公示单
pub fn notice(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let case = case(tx, who, ask.id)?;
    let t = &case.t;
    let day = |day: Option<jiff::civil::Date>| day.map(|d| ask.locale.day(d, ask.today)).unwrap_or_default();
    let sheet = Sheet {
        head: labels::in_language(ask, &case.rules.brand, &case.rules.brand_en),
        title: ask.t("topics.print.notice").to_owned(),
        number: labels::number(ask, t),
        qr: qr(ask, &format!("/public/topics/{}", t.id), "topics.print.scan"),
        blocks: vec![
            PrintBlock::Facts(vec![
                Fact::new(ask.t("topics.column.title"), t.title.as_str()),
                Fact::new(ask.t("topics.field.place"), t.place.as_str()),
                Fact::new(ask.t("topics.fact.announced-on"), day(t.announced_on)),
                Fact::new(ask.t("topics.fact.notice-until"), day(t.notice_until)),
            ]),
            PrintBlock::Box { title: ask.t("topics.section.text").to_owned(), text: t.body.clone(), min_lines: 6 },
            PrintBlock::Text(ask.t("topics.print.invitation").to_owned()),
        ],
        foot: foot(ask, &case.room),
    };
    printed(ask, &t.title, vec![sheet])
}

/// `GET /rooms/{id}/print/poster`: the code at the door
pub fn poster(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let r = store::rooms::get(tx, who, ask.id)?;
    let (_, rules) = rules_now(tx, r.assembly)?;
    let sheet = Sheet {
        head: labels::in_language(ask, &rules.brand, &rules.brand_en),
        title: r.name.clone(),
        number: r.place.clone(),
        qr: qr(ask, &format!("/public/rooms/{}", r.id), "rooms.print.scan"),
        blocks: vec![PrintBlock::Text(ask.t("rooms.print.how").to_owned())],
        foot: foot(ask, &r),
    };
    printed(ask, &r.name, vec![sheet])
}

/// `GET /rooms/{id}/print/slips`: 意见条, to be filled in by hand and entered by the worker
pub fn slips(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let r = store::rooms::get(tx, who, ask.id)?;
    let (_, rules) = rules_now(tx, r.assembly)?;
    let boxed = |key: &str, min_lines: u8| PrintBlock::Box { title: ask.t(key).to_owned(), text: String::new(), min_lines };
    let sheet = Sheet {
        head: labels::in_language(ask, &rules.brand, &rules.brand_en),
        title: ask.t("rooms.print.slips").to_owned(),
        number: r.name.clone(),
        qr: qr(ask, &format!("/public/rooms/{}/raise", r.id), "rooms.print.scan"),
        blocks: vec![
            boxed("topics.field.phone-title", 2),
            boxed("topics.field.phone-text", 10),
            boxed("topics.field.place", 1),
            boxed("rooms.print.contact", 2),
            PrintBlock::Signatures(vec![ask.t("rooms.print.received").to_owned()]),
        ],
        foot: foot(ask, &r),
    };
    printed(ask, &r.name, vec![sheet])
}
