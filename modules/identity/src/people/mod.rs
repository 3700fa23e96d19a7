//! 人员: the directory of persons and their seats.

mod contact;
mod detail;
mod edit;
mod list;
mod seats;

use directory::people::Person;
use directory::roles;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use web::page::{Page, page};
use web::{Access, Bound};

use crate::organisation::READERS;
use crate::scope;
use crate::store::people;

/// Who may see a telephone number, one at a time and on record.
const CALLERS: Access = Access::Roles(&[roles::ORG_ADMIN, roles::PROPOSAL_OFFICE]);

pub fn acts() -> Vec<Bound> {
    [edit::acts(), seats::acts(), contact::acts()].concat()
}

pub fn pages() -> Vec<Page> {
    vec![
        page("people.list", "/people", list::list).access(READERS).json(list::list_json).filters(&["kind", "sector", "q", "assembly"]),
        page("people.show", "/people/{id}", detail::show).access(READERS).json(detail::show_json),
    ]
}

/// A person whose record is kept, or who has a seat, within this person's scope.
fn get(tx: &mut Tx, who: &Actor, id: Id) -> Result<Person> {
    let person = directory::people::get(tx, id)?;
    if scope::check(tx, who, person.assembly).is_ok() {
        return Ok(person);
    }
    let seats = people::seats(tx, id)?;
    let mut below = scope::of(tx, who)?.into_iter();
    if below.any(|a| seats.iter().any(|s| s.assembly == a.id)) { Ok(person) } else { Err(Error::NotFound) }
}

/// The middle of a number is for those who ask for it.
pub fn masked(mobile: &str) -> String {
    let chars: Vec<char> = mobile.chars().collect();
    let (head, tail) = (chars.len().min(3), chars.len().saturating_sub(4).max(chars.len().min(3)));
    let hidden = "*".repeat(tail.saturating_sub(head));
    format!("{}{hidden}{}", chars[..head].iter().collect::<String>(), chars[tail..].iter().collect::<String>())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_number_shows_its_ends_only() {
        assert_eq!(super::masked("13800001234"), "138****1234");
        assert_eq!(super::masked("123"), "123");
        assert_eq!(super::masked(""), "");
    }
}
