//! 词表: closed lists of words (states, acts, roles, kinds) that have one name in the database, in JSON and in forms.

use std::fmt::Debug;

/// A word of a closed list. Declared with [`vocabulary!`](crate::vocabulary), never by hand.
pub trait Word: Copy + Eq + Debug + Send + Sync + 'static {
    /// Every word, in the order of declaration.
    const ALL: &'static [Self];
    /// The name that is stored and sent: `snake_case`, never shown to a person.
    fn name(self) -> &'static str;
    /// The word of this name; `None` for anything else.
    fn parse(name: &str) -> Option<Self>;
}

/// Declares closed lists of words: an enum each, that is stored, sent and read as its names.
///
/// ```
/// kernel::vocabulary! {
///     /// 提案状态: where a proposal is.
///     pub enum State {
///         /// 草稿
///         Draft = "draft",
///         /// 征集联名
///         CosignOpen = "cosign_open",
///     }
/// }
/// assert_eq!(State::parse("cosign_open"), Some(State::CosignOpen));
/// assert_eq!(State::Draft.name(), "draft");
/// assert_eq!(State::ALL.len(), 2);
/// ```
///
/// Each enum has `ALL`, `name`, `parse`, `Display`, [`Word`], serde by name, and a JSON schema that lists the names.
#[macro_export]
macro_rules! vocabulary {
    ($(
        $(#[$about:meta])*
        $visible:vis enum $Name:ident {
            $( $(#[$word_about:meta])* $Word:ident = $name:literal ),+ $(,)?
        }
    )+) => {$(
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        $visible enum $Name {
            $( $(#[$word_about])* $Word ),+
        }

        impl $Name {
            /// Every word, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$Word),+];

            /// The name that is stored and sent.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$Word => $name),+ }
            }

            /// The word of this name; `None` for anything else.
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$Word),)+ _ => None }
            }
        }

        impl $crate::workflow::Word for $Name {
            const ALL: &'static [Self] = Self::ALL;
            fn name(self) -> &'static str { self.name() }
            fn parse(name: &str) -> Option<Self> { Self::parse(name) }
        }

        impl ::std::fmt::Display for $Name {
            fn fmt(&self, out: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                out.pad(self.name())
            }
        }

        impl $crate::workflow::vocabulary::serde::Serialize for $Name {
            fn serialize<W: $crate::workflow::vocabulary::serde::Serializer>(&self, to: W) -> ::std::result::Result<W::Ok, W::Error> {
                to.serialize_str(self.name())
            }
        }

        impl<'de> $crate::workflow::vocabulary::serde::Deserialize<'de> for $Name {
            fn deserialize<D: $crate::workflow::vocabulary::serde::Deserializer<'de>>(from: D) -> ::std::result::Result<Self, D::Error> {
                $crate::workflow::vocabulary::read(from, Self::parse, &[$($name),+])
            }
        }

        impl $crate::workflow::vocabulary::schemars::JsonSchema for $Name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                stringify!($Name).into()
            }

            fn schema_id() -> ::std::borrow::Cow<'static, str> {
                concat!(module_path!(), "::", stringify!($Name)).into()
            }

            fn json_schema(_: &mut $crate::workflow::vocabulary::schemars::SchemaGenerator) -> $crate::workflow::vocabulary::schemars::Schema {
                $crate::workflow::vocabulary::schemars::json_schema!({ "type": "string", "enum": [$($name),+] })
            }
        }
    )+};
}

#[doc(hidden)]
pub use {schemars, serde};

/// Reads a word by its name; the error lists the names that would have been right.
#[doc(hidden)]
pub fn read<'de, W, D: serde::Deserializer<'de>>(
    from: D,
    parse: fn(&str) -> Option<W>,
    names: &'static [&'static str],
) -> Result<W, D::Error> {
    use serde::de::Error;
    let name = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(from)?;
    parse(&name).ok_or_else(|| D::Error::unknown_variant(&name, names))
}

#[cfg(test)]
mod tests {
    use super::Word;

    crate::vocabulary! {
        /// 颜色
        pub(crate) enum Colour {
            /// 红
            Red = "red",
            /// 深蓝
            DeepBlue = "deep_blue",
        }
        /// 大小
        enum Size { Small = "small" }
    }

    #[test]
    fn a_word_is_read_back_by_its_name() {
        fn check<W: Word>() {
            for &word in W::ALL {
                assert_eq!(W::parse(word.name()), Some(word));
            }
            assert_eq!(W::parse("no such word"), None);
        }
        check::<Colour>();
        check::<Size>();
        assert_eq!(format!("{:>10}", Colour::DeepBlue), " deep_blue");
    }

    #[test]
    fn json_is_the_name_and_a_wrong_one_is_told() {
        assert_eq!(serde_json::to_string(&Colour::DeepBlue).unwrap(), r#""deep_blue""#);
        assert_eq!(serde_json::from_str::<Colour>(r#""red""#).unwrap(), Colour::Red);
        let refused = serde_json::from_str::<Colour>(r#""green""#).unwrap_err().to_string();
        assert!(refused.contains("`red` or `deep_blue`"), "{refused}");
    }

    #[test]
    fn the_schema_lists_the_names() {
        let schema = serde_json::to_value(schemars::schema_for!(Colour)).unwrap();
        assert_eq!(schema["type"], "string");
        assert_eq!(schema["enum"], serde_json::json!(["red", "deep_blue"]));
    }
}
