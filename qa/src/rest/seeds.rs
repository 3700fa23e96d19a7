//! What is looked for, each value in one place alone.

use crate::faults::random::Random;

pub struct Seeds {
    random: Random,
    /// (place, value)
    all: Vec<(&'static str, String)>,
}

impl Seeds {
    pub fn new() -> Seeds {
        Seeds { random: Random::new(), all: Vec::new() }
    }

    /// A mobile number that nobody has.
    pub fn number(&mut self, place: &'static str) -> String {
        let number = format!("199{}", self.random.between(10_000_000, 99_999_999));
        self.known(place, number)
    }

    /// An identity card's number, of a place that there is not.
    pub fn card(&mut self, place: &'static str) -> String {
        let card = format!("9900111999{}", self.random.between(10_000_000, 99_999_999));
        self.known(place, card)
    }

    /// One that the program has made.
    pub fn known(&mut self, place: &'static str, value: String) -> String {
        self.all.push((place, value.clone()));
        value
    }

    pub fn iter(&self) -> impl Iterator<Item = &(&'static str, String)> {
        self.all.iter()
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    pub fn places(&self) -> usize {
        let places: std::collections::BTreeSet<_> = self.all.iter().map(|(place, _)| place).collect();
        places.len()
    }
}
