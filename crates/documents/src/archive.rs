//! 压缩包检查: what an xlsx or docx holds, before any of it is unpacked into memory.

use std::io::{Cursor, Read};

use crate::{Limits, ReadError, Reason};

/// Looks through an Office archive: the number of members before their list is read, sizes as they really unpack
/// (counted, not as declared), no path outside, no macros, no DTD in any XML. Memory stays at one small buffer.
/// Returns the names of the members.
pub(crate) fn check(bytes: &[u8], limits: &Limits) -> Result<Vec<String>, ReadError> {
    let refused = |reason| Err(ReadError::new(reason));
    match member_count(bytes) {
        None => return refused(Reason::Damaged),
        Some(count) if count > limits.members => return refused(Reason::UnsafeArchive),
        Some(_) => {}
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadError::new(Reason::Damaged))?;
    if archive.len() > limits.members {
        return refused(Reason::UnsafeArchive);
    }
    let mut names = Vec::with_capacity(archive.len());
    let mut total = 0;
    for at in 0..archive.len() {
        let mut member = archive.by_index(at).map_err(|_| ReadError::new(Reason::Damaged))?;
        let name = member.name().map_err(|_| ReadError::new(Reason::UnsafeArchive))?.into_owned();
        if is_outside(&name) || member.is_symlink() || member.size() > limits.member_bytes {
            return refused(Reason::UnsafeArchive);
        }
        if is_macro(&name) {
            return refused(Reason::Macros);
        }
        let most = limits.member_bytes.min(member.compressed_size().saturating_mul(limits.ratio).max(1 << 16));
        total += scan(&name, &mut member, most)?;
        if total > limits.total_bytes {
            return refused(Reason::UnsafeArchive);
        }
        names.push(name);
    }
    Ok(names)
}

/// The number of members from the end-of-central-directory record. Archives of the 64-bit kind (65,535 or more) are counted as too many.
fn member_count(bytes: &[u8]) -> Option<usize> {
    let from = bytes.len().saturating_sub(65_557);
    let at = from + bytes[from..].windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let field = bytes.get(at + 10..at + 12)?;
    Some(usize::from(u16::from_le_bytes([field[0], field[1]])))
}

fn is_outside(name: &str) -> bool {
    name.contains(':') || name.split(['/', '\\']).any(|part| part == "..")
}

fn is_macro(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["vbaproject", "vbadata", "macrosheets/", "dialogsheets/", "activex/"].iter().any(|part| name.contains(part))
}

/// Unpacks a member without keeping it and returns its size. XML is searched for what may not be in it.
fn scan(name: &str, member: &mut impl Read, most_bytes: u64) -> Result<u64, ReadError> {
    let name = name.to_ascii_lowercase();
    let is_types = name == "[content_types].xml";
    let is_xml = [".xml", ".rels", ".vml"].iter().any(|ending| name.ends_with(ending));
    let mut buffer = vec![0; 1 << 16];
    // The end of the last piece is kept before the next, so that no word hides across the border.
    let mut kept = 0;
    let mut size = 0;
    loop {
        let length = member.read(&mut buffer[kept..]).map_err(|_| ReadError::new(Reason::Damaged))?;
        if length == 0 {
            return Ok(size);
        }
        if is_xml && size == 0 && is_wide(&buffer[..length]) {
            return Err(ReadError::new(Reason::Damaged));
        }
        size += length as u64;
        if size > most_bytes {
            return Err(ReadError::new(Reason::UnsafeArchive));
        }
        let filled = kept + length;
        if is_xml {
            inspect(&buffer[..filled])?;
        }
        if is_types && buffer[..filled].windows(13).any(|window| window == b"macroEnabled.") {
            return Err(ReadError::new(Reason::Macros));
        }
        kept = filled.min(32);
        buffer.copy_within(filled - kept..filled, 0);
    }
}

/// UTF-16, in which the words looked for would not be found. Office programs write UTF-8.
fn is_wide(start: &[u8]) -> bool {
    start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) || start.iter().take(4).any(|byte| *byte == 0)
}

fn inspect(piece: &[u8]) -> Result<(), ReadError> {
    let opens = |at: usize| piece[at..].starts_with(b"<!DOCTYPE") || piece[at..].starts_with(b"<!ENTITY");
    if piece.windows(2).enumerate().any(|(at, pair)| pair == b"<!" && opens(at)) {
        return Err(ReadError::new(Reason::Dtd));
    }
    Ok(())
}
