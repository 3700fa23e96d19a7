//! 办公文档: archives (docx, xlsx, pptx, ofd) and the older compound files (doc, xls, wps).

use super::{Kind, Refusal};
use crate::{Limits, Reason, archive};

/// Told apart by the part that each must have.
pub(super) fn archive(bytes: &[u8], limits: &Limits) -> Result<Kind, Refusal> {
    let names = archive::check(bytes, limits).map_err(|error| match error.reason {
        Reason::Macros => Refusal::Macros,
        Reason::Damaged => Refusal::Damaged,
        _ => Refusal::UnsafeArchive,
    })?;
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    match () {
        () if has("OFD.xml") => Ok(Kind::Ofd),
        () if !has("[Content_Types].xml") => Err(Refusal::Unknown),
        () if has("word/document.xml") => Ok(Kind::Docx),
        () if has("xl/workbook.xml") => Ok(Kind::Xlsx),
        () if has("ppt/presentation.xml") => Ok(Kind::Pptx),
        () => Err(Refusal::Unknown),
    }
}

/// The directory of a compound file names its streams in UTF-16; macros have a storage of their own.
pub(super) fn compound(bytes: &[u8]) -> Result<Kind, Refusal> {
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    match () {
        () if has("_VBA_PROJECT") || has("Macros") => Err(Refusal::Macros),
        () if has("EncryptedPackage") => Err(Refusal::Damaged),
        () if has("WordDocument") => Ok(Kind::Doc),
        () if has("Workbook") => Ok(Kind::Xls),
        () => Err(Refusal::Unknown),
    }
}
