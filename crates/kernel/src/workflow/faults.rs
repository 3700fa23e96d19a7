use super::{Drawing, Edge, Manner, Process, Word};
use std::fmt;

/// What is wrong with a table of rules. A test of every process asserts that there is nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// No state is initial.
    NoStart,
    /// No rules lead here from an initial state.
    Unreachable { state: String },
    /// Not final, and no ordinary act leads to another state.
    DeadEnd { state: String },
    /// There are ways out, but none of them ever comes to a final state.
    NeverEnds { state: String },
    /// Final, and yet an act other than an override leads on.
    EndsNot { state: String, act: String },
    /// The rule has no roles.
    Nobody { from: String, act: String },
    /// Two rules for one act at one state: which holds?
    Ambiguous { from: String, act: String },
    /// The rule speaks of a state that is not in the list (only in definitions written as text).
    NoSuchState { state: String },
    /// No rule has this act.
    WithoutRule { act: String },
    /// A rule has this act, but no page and no route does it.
    Undeclared { act: String },
    /// Declared more than once: which use case does it?
    DeclaredTwice { act: String },
}

/// What is wrong with a process. `declared_acts` are those that have a use case; acts of the program alone need none.
pub fn faults<S: Word, A: Word, R: Word>(process: &Process<S, A, R>, declared_acts: &[A]) -> Vec<Fault> {
    let declared: Vec<&str> = declared_acts.iter().map(|act| act.name()).collect();
    process.drawing().faults(&declared)
}

impl Drawing {
    /// As [`faults`], of a process without types. The list is sorted and has no doubles.
    pub fn faults(&self, declared_acts: &[&str]) -> Vec<Fault> {
        let mut found: Vec<Fault> = self.faults_of_states().chain(self.faults_of_edges()).collect();
        found.extend(self.faults_of_acts(declared_acts));
        found.sort();
        found.dedup();
        found
    }

    fn faults_of_states(&self) -> impl Iterator<Item = Fault> + '_ {
        let starts: Vec<&str> = self.states.iter().filter(|state| state.starts).map(|state| &*state.name).collect();
        let ends: Vec<&str> = self.states.iter().filter(|state| state.ends).map(|state| &*state.name).collect();
        let no_start = starts.is_empty().then_some(Fault::NoStart);
        let reached = closure(starts, |at| self.edges.iter().filter(move |e| e.from == at).map(|e| &*e.to));
        let ending = closure(ends, |at| self.ordinary().filter(move |e| e.to == at).map(|e| &*e.from));

        no_start.into_iter().chain(self.states.iter().flat_map(move |place| {
            let state = place.name.clone();
            let leads_on = self.ordinary().any(|e| e.from == state && e.to != state);
            let unreachable = !reached.contains(&&*state);
            let dead_end = !place.ends && !leads_on;
            let never_ends = !dead_end && !ending.contains(&&*state);
            [
                unreachable.then(|| Fault::Unreachable { state: state.clone() }),
                dead_end.then(|| Fault::DeadEnd { state: state.clone() }),
                never_ends.then(|| Fault::NeverEnds { state: state.clone() }),
            ]
            .into_iter()
            .flatten()
        }))
    }

    fn faults_of_edges(&self) -> impl Iterator<Item = Fault> + '_ {
        let known = |name: &String| self.states.iter().any(|state| state.name == *name);
        let ends = |name: &String| self.states.iter().any(|state| state.name == *name && state.ends);
        self.edges.iter().enumerate().flat_map(move |(index, edge)| {
            let Edge { from, to, act, .. } = edge;
            let before = &self.edges[..index];
            let ambiguous = before.iter().any(|earlier| earlier.from == *from && earlier.act == *act);
            let ends_not = ends(from) && from != to && edge.manner != Manner::Override;
            [
                edge.roles.is_empty().then(|| Fault::Nobody { from: from.clone(), act: act.clone() }),
                ambiguous.then(|| Fault::Ambiguous { from: from.clone(), act: act.clone() }),
                ends_not.then(|| Fault::EndsNot { state: from.clone(), act: act.clone() }),
                (!known(from)).then(|| Fault::NoSuchState { state: from.clone() }),
                (!known(to)).then(|| Fault::NoSuchState { state: to.clone() }),
            ]
            .into_iter()
            .flatten()
        })
    }

    fn faults_of_acts<'a>(&'a self, declared: &'a [&str]) -> impl Iterator<Item = Fault> + 'a {
        let all = self.acts.iter().map(|act| &**act).chain(declared.iter().copied());
        let idle = all.filter(|act| self.edges.iter().all(|edge| edge.act != *act));
        let homeless = self.edges.iter().filter(|e| e.manner != Manner::System && !declared.contains(&&*e.act));
        let twice = declared.iter().enumerate().filter(|(index, act)| declared[..*index].contains(act));
        idle.map(|act| Fault::WithoutRule { act: act.to_owned() })
            .chain(homeless.map(|edge| Fault::Undeclared { act: edge.act.clone() }))
            .chain(twice.map(|(_, act)| Fault::DeclaredTwice { act: (*act).to_owned() }))
    }

    fn ordinary(&self) -> impl Iterator<Item = &Edge> + '_ {
        self.edges.iter().filter(|edge| edge.manner != Manner::Override)
    }
}

/// Everything that can be come to from `from` by `next`, itself included.
fn closure<'a, N: Iterator<Item = &'a str>>(from: Vec<&'a str>, next: impl Fn(&'a str) -> N) -> Vec<&'a str> {
    let mut seen = from;
    let mut index = 0;
    while let Some(&at) = seen.get(index) {
        for neighbour in next(at) {
            if !seen.contains(&neighbour) {
                seen.push(neighbour);
            }
        }
        index += 1;
    }
    seen
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoStart => write!(out, "no state is initial"),
            Self::Unreachable { state } => write!(out, "no rule leads to {state}"),
            Self::DeadEnd { state } => write!(out, "{state} is not final and nothing leads on"),
            Self::NeverEnds { state } => write!(out, "from {state} no final state can be reached"),
            Self::EndsNot { state, act } => write!(out, "{state} is final, yet {act} leads on and is no override"),
            Self::Nobody { from, act } => write!(out, "nobody may {act} at {from}"),
            Self::Ambiguous { from, act } => write!(out, "two rules for {act} at {from}"),
            Self::NoSuchState { state } => write!(out, "a rule speaks of {state}, which is no state"),
            Self::WithoutRule { act } => write!(out, "no rule has the act {act}"),
            Self::Undeclared { act } => write!(out, "no use case does the act {act}"),
            Self::DeclaredTwice { act } => write!(out, "the act {act} is declared twice"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{Act, PROCESS};
    use super::super::{Drawing, Edge, Manner, Place};
    use super::{Fault, faults};

    #[test]
    fn a_sound_process_has_no_faults() {
        let declared: Vec<Act> = Act::ALL.iter().copied().filter(|&act| act != Act::Settle).collect();
        assert_eq!(faults(&PROCESS, &declared), []);
        assert!(faults(&PROCESS, &declared[1..]).contains(&Fault::Undeclared { act: "invite".into() }));
    }

    /// `a>b go reviewer`, one a line; states are `name`, `^name` (initial), `name.` (final).
    fn drawing(states: &str, edges: &str) -> Drawing {
        let place =
            |text: &str| Place { name: text.trim_matches(['^', '.']).to_owned(), starts: text.starts_with('^'), ends: text.ends_with('.') };
        let edge = |line: &str| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let (from, to) = words[0].split_once('>').unwrap();
            let manner = if words[1].ends_with('!') { Manner::Override } else { Manner::Ordinary };
            let act = words[1].trim_end_matches('!').to_owned();
            let roles = words[2..].iter().map(|role| (*role).to_owned()).collect();
            Edge { from: from.to_owned(), to: to.to_owned(), act, roles, manner }
        };
        let edges: Vec<Edge> = edges.lines().map(str::trim).filter(|line| !line.is_empty()).map(edge).collect();
        let states = states.split_whitespace().map(place).collect();
        Drawing { name: "test".into(), states, acts: Vec::new(), edges }
    }

    #[track_caller]
    fn check(states: &str, edges: &str, declared: &[&str], expected: &[&str]) {
        let found: Vec<String> = drawing(states, edges).faults(declared).iter().map(Fault::to_string).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn each_fault_is_found() {
        check("a b.", "a>b go x", &["go"], &["no state is initial", "no rule leads to a", "no rule leads to b"]);
        check("^a b. c.", "a>b go x", &["go"], &["no rule leads to c"]);
        check("^a b c.", "a>b go x\n a>c end x\n b>b turn x", &["go", "end", "turn"], &["b is not final and nothing leads on"]);
        check("^a b.", "a>b go", &["go"], &["nobody may go at a"]);
        check("^a b.", "a>b go x\n a>a go y", &["go"], &["two rules for go at a"]);
        check("^a b.", "a>b go x\n b>a back x", &["go", "back"], &["b is final, yet back leads on and is no override"]);
        check("^a b.", "a>b go x\n a>z fly x", &["go", "fly"], &["a rule speaks of z, which is no state"]);
        check("^a b.", "a>b go x", &["go", "sing"], &["no rule has the act sing"]);
        check("^a b.", "a>b go x", &[], &["no use case does the act go"]);
        check("^a b.", "a>b go x", &["go", "go"], &["the act go is declared twice"]);
    }

    #[test]
    fn a_circle_without_a_way_out_is_found() {
        let edges = "a>e end x\n a>b go x\n b>c on x\n c>b back x";
        let found = ["from b no final state can be reached", "from c no final state can be reached"];
        check("^a b c e.", edges, &["end", "go", "on", "back"], &found);
    }

    #[test]
    fn only_an_override_leads_out_of_an_end_and_saves_no_dead_end() {
        check("^a b.", "a>b go x\n b>a reopen! x", &["go", "reopen"], &[]);
        check("^a b c.", "a>b go x\n a>c end x\n b>a reopen! x", &["go", "end", "reopen"], &["b is not final and nothing leads on"]);
    }
}
