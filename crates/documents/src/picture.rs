//! 照片去除隐藏信息: what a camera writes beside the picture (where it was taken, when, with what, a second picture inside)
//! is left out; the picture itself is not decoded and not touched.

mod jpeg;
mod png;

use crate::Kind;

/// The picture without what does not belong to it: EXIF with its place and time, comments, texts, previews, and everything
/// behind its end. Which way up it is stays, and so do its colours. `None` for a file whose parts do not fit together;
/// other kinds come back as they are.
pub fn without_metadata(kind: Kind, bytes: Vec<u8>) -> Option<Vec<u8>> {
    match kind {
        Kind::Jpeg => jpeg::stripped(&bytes),
        Kind::Png => png::stripped(&bytes),
        _ => Some(bytes),
    }
}
