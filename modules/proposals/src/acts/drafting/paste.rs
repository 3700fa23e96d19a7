//! 粘贴全文: a text copied whole from a word processor is cut into parts and suggestions, for the writer to confirm.

use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Field, FormView, Link};
use web::{Act, Ask, Bound, Done, act};

use super::create::{self, Proposer};
use super::text::{MAX_TITLE_CHARS, Text};
use crate::acts::done;
use crate::workflow::State;

pub const PASTE: Act = act("proposals.paste", "/proposals/paste").access(create::WRITERS).journals("proposal.drafted");

pub fn bound() -> Bound {
    PASTE.create(paste).form(form)
}

#[derive(Clone, Debug, Deserialize, garde::Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Pasted {
    /// The whole text, its title on the first line.
    #[garde(length(chars, min = 1, max = 40_000))]
    pub whole: String,
    /// As for a new proposal.
    #[garde(length(chars, max = 20))]
    pub kind: Option<String>,
    #[garde(skip)]
    pub body: Option<Id>,
    #[garde(skip)]
    pub principal: Option<Id>,
}

/// Makes a draft and leads to its text, where the writer looks whether the cuts are right.
pub fn paste(tx: &mut Tx, who: &Actor, input: &Pasted) -> Result<Done> {
    let (text, confident) = cut(&input.whole);
    if text.title.is_empty() {
        return Err(Error::invalid("whole", "web.invalid.required"));
    }
    let proposer = Proposer::of(tx, who, input.kind.as_deref(), input.body, input.principal)?;
    let p = create::draft(tx, who, &proposer, &text.tidy()?, None)?;
    let said = if confident { "proposals.said.pasted" } else { "proposals.said.pasted-unsure" };
    let entry = json!({ "to": State::Draft.name(), "kind": p.kind.name(), "version": 1, "pasted": true });
    Ok(done(tx, who, &p)?.journal(entry).say(said).go(format!("/proposals/{}/text", p.id)))
}

/// The first line is the title where it is short and no sentence; the rest is cut by its headings. Whether that is sure.
pub fn cut(whole: &str) -> (Text, bool) {
    let whole = ::text::clean(whole);
    let whole = whole.trim();
    let (first, rest) = whole.split_once('\n').unwrap_or((whole, ""));
    let first = first.trim();
    let is_title =
        ::text::length_chars(first) <= MAX_TITLE_CHARS && !first.ends_with(['。', '！', '？', '；', '：']) && !rest.trim().is_empty();
    let (title, body) = if is_title { (first.to_owned(), rest) } else { (::text::excerpt(first, 30), whole) };
    let parts = ::text::split_parts(body);
    let text = Text { title, background: parts.background, analysis: parts.analysis, suggestions: parts.suggestions };
    (text, is_title && parts.confident)
}

fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let mut fields = vec![Field::textarea("whole", ask.t("proposals.field.whole"), 18).hint(ask.t("proposals.hint.whole")).required()];
    fields.extend(create::proposer_fields(tx, who, ask)?);
    Ok(FormView { fields, cancel: Some(Link::new(ask.t("proposals.create"), "/proposals/new")), ..FormView::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_text_is_cut() {
        let (text, confident) =
            cut("关于改造老旧管网的建议\n背景情况：管网老了。\n问题分析：常漏水。\n具体建议：\n一、换管。\n二、设专班。\n");
        assert!(confident);
        assert_eq!(text.title, "关于改造老旧管网的建议");
        assert_eq!((text.background.as_str(), text.suggestions.len()), ("管网老了。", 2));
    }

    #[test]
    fn one_paragraph_is_kept_whole_and_not_trusted() {
        let (text, confident) = cut("公园里没有路灯，晚上不安全。");
        assert!(!confident);
        assert_eq!(text.analysis, "公园里没有路灯，晚上不安全。");
        assert!(!text.title.is_empty());
    }
}
