//! PNG (W3C, third edition): chunks up to IEND.

const SIGNATURE_BYTES: usize = 8;

/// What is needed to show the picture with its colours; texts, times, EXIF and unknown chunks are left out.
const KEPT: &[&[u8; 4]] =
    &[b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"bKGD", b"pHYs"];

pub(super) fn stripped(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = bytes.get(..SIGNATURE_BYTES)?.to_vec();
    let mut at = SIGNATURE_BYTES;
    while at < bytes.len() {
        let Some(head) = bytes.get(at..at + 8) else { break };
        let length = usize::try_from(u32::from_be_bytes([head[0], head[1], head[2], head[3]])).ok()?;
        let chunk = &bytes[at..at.saturating_add(length).saturating_add(12).min(bytes.len())];
        let kind = &head[4..];
        if KEPT.iter().any(|kept| kept.as_slice() == kind) {
            out.extend(chunk);
        }
        at += chunk.len();
        if kind == b"IEND" {
            break;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::stripped;

    fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len()).expect("short").to_be_bytes();
        [&length[..], kind, content, &[0; 4]].concat()
    }

    #[test]
    fn only_what_is_shown_is_kept() {
        let signature = b"\x89PNG\r\n\x1a\n".to_vec();
        let shown = [signature.clone(), chunk(b"IHDR", &[0; 13]), chunk(b"IDAT", b"data"), chunk(b"IEND", b"")].concat();
        let taken = [
            signature,
            chunk(b"IHDR", &[0; 13]),
            chunk(b"eXIf", b"GPS"),
            chunk(b"tEXt", b"Author\0somebody"),
            chunk(b"tIME", &[0; 7]),
            chunk(b"IDAT", b"data"),
            chunk(b"IEND", b""),
            b"behind the end".to_vec(),
        ];
        assert_eq!(stripped(&taken.concat()).expect("a picture"), shown);
        assert_eq!(stripped(&shown).expect("the same"), shown);
    }

    #[test]
    fn of_a_file_that_was_cut_off_no_metadata_stays() {
        let signature = b"\x89PNG\r\n\x1a\n".to_vec();
        let cut = |kind: &[u8]| [&signature[..], b"\xff\xff\xff\xff", kind, b"rest"].concat();
        assert_eq!(stripped(&cut(b"tEXt")).expect("the beginning"), signature);
        assert_eq!(stripped(&cut(b"IDAT")).expect("as far as it goes"), cut(b"IDAT"));
    }
}
