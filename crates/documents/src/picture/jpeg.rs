//! JPEG (ITU-T T.81): segments up to the end of the image. EXIF 2.32, 4.5 for the one field that stays.

const START_OF_SCAN: u8 = 0xda;
const END: u8 = 0xd9;

/// Which way up the camera was held; the tag of EXIF.
const ORIENTATION: u16 = 0x0112;

pub(super) fn stripped(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = bytes.get(..2)?.to_vec();
    let mut at = 2;
    let mut orientation = None;
    let mut kept = Vec::with_capacity(bytes.len());
    while at < bytes.len() {
        let marker = match bytes.get(at..at + 2)? {
            [0xff, 0xff] => {
                at += 1;
                continue;
            }
            [0xff, marker] => *marker,
            _ => return None,
        };
        if marker == END {
            kept.extend([0xff, END]);
            break;
        }
        if matches!(marker, 0x01 | 0xd0..=0xd8) {
            kept.extend([0xff, marker]);
            at += 2;
            continue;
        }
        // A file that was cut off is kept as far as it goes: what opens it may still show a part.
        let Some([high, low]) = bytes.get(at + 2..at + 4) else { break };
        let length = usize::from(u16::from_be_bytes([*high, *low])).max(2);
        let segment = &bytes[at..(at + 2 + length).min(bytes.len())];
        let content = segment.get(4..).unwrap_or_default();
        orientation = orientation.or_else(|| (marker == 0xe1).then(|| orientation_of(content)).flatten());
        if belongs(marker, content) {
            kept.extend(segment);
        }
        at += segment.len();
        if marker == START_OF_SCAN {
            let end = end_of_scan(bytes, at);
            kept.extend(&bytes[at..end]);
            at = end;
        }
    }
    out.extend(orientation.map(upright).unwrap_or_default());
    out.extend(kept);
    Some(out)
}

/// What is needed to show the picture: tables, frames, scans, JFIF, Adobe's colours and the colour profile.
fn belongs(marker: u8, content: &[u8]) -> bool {
    match marker {
        0xe0 => content.starts_with(b"JFIF\0"),
        0xe2 => content.starts_with(b"ICC_PROFILE\0"),
        0xee => content.starts_with(b"Adobe"),
        0xe1..=0xef | 0xfe => false,
        _ => true,
    }
}

/// The place of the next marker that does not belong to the data of a scan.
fn end_of_scan(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while at + 1 < bytes.len() {
        match (bytes[at], bytes[at + 1]) {
            (0xff, 0x00 | 0xd0..=0xd7) => at += 2,
            (0xff, 0xff) | (0..=0xfe, _) => at += 1,
            _ => return at,
        }
    }
    bytes.len()
}

/// 2 to 8 where the picture has to be turned.
fn orientation_of(content: &[u8]) -> Option<u16> {
    let tiff = content.strip_prefix(b"Exif\0\0")?;
    let little = match tiff.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let two = |at: usize| {
        let pair = [*tiff.get(at)?, *tiff.get(at + 1)?];
        Some(if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    };
    let four = [*tiff.get(4)?, *tiff.get(5)?, *tiff.get(6)?, *tiff.get(7)?];
    let first = usize::try_from(if little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) }).ok()?;
    let entries = usize::from(two(first)?);
    let found = (0..entries).map(|n| first + 2 + n * 12).find(|entry| two(*entry) == Some(ORIENTATION))?;
    two(found + 8).filter(|way| (2..=8).contains(way))
}

/// An EXIF segment that says which way up the picture is, and nothing else.
fn upright(way: u16) -> Vec<u8> {
    let [high, low] = way.to_be_bytes();
    let mut segment = vec![0xff, 0xe1, 0, 34];
    segment.extend(b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01");
    segment.extend([high, low, 0, 0, 0, 0, 0, 0]);
    segment
}

#[cfg(test)]
mod tests {
    use super::{orientation_of, stripped, upright};

    fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len() + 2).expect("short").to_be_bytes();
        [&[0xff, marker][..], &length, content].concat()
    }

    /// As a phone writes it: GPS in EXIF, a comment, a second scan with a comment between, another picture behind the end.
    fn photograph() -> Vec<u8> {
        let exif = [
            b"Exif\0\0II\x2a\0\x08\0\0\0\x02\0".as_slice(),
            b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0",
            b"\x25\x88\x04\0\x01\0\0\0\x1a\0\0\0",
            b"\0\0\0\0GPS 36.1N 98.5E",
        ]
        .concat();
        [
            vec![0xff, 0xd8],
            segment(0xe0, b"JFIF\0\x01\x02"),
            segment(0xe1, &exif),
            segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta GPS/>"),
            segment(0xe2, b"ICC_PROFILE\0\x01\x01profile"),
            segment(0xe2, b"MPF\0second picture"),
            segment(0xdb, &[0; 65]),
            segment(0xc2, &[8, 0, 9, 0, 9, 1, 1, 0x11, 0]),
            segment(0xda, &[1, 1, 0, 0, 63, 0]),
            vec![0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56],
            segment(0xfe, b"secret comment"),
            segment(0xda, &[1, 1, 0, 0, 63, 0]),
            vec![0x78, 0xff, 0xd9],
            b"trailer with GPS".to_vec(),
        ]
        .concat()
    }

    #[test]
    fn nothing_of_the_camera_is_left_but_which_way_up() {
        let bytes = stripped(&photograph()).expect("a picture");
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("GPS") && !text.contains("secret") && !text.contains("second") && !text.contains("xmp"), "{text}");
        assert!(text.contains("JFIF") && text.contains("profile"));
        assert_eq!(&bytes[bytes.len() - 3..], [0x78, 0xff, 0xd9]);
        assert!(bytes.windows(7).any(|w| w == [0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56]), "the scan is whole");
        let exif = upright(6);
        assert!(bytes.windows(exif.len()).any(|w| w == exif.as_slice()));
        assert_eq!(orientation_of(&exif[4..]), Some(6));
        assert_eq!(usize::from(exif[3]) + 2, exif.len());
    }

    #[test]
    fn what_was_stripped_stays_the_same() {
        let once = stripped(&photograph()).expect("a picture");
        assert_eq!(stripped(&once).expect("still one"), once);
    }

    #[test]
    fn of_a_file_that_was_cut_off_no_metadata_stays() {
        assert_eq!(stripped(&[0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff, 1]).expect("the beginning"), [0xff, 0xd8]);
        let all = photograph();
        for end in 2..all.len() {
            let text = stripped(&all[..end]).map(|kept| String::from_utf8_lossy(&kept).into_owned()).unwrap_or_default();
            assert!(!text.contains("GPS") && !text.contains("secret"), "{end}");
        }
    }

    #[test]
    fn parts_that_do_not_fit_are_no_picture() {
        assert_eq!(stripped(&[0xff, 0xd8, 0x00, 0x11]), None);
    }
}
