/// A process without its types. Code tables give one by [`Process::drawing`](super::Process::drawing), the definitions
/// of registers build one from their text; both are checked and drawn alike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawing {
    pub name: String,
    /// In the order of declaration, which is the order of the main course.
    pub states: Vec<Place>,
    /// Every act, with a rule or without.
    pub acts: Vec<String>,
    /// A line of the table each, in its order.
    pub edges: Vec<Edge>,
}

/// A state of a [`Drawing`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub name: String,
    /// A new record may be here.
    pub starts: bool,
    /// A record may rest here for ever.
    pub ends: bool,
}

/// A rule of a [`Drawing`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    pub from: String,
    pub to: String,
    pub act: String,
    pub roles: Vec<String>,
    pub manner: Manner,
}

/// How an act belongs to the course of things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Somebody is waited for to do it.
    Ordinary,
    /// May be done, is not waited for: withdraw, extend.
    Optional,
    /// Against the course, with a reason: reopen, revoke.
    Override,
    /// Only the program does it.
    System,
}
