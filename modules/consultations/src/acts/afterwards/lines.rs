//! What is typed line by line on the page of a session that is registered afterwards. Pure.

use jiff::civil::Date;
use kernel::{Error, Message, Result};

/// An agreed item: what, who, and until when where that was said.
pub type Agreed = (String, String, Option<Date>);

fn filled(given: &[String]) -> impl Iterator<Item = &str> {
    given.iter().flat_map(|text| text.lines()).map(str::trim).filter(|line| !line.is_empty())
}

fn parts(line: &str) -> Vec<&str> {
    line.split(['|', '｜']).map(str::trim).collect()
}

/// `what | owner | 2026-05-01` or `what | owner`; the error names the line.
pub fn items(given: &[String]) -> Result<Vec<Agreed>> {
    let read = |(n, line): (usize, &str)| {
        let wrong = || Error::invalid("items", Message::new("consultations.past.item").with("n", n + 1));
        let (what, owner, due) = match parts(line).as_slice() {
            [what, owner] => (*what, *owner, None),
            [what, owner, due] => (*what, *owner, Some(due.parse::<Date>().map_err(|_| wrong())?)),
            _ => return Err(wrong()),
        };
        if what.is_empty() || owner.is_empty() { Err(wrong()) } else { Ok((what.to_owned(), owner.to_owned(), due)) }
    };
    filled(given).enumerate().map(read).collect()
}

/// (side, text) of `side | text`; the side is empty where only the text stands.
pub fn positions(given: &[String]) -> Vec<(String, String)> {
    let read = |line: &str| match parts(line).as_slice() {
        [side, text] => ((*side).to_owned(), (*text).to_owned()),
        _ => (String::new(), line.to_owned()),
    };
    filled(given).map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_has_two_or_three_parts() {
        let read = items(&["修好路灯 | 村委会 | 2026-05-01\n\n清淤｜水务所｜2026-06-30\n增设车位 | 物业".into()]).unwrap();
        assert_eq!(read.len(), 3);
        assert_eq!((read[1].0.as_str(), read[1].1.as_str()), ("清淤", "水务所"));
        assert_eq!(read[2].2, None);
        assert!(items(&["修好路灯".into()]).is_err() && items(&["修好路灯 | ".into()]).is_err());
        assert!(items(&["修好路灯 | 村委会 | 明天".into()]).is_err());
    }

    #[test]
    fn a_position_may_be_everybodys() {
        let read = positions(&["居民 | 先修坏的\n夜间乱停影响安全".into()]);
        assert_eq!(read, [("居民".to_owned(), "先修坏的".to_owned()), (String::new(), "夜间乱停影响安全".to_owned())]);
    }
}
