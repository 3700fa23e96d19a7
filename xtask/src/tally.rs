//! How many tests passed and failed.

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: usize,
    pub failed: usize,
}

impl Tally {
    pub fn add(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// The last line; whether all is well. Nothing run is not well.
    pub fn report(self) -> bool {
        println!("{} passed, {} failed", self.passed, self.failed);
        self.failed == 0 && self.passed > 0
    }
}

/// `test result: ok. 3 passed; 0 failed; 1 ignored; …`
pub fn of_cargo(line: &str, tally: &mut Tally) {
    let Some(result) = line.trim().strip_prefix("test result: ") else { return };
    for part in result.split([';', '.']) {
        match part.trim().split_once(' ') {
            Some((n, "passed")) => tally.passed += n.parse::<usize>().unwrap_or(0),
            Some((n, "failed")) => tally.failed += n.parse::<usize>().unwrap_or(0),
            _ => {}
        }
    }
}

/// The summary of `node --test`: `# pass 3` (tap) or `ℹ pass 3` (spec).
pub fn of_node(line: &str, tally: &mut Tally) {
    let mut words = line.split_whitespace();
    match (words.next(), words.next(), words.next().and_then(|n| n.parse::<usize>().ok())) {
        (Some("#" | "ℹ"), Some("pass"), Some(n)) => tally.passed += n,
        (Some("#" | "ℹ"), Some("fail" | "cancelled"), Some(n)) => tally.failed += n,
        _ => {}
    }
}

/// `qa kill ... ok, 3.1 s`
pub fn of_qa(line: &str, tally: &mut Tally) {
    match line.strip_prefix("qa ").and_then(|line| line.split_once(" ... ")) {
        Some((_, end)) if end.starts_with("ok") => tally.passed += 1,
        Some((_, end)) if end.starts_with("FAILED") => tally.failed += 1,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_summed() {
        let mut tally = Tally::default();
        for line in ["running 4 tests", "test result: FAILED. 25 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s"]
        {
            of_cargo(line, &mut tally);
        }
        for line in ["ℹ tests 9", "ℹ pass 7", "ℹ fail 2", "ℹ cancelled 0", "# pass 1", "passing 3"] {
            of_node(line, &mut tally);
        }
        for line in ["qa kill ... ok, 3.1 s", "qa disk ... ignored, it needs root", "qa io ... FAILED, 9 s", "qa io: an error"] {
            of_qa(line, &mut tally);
        }
        assert_eq!(tally, Tally { passed: 34, failed: 5 });
    }
}
