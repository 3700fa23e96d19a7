//! 网页与脚本: what a browser would run, as a text or hidden inside another file.

/// Tags that a browser acts on. In a picture or a PDF they have no business. Their second letters are known to `is_within`.
const TAGS: [&[u8]; 8] = [b"<html", b"<script", b"<!doctype html", b"<svg", b"<iframe", b"<body", b"<?php", b"<object"];

/// A second file inside this one (a polyglot). The search is over all bytes: where the text begins does not matter to a browser.
pub(super) fn is_within(bytes: &[u8]) -> bool {
    let opens = |pair: &[u8]| pair[0] == b'<' && b"hsibo!?HSIBO".contains(&pair[1]);
    bytes.windows(2).enumerate().filter(|(_, pair)| opens(pair)).any(|(at, _)| starts_with_tag(&bytes[at..], &TAGS))
}

/// Any markup, with the vocabularies that name other files (XML) among it.
pub(super) fn is_text_markup(text: &str) -> bool {
    let start = text.trim_start().as_bytes();
    starts_with_tag(start, &[b"<?xml", b"<!doctype", b"<!--"]) || is_within(text.as_bytes())
}

/// Upper and lower case alike; the name of the tag must end there.
fn starts_with_tag(bytes: &[u8], tags: &[&[u8]]) -> bool {
    tags.iter().any(|tag| {
        let named = bytes.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag));
        named && bytes.get(tag.len()).is_none_or(|next| !next.is_ascii_alphanumeric())
    })
}
