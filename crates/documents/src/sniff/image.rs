//! 图片: the size in pixels, read from the header before anything decodes the picture.

use super::Refusal;

const PIXELS: u64 = 50_000_000;

/// After the signature: the first chunk must be the header.
pub(super) fn png(rest: &[u8]) -> Result<(), Refusal> {
    match rest {
        [_, _, _, _, b'I', b'H', b'D', b'R', w1, w2, w3, w4, h1, h2, h3, h4, ..] => {
            limit(u32::from_be_bytes([*w1, *w2, *w3, *w4]).into(), u32::from_be_bytes([*h1, *h2, *h3, *h4]).into())
        }
        _ => Err(Refusal::Damaged),
    }
}

/// Walks the segments to the frame header. A picture without one is none.
pub(super) fn jpeg(bytes: &[u8]) -> Result<(), Refusal> {
    let mut at = 2;
    loop {
        let Some([0xff, marker]) = bytes.get(at..at + 2) else { return Err(Refusal::Damaged) };
        match marker {
            0xff => at += 1,
            0x01 | 0xd0..=0xd7 => at += 2,
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let Some([h1, h2, w1, w2]) = bytes.get(at + 5..at + 9) else { return Err(Refusal::Damaged) };
                return limit(u16::from_be_bytes([*w1, *w2]).into(), u16::from_be_bytes([*h1, *h2]).into());
            }
            _ => {
                let Some([l1, l2]) = bytes.get(at + 2..at + 4) else { return Err(Refusal::Damaged) };
                at += 2 + usize::from(u16::from_be_bytes([*l1, *l2])).max(2);
            }
        }
    }
}

fn limit(width: u64, height: u64) -> Result<(), Refusal> {
    match width * height {
        0 => Err(Refusal::Damaged),
        pixels if pixels > PIXELS => Err(Refusal::TooManyPixels),
        _ => Ok(()),
    }
}
