//! Ids as they were given, and their order: numbers as numbers, then everything else by its bytes.

use std::cmp::Ordering;
use std::collections::HashMap;

/// Gives ids consecutive places in the order of their first appearance.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    names: Vec<Box<str>>,
    /// Plain small numbers, which is what exports mostly hold, are looked up without hashing. 0: none yet.
    numbers: Vec<u32>,
    others: HashMap<Box<str>, u32>,
}

const LARGEST_NUMBER: usize = 1 << 24;

impl Ids {
    /// With these names in their places.
    pub fn of(names: &[Box<str>]) -> Ids {
        let mut ids = Ids::default();
        for name in names {
            ids.place(name);
        }
        ids
    }

    pub fn place(&mut self, name: &str) -> u32 {
        let next = self.names.len() as u32;
        if let Some(number) = small_number(name.as_bytes()) {
            if number >= self.numbers.len() {
                self.numbers.resize((number + 1).next_power_of_two(), 0);
            }
            if self.numbers[number] == 0 {
                self.numbers[number] = next + 1;
                self.names.push(name.into());
            }
            return self.numbers[number] - 1;
        }
        if let Some(&place) = self.others.get(name) {
            return place;
        }
        self.others.insert(name.into(), next);
        self.names.push(name.into());
        next
    }

    /// The names in their order, and for each place of before where it stands now.
    pub fn sorted(self) -> (Vec<Box<str>>, Vec<u32>) {
        let mut order: Vec<u32> = (0..self.names.len() as u32).collect();
        order.sort_by(|&a, &b| compare_ids(&self.names[a as usize], &self.names[b as usize]));
        let mut now = vec![0; order.len()];
        for (new, &old) in order.iter().enumerate() {
            now[old as usize] = new as u32;
        }
        let mut names: Vec<(u32, Box<str>)> = now.iter().copied().zip(self.names).collect();
        names.sort_unstable_by_key(|&(place, _)| place);
        (names.into_iter().map(|(_, name)| name).collect(), now)
    }
}

/// Written without sign and leading zeros, so that two names are never the same number.
fn small_number(name: &[u8]) -> Option<usize> {
    let plain = matches!(name, [b'0'] | [b'1'..=b'9', ..]) && name.len() <= 8;
    if !plain {
        return None;
    }
    let mut number = 0;
    for &digit in name {
        number = number * 10 + usize::from(digit.checked_sub(b'0').filter(|d| *d < 10)?);
    }
    (number < LARGEST_NUMBER).then_some(number)
}

/// The order of ids: whole numbers first, by value; the rest by bytes.
pub fn compare_ids(a: &str, b: &str) -> Ordering {
    match (a.parse::<i128>(), b.parse::<i128>()) {
        (Ok(x), Ok(y)) => x.cmp(&y).then_with(|| a.cmp(b)),
        (Ok(_), Err(_)) => Ordering::Less,
        (Err(_), Ok(_)) => Ordering::Greater,
        (Err(_), Err(_)) => a.cmp(b),
    }
}

#[cfg(test)]
mod tests {
    use super::Ids;

    #[test]
    fn numbers_stand_in_the_order_of_numbers() {
        let mut ids = Ids::default();
        let given = ["10", "b", "9", "007", "7", "a", "-1", "99999999", "10"];
        let places: Vec<u32> = given.iter().map(|name| ids.place(name)).collect();
        assert_eq!(places[0], places[8]);
        let (names, now) = ids.sorted();
        assert_eq!(names.iter().map(AsRef::as_ref).collect::<Vec<&str>>(), ["-1", "007", "7", "9", "10", "99999999", "a", "b"]);
        assert_eq!(&*names[now[places[3] as usize] as usize], "007");
    }
}
