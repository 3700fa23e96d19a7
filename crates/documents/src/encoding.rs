//! 字符编码: text files as they come from offices, UTF-8, UTF-16 or GB18030.

use std::borrow::Cow;

use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_16BE, UTF_16LE};

use crate::{ReadError, Reason};

/// The text without its byte-order mark. What is not UTF-8 is GB18030 (of which GBK and GB2312 are parts) if it is valid there.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, ReadError> {
    let wide = |encoding: &'static Encoding, rest| encoding.decode_without_bom_handling_and_without_replacement(rest);
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(UTF_16LE, rest).ok_or(ReadError::new(Reason::Encoding)),
        [0xfe, 0xff, rest @ ..] => wide(UTF_16BE, rest).ok_or(ReadError::new(Reason::Encoding)),
        [0xef, 0xbb, 0xbf, rest @ ..] => std::str::from_utf8(rest).map(Cow::Borrowed).map_err(|error| wrong(rest, error.valid_up_to())),
        bytes => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Cow::Borrowed(text)),
            Err(error) => gb18030(bytes).map(Cow::Owned).map_err(|valid| wrong(bytes, valid.max(error.valid_up_to()))),
        },
    }
}

/// The text, or how many bytes are valid. A file that is nearly UTF-8 fails early here, and the caller tells where it is not.
fn gb18030(bytes: &[u8]) -> Result<String, usize> {
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len() * 3));
    match decoder.decode_to_string_without_replacement(bytes, &mut text, true) {
        (DecoderResult::InputEmpty, _) => Ok(text),
        (_, read) => Err(read.saturating_sub(1)),
    }
}

/// The line is named, which is the row where no cell has a line end in it.
fn wrong(bytes: &[u8], valid: usize) -> ReadError {
    ReadError::in_row(Reason::Encoding, bytes[..valid].iter().filter(|byte| **byte == b'\n').count() + 1)
}

#[cfg(test)]
mod tests {
    use super::decode;
    use encoding_rs::GB18030;

    #[test]
    fn each_encoding_is_recognised() {
        let text = "案由,𠮷野\r\n加装电梯,“甲”";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [
            text.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            [b"\xff\xfe", utf16.as_slice()].concat(),
            GB18030.encode(text).0.into_owned(),
        ] {
            assert_eq!(decode(&bytes).expect("text"), text);
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        assert!(decode(b"\xef\xbb\xbf\xff").is_err());
        assert_eq!(decode(b"abc\ndef\x81\xff\xff").expect_err("refused").row, Some(2));
        assert_eq!(
            decode("案\n由\n".as_bytes().iter().chain(b"\xff\xff").copied().collect::<Vec<_>>().as_slice()).expect_err("refused").row,
            Some(3)
        );
    }
}
