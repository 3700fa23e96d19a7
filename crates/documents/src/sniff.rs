//! 附件类型: what an uploaded file is by its content, and which are not taken (quality.md R33).

mod image;
mod markup;
mod office;

use crate::{Limits, encoding};

/// A kind of file that may be attached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Pdf,
    Png,
    Jpeg,
    Docx,
    Xlsx,
    Pptx,
    /// Word before 2007, and WPS.
    Doc,
    Xls,
    /// The national layout format, GB/T 33190.
    Ofd,
    /// Plain text, csv among it.
    Txt,
}

impl Kind {
    /// Without the dot.
    pub fn extension(self) -> &'static str {
        self.endings()[0]
    }

    /// For the header `Content-Type`.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Doc => "application/msword",
            Self::Xls => "application/vnd.ms-excel",
            Self::Ofd => "application/ofd",
            Self::Txt => "text/plain; charset=utf-8",
        }
    }

    pub fn is_image(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg)
    }

    /// Whether a file of this name may hold this kind: `照片.jpeg` a JPEG, `名单.csv` a text. A name without an ending fits everything.
    pub fn fits(self, name: &str) -> bool {
        name.rsplit_once('.').is_none_or(|(_, ending)| self.endings().iter().any(|known| ending.eq_ignore_ascii_case(known)))
    }

    fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Pptx => &["pptx"],
            Self::Doc => &["doc", "wps"],
            Self::Xls => &["xls", "et"],
            Self::Ofd => &["ofd"],
            Self::Txt => &["txt", "csv", "md", "json", "jsonl", "log"],
        }
    }
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// None of the kinds, or empty.
    Unknown,
    /// HTML, SVG, scripts, and files of another kind that a browser could read as such.
    Markup,
    Macros,
    /// Executables, and the test signature of virus scanners.
    Program,
    /// Archives that unpack to too much or name places outside.
    UnsafeArchive,
    /// More than 50 million pixels.
    TooManyPixels,
    /// Not what its beginning says, or encrypted.
    Damaged,
}

impl Refusal {
    /// The message key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Unknown => "documents.upload.unknown",
            Self::Markup => "documents.upload.markup",
            Self::Macros => "documents.upload.macros",
            Self::Program => "documents.upload.program",
            Self::UnsafeArchive => "documents.upload.unsafe-archive",
            Self::TooManyPixels => "documents.upload.too-many-pixels",
            Self::Damaged => "documents.upload.damaged",
        }
    }
}

/// Recognises a file by its content alone. The name is not asked: see [`Kind::fits`].
///
/// # Errors
/// [`Refusal`], for every file that is not known to be harmless to keep and to hand out again.
pub fn sniff(bytes: &[u8]) -> Result<Kind, Refusal> {
    if is_program(bytes) {
        return Err(Refusal::Program);
    }
    match bytes {
        [b'%', b'P', b'D', b'F', b'-', ..] => pdf(bytes),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', rest @ ..] => image::png(rest).and_then(|()| without_markup(bytes, Kind::Png)),
        [0xff, 0xd8, 0xff, ..] => image::jpeg(bytes).and_then(|()| without_markup(bytes, Kind::Jpeg)),
        [b'P', b'K', ..] => office::archive(bytes, &Limits::default()),
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => office::compound(bytes),
        _ => text(bytes),
    }
}

fn pdf(bytes: &[u8]) -> Result<Kind, Refusal> {
    let tail = &bytes[bytes.len().saturating_sub(2_048)..];
    if !tail.windows(5).any(|window| window == b"%%EOF") {
        return Err(Refusal::Damaged);
    }
    without_markup(bytes, Kind::Pdf)
}

fn without_markup(bytes: &[u8], kind: Kind) -> Result<Kind, Refusal> {
    if markup::is_within(bytes) { Err(Refusal::Markup) } else { Ok(kind) }
}

fn text(bytes: &[u8]) -> Result<Kind, Refusal> {
    let text = encoding::decode(bytes).map_err(|_| Refusal::Unknown)?;
    if text.trim().is_empty() || text.chars().any(|c| c.is_control() && !"\r\n\t\u{c}".contains(c)) {
        return Err(Refusal::Unknown);
    }
    if markup::is_text_markup(&text) { Err(Refusal::Markup) } else { Ok(Kind::Txt) }
}

fn is_program(bytes: &[u8]) -> bool {
    let starts = [b"MZ".as_slice(), b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa", b"#!"];
    // Kept in two pieces, so that no scanner takes this program for the test file.
    let signature = ["EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE"].concat();
    starts.iter().any(|start| bytes.starts_with(start) && !is_plain_word(bytes, start))
        || bytes[..bytes.len().min(4_096)].windows(signature.len()).any(|window| window == signature.as_bytes())
}

/// A text may begin with the letters MZ; a program has zeros soon after them.
fn is_plain_word(bytes: &[u8], start: &[u8]) -> bool {
    start == b"MZ" && !bytes.iter().take(128).any(|byte| *byte == 0)
}
