//! Parameters of a statement: five kinds, borrowed where they can be.

use jiff::civil::Date;

use crate::clock::Timestamp;
use crate::id::Id;

/// One bound value. Text loses U+0000, which PostgreSQL cannot store.
#[derive(Clone, Debug, PartialEq)]
pub enum Param<'a> {
    Null,
    Int(i64),
    Real(f64),
    Text(std::borrow::Cow<'a, str>),
    Blob(std::borrow::Cow<'a, [u8]>),
}

impl Param<'_> {
    pub fn into_owned(self) -> Param<'static> {
        match self {
            Param::Null => Param::Null,
            Param::Int(n) => Param::Int(n),
            Param::Real(x) => Param::Real(x),
            Param::Text(t) => Param::Text(t.into_owned().into()),
            Param::Blob(b) => Param::Blob(b.into_owned().into()),
        }
    }
}

/// What can be bound; used by the `params!` macro.
pub trait ToParam {
    fn to_param(&self) -> Param<'_>;
}

impl ToParam for Param<'_> {
    fn to_param(&self) -> Param<'_> {
        self.clone()
    }
}

impl ToParam for str {
    fn to_param(&self) -> Param<'_> {
        match self.contains('\0') {
            true => Param::Text(self.replace('\0', "").into()),
            false => Param::Text(self.into()),
        }
    }
}

impl ToParam for String {
    fn to_param(&self) -> Param<'_> {
        self.as_str().to_param()
    }
}

impl ToParam for [u8] {
    fn to_param(&self) -> Param<'_> {
        Param::Blob(self.into())
    }
}

impl ToParam for Vec<u8> {
    fn to_param(&self) -> Param<'_> {
        self.as_slice().to_param()
    }
}

impl<const N: usize> ToParam for [u8; N] {
    fn to_param(&self) -> Param<'_> {
        self.as_slice().to_param()
    }
}

impl ToParam for serde_json::Value {
    fn to_param(&self) -> Param<'_> {
        Param::Text(self.to_string().replace('\0', "").into())
    }
}

impl ToParam for Date {
    fn to_param(&self) -> Param<'_> {
        Param::Text(self.to_string().into())
    }
}

macro_rules! ints {
    ($($t:ty => $e:expr),*) => { $(impl ToParam for $t {
        fn to_param(&self) -> Param<'_> { let f: fn(&$t) -> i64 = $e; Param::Int(f(self)) }
    })* };
}
ints!(i64 => |n| *n, i32 => |n| i64::from(*n), u32 => |n| i64::from(*n), usize => |n| *n as i64, bool => |b| i64::from(*b), Id => |id| id.0, Timestamp => |t| t.0);

impl ToParam for f64 {
    fn to_param(&self) -> Param<'_> {
        Param::Real(*self)
    }
}

impl<T: ToParam> ToParam for Option<T> {
    fn to_param(&self) -> Param<'_> {
        self.as_ref().map_or(Param::Null, ToParam::to_param)
    }
}

impl<T: ToParam + ?Sized> ToParam for &T {
    fn to_param(&self) -> Param<'_> {
        (**self).to_param()
    }
}

/// `params![id, &title, due]`: the parameters of a statement.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::db::ToParam::to_param(&$value)),*] };
}
