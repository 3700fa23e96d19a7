use std::fmt;

/// What one person is to one record: a small set, computed by a module's `policy::roles`.
///
/// ```
/// kernel::vocabulary! { pub enum Role { FirstSigner = "first_signer", Reviewer = "reviewer" } }
/// use kernel::workflow::Roles;
/// let roles = Roles::none().with_if(Role::FirstSigner, true).with_if(Role::Reviewer, false);
/// assert!(roles.contains(Role::FirstSigner) && !roles.contains(Role::Reviewer));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Roles<R>(Vec<R>);

impl<R: Copy + Eq> Roles<R> {
    /// Nobody in particular: may do nothing.
    pub fn none() -> Self {
        Self(Vec::new())
    }

    /// Exactly this role; what a job of the program uses.
    pub fn only(role: R) -> Self {
        Self(vec![role])
    }

    /// With this role too.
    #[must_use]
    pub fn with(mut self, role: R) -> Self {
        if !self.contains(role) {
            self.0.push(role);
        }
        self
    }

    /// With this role too, if `condition` holds.
    #[must_use]
    pub fn with_if(self, role: R, condition: bool) -> Self {
        if condition { self.with(role) } else { self }
    }

    /// Whether this person has the role.
    pub fn contains(&self, role: R) -> bool {
        self.0.contains(&role)
    }

    /// Whether this person has one of these roles.
    pub fn any_of(&self, roles: &[R]) -> bool {
        roles.iter().any(|&role| self.contains(role))
    }

    /// The roles, in the order in which they were given.
    pub fn iter(&self) -> impl Iterator<Item = R> + '_ {
        self.0.iter().copied()
    }

    /// Whether this person is nobody to the record.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<R: Copy + Eq> Default for Roles<R> {
    fn default() -> Self {
        Self::none()
    }
}

impl<R: Copy + Eq> FromIterator<R> for Roles<R> {
    fn from_iter<I: IntoIterator<Item = R>>(roles: I) -> Self {
        roles.into_iter().fold(Self::none(), Self::with)
    }
}

impl<R: fmt::Debug> fmt::Debug for Roles<R> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_set().entries(&self.0).finish()
    }
}
