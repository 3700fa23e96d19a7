//! 修改对照: what changed between two versions, in pieces that a reader can follow.

use similar::{Algorithm, ChangeTag, capture_diff_slices};

/// What became of a piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Same,
    Added,
    Removed,
}

/// A piece of one of the two versions. The old text is all spans but the added ones, the new one all but the removed ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    pub kind: Kind,
    pub text: String,
}

/// The visible difference from `old` to `new`: sentences are matched first, characters only inside sentences that changed
/// (words and numbers where letters make them), and islands of one or two unchanged characters between changes are taken into the change.
pub fn diff(old: &str, new: &str) -> Vec<Span> {
    let (old_sentences, new_sentences) = (sentences(old), sentences(new));
    let mut spans = Spans::default();
    let (mut removed, mut added) = (String::new(), String::new());
    for (tag, text) in changes(&old_sentences, &new_sentences) {
        match tag {
            ChangeTag::Delete => removed.push_str(text),
            ChangeTag::Insert => added.push_str(text),
            ChangeTag::Equal => {
                changed(&std::mem::take(&mut removed), &std::mem::take(&mut added), &mut spans);
                spans.push(Kind::Same, text);
            }
        }
    }
    changed(&removed, &added, &mut spans);
    spans.0
}

fn changes<'a, T: Copy + Eq + std::hash::Hash + Ord + 'a>(old: &'a [T], new: &'a [T]) -> Vec<(ChangeTag, T)> {
    capture_diff_slices(Algorithm::Myers, old, new)
        .iter()
        .flat_map(|op| op.iter_changes(old, new).map(|change| (change.tag(), change.value())).collect::<Vec<_>>())
        .collect()
}

fn sentences(text: &str) -> Vec<&str> {
    text.split_inclusive(['。', '！', '？', '；', '\n']).collect()
}

/// Texts longer than this are not compared by character: nobody reads such a difference, and it would take seconds.
const BLOCK_CHARS: usize = 4_000;

fn changed(old: &str, new: &str, spans: &mut Spans) {
    let (old_chars, new_chars) = (old.chars().count(), new.chars().count());
    if old_chars.max(new_chars) > BLOCK_CHARS {
        return spans.replace(old, new);
    }
    let pieces = runs(&changes(&units(old), &units(new)));
    let same: usize = pieces.iter().filter(|(kind, _)| *kind == Kind::Same).map(|(_, text)| text.chars().count()).sum();
    if same * 3 < old_chars.min(new_chars) {
        return spans.replace(old, new);
    }
    let (mut removed, mut added) = (String::new(), String::new());
    for (at, (kind, text)) in pieces.iter().enumerate() {
        match kind {
            Kind::Removed => removed.push_str(text),
            Kind::Added => added.push_str(text),
            Kind::Same if is_island(&pieces, at) => {
                removed.push_str(text);
                added.push_str(text);
            }
            Kind::Same => {
                spans.replace(&std::mem::take(&mut removed), &std::mem::take(&mut added));
                spans.push(Kind::Same, text);
            }
        }
    }
    spans.replace(&removed, &added);
}

/// A word of letters or digits is one; every other character stands for itself.
fn units(text: &str) -> Vec<&str> {
    let is_letter = |c: char| c.is_alphanumeric() && c < '\u{2e80}';
    let mut units = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = if is_letter(first) { rest.find(|c| !is_letter(c)).unwrap_or(rest.len()) } else { first.len_utf8() };
        let (unit, after) = rest.split_at(end);
        units.push(unit);
        rest = after;
    }
    units
}

fn runs(changes: &[(ChangeTag, &str)]) -> Vec<(Kind, String)> {
    let mut runs: Vec<(Kind, String)> = Vec::new();
    for (tag, unit) in changes {
        let kind = match tag {
            ChangeTag::Equal => Kind::Same,
            ChangeTag::Insert => Kind::Added,
            ChangeTag::Delete => Kind::Removed,
        };
        match runs.last_mut() {
            Some((last, text)) if *last == kind => text.push_str(unit),
            _ => runs.push((kind, (*unit).to_owned())),
        }
    }
    runs
}

/// One unchanged character between two changes, or two where neither is a change of a single character.
fn is_island(pieces: &[(Kind, String)], at: usize) -> bool {
    let long = |piece: &(Kind, String)| piece.1.chars().count() > 1;
    if at == 0 || at + 1 == pieces.len() {
        return false;
    }
    match pieces[at].1.chars().count() {
        1 => !"，。；：、！？\n".contains(pieces[at].1.as_str()) || (long(&pieces[at - 1]) && long(&pieces[at + 1])),
        2 => long(&pieces[at - 1]) && long(&pieces[at + 1]),
        _ => false,
    }
}

#[derive(Default)]
struct Spans(Vec<Span>);

impl Spans {
    fn push(&mut self, kind: Kind, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.0.last_mut() {
            Some(last) if last.kind == kind => last.text.push_str(text),
            _ => self.0.push(Span { kind, text: text.to_owned() }),
        }
    }

    fn replace(&mut self, old: &str, new: &str) {
        self.push(Kind::Removed, old);
        self.push(Kind::Added, new);
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Span, diff};
    use proptest::prelude::*;

    fn show(old: &str, new: &str) -> String {
        diff(old, new)
            .iter()
            .map(|span| match span.kind {
                Kind::Same => span.text.clone(),
                Kind::Added => format!("[+{}]", span.text),
                Kind::Removed => format!("[-{}]", span.text),
            })
            .collect()
    }

    fn side(spans: &[Span], left_out: Kind) -> String {
        spans.iter().filter(|span| span.kind != left_out).map(|span| span.text.as_str()).collect()
    }

    #[test]
    fn a_changed_word_is_one_change() {
        assert_eq!(show("在城东设三个站点。其余不变。", "在城东设五个站点。其余不变。"), "在城东设[-三][+五]个站点。其余不变。");
        assert_eq!(show("由市城管局牵头。", "由市住建局牵头。"), "由市[-城管][+住建]局牵头。");
    }

    #[test]
    fn words_and_numbers_are_not_cut() {
        let (old, new) = ("Publish in due course the first list of car parks.", "Publish by the end of June the first list of car parks.");
        assert_eq!(show(old, new), "Publish [-in due course][+by the end of June] the first list of car parks.");
        assert_eq!(
            show("更新第12标段，2027-06-30前完成。", "更新第13标段，2027-09-30前完成。"),
            "更新第[-12][+13]标段，2027-[-06][+09]-30前完成。"
        );
    }

    #[test]
    fn a_new_sentence_is_added_whole() {
        assert_eq!(show("甲事应办。丙事缓办。", "甲事应办。乙事也应办。丙事缓办。"), "甲事应办。[+乙事也应办。]丙事缓办。");
    }

    #[test]
    fn a_rewritten_sentence_is_not_chopped() {
        assert_eq!(show("建议增加公交班次。", "应当尽快修建学校食堂。"), "[-建议增加公交班次。][+应当尽快修建学校食堂。]");
    }

    #[test]
    fn nothing_changed() {
        assert_eq!(show("同一段文字。", "同一段文字。"), "同一段文字。");
        assert!(diff("", "").is_empty());
    }

    #[test]
    fn long_texts_take_no_long_time() {
        let text = |seed: u32| {
            (0..4_000u32)
                .filter_map(|at| char::from_u32(0x4e00 + at.wrapping_mul(seed).wrapping_add(at * at / 7) % 900))
                .collect::<String>()
        };
        let started = std::time::Instant::now();
        let spans = diff(&text(2_654_435_761), &text(40_503));
        assert_eq!(side(&spans, Kind::Added), text(2_654_435_761));
        assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
    }

    proptest! {
        #[test]
        fn both_versions_can_be_read_back(old in "[甲乙丙丁ab1 。；\n]{0,40}", new in "[甲乙丙丁ab1 。；\n]{0,40}") {
            let spans = diff(&old, &new);
            prop_assert_eq!(side(&spans, Kind::Added), old);
            prop_assert_eq!(side(&spans, Kind::Removed), new);
        }
    }
}
