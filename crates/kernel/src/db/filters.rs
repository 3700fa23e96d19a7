//! A condition of a query with the parameters that it uses, grown piece by piece: a plan for each combination of filters.

use super::params::{Param, ToParam};

#[derive(Clone, Debug, Default)]
pub struct Filters {
    pub conditions: Vec<String>,
    pub params: Vec<Param<'static>>,
}

impl Filters {
    /// `sql` has one `?`, which stands for the value.
    pub fn and(&mut self, sql: &str, value: &dyn ToParam) {
        let place = self.place(value);
        self.conditions.push(sql.replace('?', &place));
    }

    /// The place of a further value.
    pub fn place(&mut self, value: &dyn ToParam) -> String {
        self.params.push(value.to_param().into_owned());
        format!("${}", self.params.len())
    }

    /// All conditions; a true one where there are none.
    pub fn sql(&self) -> String {
        if self.conditions.is_empty() { "1 = 1".to_owned() } else { self.conditions.join(" AND ") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_condition_has_its_own_place() {
        let mut filters = Filters::default();
        assert_eq!(filters.sql(), "1 = 1");
        filters.and("state = ?", &"open");
        filters.and("id < ?", &7i64);
        assert_eq!((filters.sql().as_str(), filters.params.len()), ("state = $1 AND id < $2", 2));
    }
}
