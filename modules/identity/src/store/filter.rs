//! A WHERE clause put together from the filters that are set.

use kernel::Result;
use kernel::db::{Param, Row, ToParam, Tx};

use crate::listing::Part;

#[derive(Clone, Debug, Default)]
pub struct Filter {
    clauses: Vec<String>,
    params: Vec<Param<'static>>,
}

impl Filter {
    /// `clause` names its value as `?`, as often as it needs it.
    pub fn and(mut self, clause: &str, value: impl ToParam) -> Filter {
        self.params.push(value.to_param().into_owned());
        self.clauses.push(clause.replace('?', &format!("${}", self.params.len())));
        self
    }

    pub fn plain(mut self, clause: &str) -> Filter {
        self.clauses.push(clause.to_owned());
        self
    }

    /// `column` contains the folded words.
    pub fn contains(self, column: &str, words: &str) -> Filter {
        let pattern = text::fold(words).replace('!', "!!").replace('%', "!%").replace('_', "!_");
        self.and(&format!("{column} LIKE ? ESCAPE '!'"), format!("%{pattern}%"))
    }

    /// `column` begins with these bytes.
    pub fn begins(self, column: &str, start: &str) -> Filter {
        let pattern = start.replace('!', "!!").replace('%', "!%").replace('_', "!_");
        self.and(&format!("{column} LIKE ? ESCAPE '!'"), format!("{pattern}%"))
    }

    pub fn count(&self, tx: &mut Tx, from: &str) -> Result<i64> {
        tx.scalar(&format!("SELECT COUNT(*) {from}{}", self.place()), &self.params)
    }

    /// Rows of one part in this order, and how many there are in all. `from` begins with FROM.
    pub fn list<T>(
        &self,
        tx: &mut Tx,
        columns: &str,
        from: &str,
        order: &str,
        part: Part,
        read: impl FnMut(&Row) -> Result<T>,
    ) -> Result<(Vec<T>, i64)> {
        let place = self.place();
        let total = self.count(tx, from)?;
        let mut params = self.params.clone();
        params.extend([part.size, part.offset()].map(|n| Param::Int(n as i64)));
        let (limit, offset) = (params.len() - 1, params.len());
        let sql = format!("SELECT {columns} {from}{place} ORDER BY {order} LIMIT ${limit} OFFSET ${offset}");
        Ok((tx.query(&sql, &params, read)?, total))
    }

    fn place(&self) -> String {
        if self.clauses.is_empty() { String::new() } else { format!(" WHERE {}", self.clauses.join(" AND ")) }
    }
}
