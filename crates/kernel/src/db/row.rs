//! Reading a column by its place, without copying what is not kept.

use jiff::civil::Date;

use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::id::Id;

/// One row of a result; columns are counted from 0.
pub enum Row<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a postgres::Row),
}

impl Row<'_> {
    pub fn get<T: FromColumn>(&self, column: usize) -> Result<T> {
        T::from_column(self, column)
    }
}

pub trait FromColumn: Sized {
    fn from_column(row: &Row, column: usize) -> Result<Self>;
}

macro_rules! native {
    ($($t:ty),*) => { $(
        impl FromColumn for $t {
            fn from_column(row: &Row, column: usize) -> Result<Self> {
                match row {
                    Row::Sqlite(row) => row.get(column).map_err(Error::internal),
                    Row::Postgres(row) => row.try_get(column).map_err(Error::internal),
                }
            }
        }
        impl FromColumn for Option<$t> {
            fn from_column(row: &Row, column: usize) -> Result<Self> {
                match row {
                    Row::Sqlite(row) => row.get(column).map_err(Error::internal),
                    Row::Postgres(row) => row.try_get(column).map_err(Error::internal),
                }
            }
        }
    )* };
}
native!(i64, f64, String, Vec<u8>);

macro_rules! over {
    ($($t:ty = $base:ty, $f:expr);* $(;)?) => { $(
        impl FromColumn for $t {
            fn from_column(row: &Row, column: usize) -> Result<Self> {
                let f: fn($base) -> Result<$t> = $f;
                f(row.get::<$base>(column)?)
            }
        }
        impl FromColumn for Option<$t> {
            fn from_column(row: &Row, column: usize) -> Result<Self> {
                let f: fn($base) -> Result<$t> = $f;
                row.get::<Option<$base>>(column)?.map(f).transpose()
            }
        }
    )* };
}
over! {
    Id = i64, |n| Ok(Id(n));
    Timestamp = i64, |n| Ok(Timestamp(n));
    bool = i64, |n| Ok(n != 0);
    i32 = i64, |n| n.try_into().map_err(Error::internal);
    u32 = i64, |n| n.try_into().map_err(Error::internal);
    usize = i64, |n| n.try_into().map_err(Error::internal);
    Date = String, |t| t.parse().map_err(Error::internal);
    serde_json::Value = String, |t| serde_json::from_str(&t).map_err(Error::internal);
}
