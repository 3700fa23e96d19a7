//! Both catalogues have the same keys with the same placeholders, and every key that the code gives.

use documents::{MESSAGES, MapError, ReadError, Reason, Refusal};

fn entries(text: &str) -> Vec<(&str, Vec<&str>)> {
    let lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let (key, value) = line.split_once(": ").expect("key: text");
            (key, value.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect())
        })
        .collect()
}

#[test]
fn the_catalogues_agree() {
    assert_eq!(entries(MESSAGES[0].1), entries(MESSAGES[1].1));
}

#[test]
fn every_key_has_a_text() {
    let text = String::new;
    let reasons = [
        Reason::Empty,
        Reason::UnknownKind,
        Reason::OldFormat,
        Reason::Encoding,
        Reason::TooLarge(1),
        Reason::TooManyRows(1),
        Reason::TooManyColumns(1),
        Reason::CellTooLong(1),
        Reason::ExtraCell,
        Reason::DuplicateColumn(text()),
        Reason::UnclosedQuote,
        Reason::TextAfterQuote,
        Reason::FormulaError(text()),
        Reason::LostDigits,
        Reason::Json(text()),
        Reason::UnsafeArchive,
        Reason::Macros,
        Reason::Dtd,
        Reason::Damaged,
    ];
    let refusals = [
        Refusal::Unknown,
        Refusal::Markup,
        Refusal::Macros,
        Refusal::Program,
        Refusal::UnsafeArchive,
        Refusal::TooManyPixels,
        Refusal::Damaged,
    ];
    let maps = [MapError::Malformed(text()), MapError::UnknownColumn(text()), MapError::UnknownField(text()), MapError::Twice(text())];
    let mut given: Vec<&str> = reasons.into_iter().map(|reason| ReadError { reason, row: None, column: None }.key()).collect();
    given.extend(refusals.map(Refusal::key));
    given.extend(maps.iter().map(|error| error.message().0));
    given.extend(["documents.read.at-cell", "documents.read.in-row", "documents.map.missing"]);
    let mut known: Vec<&str> = entries(MESSAGES[0].1).into_iter().map(|(key, _)| key).collect();
    given.sort_unstable();
    known.sort_unstable();
    assert_eq!(given, known);
}
