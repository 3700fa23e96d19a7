//! The files that a page needs beside itself: one stylesheet, one small script, one mark.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

pub const CSS: &str = include_str!("../../assets/app.css");
pub const JS: &str = include_str!("../../assets/app.js");
pub const MARK: &str = include_str!("../../assets/mark.svg");

/// A file served under `/assets/{name}`.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    pub name: &'static str,
    pub content_type: &'static str,
    pub content: &'static str,
}

/// All of them, to be served with a long cache: the address in a page ends in `?v=` and the hash.
pub const ASSETS: &[Asset] = &[
    Asset { name: "app.css", content_type: "text/css; charset=utf-8", content: CSS },
    Asset { name: "app.js", content_type: "text/javascript; charset=utf-8", content: JS },
    Asset { name: "mark.svg", content_type: "image/svg+xml", content: MARK },
];

/// Sixteen hexadecimal digits that change when any asset does.
pub fn asset_hash() -> &'static str {
    static HASH: LazyLock<String> = LazyLock::new(|| {
        let mut hash = Sha256::new();
        for asset in ASSETS {
            hash.update(asset.content);
        }
        hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    });
    &HASH
}
