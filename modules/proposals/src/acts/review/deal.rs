//! 分派审查: submitted proposals are dealt out evenly, topic by topic, past conflicts.

use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Choice, Field, FormView};
use web::{Access, Act, Ask, Bound, Done, act};

use super::{moved, taking};
use crate::acts::{stepped, subject};
use crate::model::Proposal;
use crate::pages::labels;
use crate::workflow::{Act as Step, Role, State};
use crate::{policy, store};

const DEAL: Act = act("proposals.deal", "/proposals/dealing")
    .journals("proposal.dealing")
    .rule("proposal", "deal")
    .access(Access::Roles(&[directory::roles::PROPOSAL_OFFICE]));
/// Proposals in one dealing; a plenary has a few hundred.
const MOST: usize = 500;

pub(super) fn all() -> Vec<Bound> {
    vec![DEAL.create(deal).form(deal_form)]
}

/// Who gets what is decided by the program; both lists empty mean everything submitted to every reviewer.
#[derive(Deserialize, garde::Validate, JsonSchema, Default)]
#[serde(default)]
struct Dealing {
    #[garde(length(max = 500))]
    ids: Vec<Id>,
    #[garde(length(max = 100))]
    reviewers: Vec<Id>,
    /// Only proposals of this category.
    #[garde(skip)]
    category: Option<Id>,
}

fn deal(tx: &mut Tx, who: &Actor, input: &Dealing) -> Result<Done> {
    let waiting = waiting(tx, who.assembly, input)?;
    let reviewers = named(tx, who.assembly, &input.reviewers)?;
    if waiting.is_empty() {
        return Err(Error::conflict("proposals.deal.nothing"));
    }
    let mut cards = Vec::with_capacity(waiting.len());
    for p in &waiting {
        let around = store::around(tx, p)?;
        let may = reviewers.iter().map(|r| policy::roles(r, p, &around).contains(Role::Reviewer)).collect();
        cards.push(Card { topic: p.category.map_or(0, |c| c.0), may });
    }
    let hands = shares(&cards, reviewers.len());
    let id = tx.new_id();
    let mut done = Done::new(kernel::journal::Ref::new("dealings", id), &json!({}))?.go("/proposals?state=pre_review");
    let (mut dealt, mut left) = (Vec::new(), Vec::new());
    for (p, hand) in waiting.iter().zip(hands) {
        let Some(reviewer) = hand.map(|h| &reviewers[h]) else {
            left.push(p.id);
            continue;
        };
        let (mut p, to) = stepped(tx, who, p.id, Step::Deal)?;
        taking::given_to(tx, &mut p, to, reviewer.person)?;
        let rest = json!({ "reviewer": reviewer.person, "reviewer_name": reviewer.name });
        done = done.also("proposal.dealt", subject(&p), moved(State::Submitted, &p, rest));
        dealt.push(json!({ "proposal": p.id, "reviewer": reviewer.person }));
    }
    done.answer = json!({ "id": id, "dealt": dealt, "left": left });
    let said = kernel::Message::new("proposals.said.dealt").with("dealt", dealt.len()).with("left", left.len());
    Ok(done.journal(json!({ "dealt": dealt.len(), "left": left })).say(said))
}

/// The chosen ones that still wait, or all; of one category if asked.
fn waiting(tx: &mut Tx, assembly: Id, input: &Dealing) -> Result<Vec<Proposal>> {
    let mut waiting = store::review::in_state(tx, assembly, State::Submitted, MOST)?;
    waiting.retain(|p| input.ids.is_empty() || input.ids.contains(&p.id));
    waiting.retain(|p| input.category.is_none() || p.category == input.category);
    Ok(waiting)
}

/// The named reviewers, or all who may review. Somebody without the office is `Invalid`.
fn named(tx: &mut Tx, assembly: Id, named: &[Id]) -> Result<Vec<Actor>> {
    let eligible = match named.is_empty() {
        true => directory::people::holders(tx, assembly, directory::roles::REVIEWER)?,
        false => store::review::reviewers(tx, assembly)?,
    };
    if let Some(stranger) = named.iter().position(|id| !eligible.iter().any(|(e, _)| e == id)) {
        return Err(Error::invalid(format!("reviewers[{stranger}]"), "proposals.deal.no-reviewer"));
    }
    let chosen = eligible.into_iter().filter(|(id, _)| named.is_empty() || named.contains(id));
    let actors = chosen.map(|(id, _)| directory::person_actor(tx, id, assembly)).collect::<Result<Vec<_>>>()?;
    if actors.is_empty() { Err(Error::invalid("reviewers", "proposals.deal.no-reviewer")) } else { Ok(actors) }
}

/// One proposal to be dealt: its topic, and which of the reviewers may have it.
struct Card {
    topic: i64,
    may: Vec<bool>,
}

/// For each card the hand that gets it; topics stay together as far as even shares allow, and a card that nobody may
/// have stays.
fn shares(cards: &[Card], hands: usize) -> Vec<Option<usize>> {
    let mut order: Vec<usize> = (0..cards.len()).collect();
    order.sort_by_key(|&n| (cards[n].topic, n));
    let quota = |hand: usize| cards.len() / hands + usize::from(hand < cards.len() % hands);
    let mut room: Vec<usize> = (0..hands).map(quota).collect();
    let mut given = vec![None; cards.len()];
    let mut late = Vec::new();
    for n in order {
        match (0..hands).find(|&hand| room[hand] > 0 && cards[n].may[hand]) {
            Some(hand) => {
                room[hand] -= 1;
                given[n] = Some(hand);
            }
            None => late.push(n),
        }
    }
    let mut load: Vec<usize> = (0..hands).map(|hand| given.iter().filter(|g| **g == Some(hand)).count()).collect();
    for n in late {
        given[n] = (0..hands).filter(|&hand| cards[n].may[hand]).min_by_key(|&hand| load[hand]);
        if let Some(hand) = given[n] {
            load[hand] += 1;
        }
    }
    given
}

fn deal_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let l = &ask.locale;
    let waiting = store::review::in_state(tx, who.assembly, State::Submitted, MOST)?;
    let loads = store::review::open_by_reviewer(tx, who.assembly)?;
    let open = |id: Id| loads.iter().find(|(r, _)| *r == id).map_or(0, |(_, n)| *n);
    let reviewers = store::review::reviewers(tx, who.assembly)?;
    let people = reviewers.iter().map(|(id, name)| Choice::new(id.to_string(), name).hint(l.count("proposals.deal.open", open(*id))));
    let categories = store::categories(tx, who.assembly)?;
    let any = Choice::new("", l.t("proposals.deal.any"));
    let topics = categories.iter().map(|(id, zh, en)| Choice::new(id.to_string(), labels::in_language(ask, zh, en)));
    let ids = ask.all("ids").map(|id| Field::hidden("ids", id)).collect::<Vec<_>>();
    let preset = directory::people::holders(tx, who.assembly, directory::roles::REVIEWER)?;
    let cancel = web::ui::Link::new(l.t("web.cancel"), "/proposals?state=submitted");
    let mut view = FormView { lead: Some(l.count("proposals.deal.lead", waiting.len())), cancel: Some(cancel), ..FormView::default() }
        .field(
            Field::checkboxes("reviewers", l.t("proposals.deal.reviewers"), people.collect())
                .values(preset.iter().map(|(id, _)| id.to_string())),
        )
        .field(Field::select("category", l.t("proposals.review.category"), [any].into_iter().chain(topics).collect()));
    view.fields.extend(ids);
    Ok(view)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(topic: i64, may: &[bool]) -> Card {
        Card { topic, may: may.to_vec() }
    }

    #[test]
    fn shares_are_even_and_topics_stay_together() {
        let cards: Vec<Card> = [1, 2, 1, 2, 3, 3, 1].iter().map(|t| card(*t, &[true, true, true])).collect();
        let given = shares(&cards, 3);
        assert_eq!(given, [Some(0), Some(1), Some(0), Some(1), Some(2), Some(2), Some(0)]);
    }

    #[test]
    fn a_conflict_goes_to_somebody_else_or_stays() {
        let cards = [card(1, &[false, true]), card(1, &[false, true]), card(1, &[false, true]), card(1, &[false, false])];
        assert_eq!(shares(&cards, 2), [Some(1), Some(1), Some(1), None]);
    }
}
