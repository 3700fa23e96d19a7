//! 查询进度: whoever has the code follows the topic, without an account.

use kernel::db::Tx;
use kernel::workflow::Roles;
use kernel::{Actor, Result};
use web::ui::{ActLink, ActTone, Cell, DetailView, Fact, Field, FormView, Html, Link, MessageView, Panel, prose};
use web::{Ask, Reply};

use super::{labels, pictures, public};
use crate::acts::case_of;
use crate::acts::raising::tidy_code;
use crate::store;
use crate::workflow::{Act, PROCESS, Role, State};

/// `GET /public/follow?code=`
pub fn follow(tx: &mut Tx, _: &Actor, ask: &Ask) -> Result<Reply> {
    let code = tidy_code(ask.get("code").unwrap_or_default());
    if code.is_empty() {
        let asked = ask.query.iter().any(|(name, _)| name == "code");
        return entry(ask, asked.then(|| (code, "web.invalid.required")));
    }
    let Ok(mut t) = store::topics::by_code(tx, &code) else {
        return entry(ask, Some((code, "topics.follow.unknown")));
    };
    if ask.get("new").is_some() {
        return Reply::page(ask.t("topics.raised.title"), received(ask, &code));
    }
    let merged = t.state == State::Merged;
    // Their own, whether or not the room shows them to everybody.
    let hidden = pictures::raised_may_be_seen(tx, &Actor::default(), t.id).is_err();
    let own = if hidden || merged { pictures::own(tx, ask, &t)? } else { Html::default() };
    // What was merged goes on in the other: its raiser reads on there.
    if let Some(main) = t.main_topic.filter(|_| merged) {
        t = store::topics::any(tx, main)?;
    }
    let case = case_of(tx, &Actor::default(), t)?;
    let t = &case.t;
    let mut acts = Vec::new();
    let rated = store::ratings::has_rated(tx, t.id, t.round, "raiser")?;
    let can = |act: Act, role: Role| !merged && PROCESS.step(t.state, act, &Roles::only(role)).is_ok();
    if can(Act::Rate, Role::Rater) && !rated {
        acts.push(ActLink::new(ask.t("topics.rate_by_code"), format!("/public/follow/rate?code={code}"), ActTone::Primary));
    }
    if can(Act::Withdraw, Role::Raiser) {
        acts.push(ActLink::new(ask.t("topics.withdraw_by_code"), format!("/public/follow/withdraw?code={code}"), ActTone::Danger));
    }
    let mut facts = vec![
        Fact::new(ask.t("topics.column.room"), Cell::link(case.room.name.as_str(), format!("/public/rooms/{}", case.room.id))),
        Fact::new(ask.t("topics.fact.raised-on"), Cell::Day(ask.locale.day(t.created_at.day(), ask.today))),
        Fact::new(ask.t("topics.field.code"), labels::grouped(&code)),
    ];
    if let Some(due) = t.due.filter(|_| !PROCESS.is_final(t.state.get())) {
        facts.push(Fact::new(ask.t("topics.fact.next-until"), Cell::Day(ask.locale.day(due, ask.today))));
    }
    if !case.room.telephone.is_empty() {
        facts.push(Fact::new(ask.t("rooms.field.telephone"), case.room.telephone.as_str()));
    }
    let mut sections = public::for_everybody(tx, ask, &case)?;
    if !own.is_empty() {
        let words = prose(ask.t("topics.follow.photographs.who"));
        sections.insert(1, web::ui::Section::new("photographs", ask.t("topics.follow.photographs"), Html::join([own, words])));
    }
    let now = ask.t(&format!("topics.follow.{}", t.state.get().name())).to_owned();
    let now = if merged { format!("{}\n{now}", ask.t("topics.follow.merged")) } else { now };
    sections.insert(0, web::ui::Section::new("now", ask.t("topics.follow.now"), prose(&now)));
    let view = DetailView {
        eyebrow: labels::number(ask, t),
        title: t.title.clone(),
        chip: labels::state(ask, t.state.get()),
        acts,
        facts,
        sections,
        ..DetailView::default()
    };
    let crumbs = vec![Link::new(ask.t("rooms.public"), "/public/rooms")];
    Ok(Reply::page(t.title.as_str(), view.render(&ask.locale))?.crumbs(crumbs))
}

/// The code, to be written down.
fn received(ask: &Ask, code: &str) -> Html {
    MessageView {
        title: ask.t("topics.raised.title").to_owned(),
        text: ask.t("topics.raised.text").to_owned(),
        panel: Some(Panel { label: ask.t("topics.field.code").to_owned(), number: labels::grouped(code) }),
        links: vec![Link::new(ask.t("topics.raised.follow"), format!("/public/follow?code={code}"))],
        ..MessageView::default()
    }
    .render(&ask.locale)
}

/// Where the code is typed, with what is wrong with the one that was.
fn entry(ask: &Ask, wrong: Option<(String, &str)>) -> Result<Reply> {
    let mut field = Field::text("code", ask.t("topics.field.code")).required().max_chars(20).hint(ask.t("topics.hint.code"));
    let mut view = FormView::new(ask.t("topics.follow"), "/public/follow", ask.t("topics.follow.submit"));
    view.asks = true;
    if let Some((code, why)) = wrong {
        field = field.value(code);
        view.errors = vec![("code".to_owned(), ask.t(why).to_owned())];
    }
    let view = view.field(field);
    Reply::page(view.page_title(&ask.locale), view.render(&ask.locale))
}
