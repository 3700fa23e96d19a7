//! The kinds of failure that domain code knows. `web` alone turns them into HTTP.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A message in the catalogue with its arguments: `Message::new("proposals.too-long").with("max", 2500)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub key: Cow<'static, str>,
    pub args: Vec<(Cow<'static, str>, String)>,
}

impl Message {
    pub fn new(key: impl Into<Cow<'static, str>>) -> Message {
        Message { key: key.into(), args: Vec::new() }
    }

    pub fn with(mut self, name: &'static str, value: impl ToString) -> Message {
        self.args.push((name.into(), value.to_string()));
        self
    }
}

impl From<&'static str> for Message {
    fn from(key: &'static str) -> Message {
        Message::new(key)
    }
}

/// What is wrong with one field; an empty `field` means the form as a whole. Lists are `suggestions[2]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub field: String,
    pub message: Message,
}

/// HTTP: 404, 403, 422, 409, 503, 500 in this order.
#[derive(Debug)]
pub enum Error {
    /// For this person it does not exist: absent, or outside their scope.
    NotFound,
    /// Visible, but not theirs to do.
    Refused(Message),
    Invalid(Vec<FieldError>),
    /// Somebody was faster, or the record is not in a state for this.
    Conflict(Message),
    /// Try again later: the queue is full, the database is read-only, or the outcome of a commit is not known.
    Unavailable(Message),
    Internal(String),
}

impl Error {
    pub fn refused(key: &'static str) -> Error {
        Error::Refused(Message::new(key))
    }

    pub fn conflict(key: &'static str) -> Error {
        Error::Conflict(Message::new(key))
    }

    pub fn invalid(field: impl Into<String>, message: impl Into<Message>) -> Error {
        Error::Invalid(vec![FieldError { field: field.into(), message: message.into() }])
    }

    pub fn internal(cause: impl fmt::Display) -> Error {
        Error::Internal(cause.to_string())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NotFound => write!(f, "not found"),
            Error::Refused(m) => write!(f, "refused: {}", m.key),
            Error::Conflict(m) => write!(f, "conflict: {}", m.key),
            Error::Unavailable(m) => write!(f, "unavailable: {}", m.key),
            Error::Internal(cause) => write!(f, "internal: {cause}"),
            Error::Invalid(fields) => {
                write!(f, "invalid:")?;
                fields.iter().try_for_each(|e| write!(f, " {}={}", e.field, e.message.key))
            }
        }
    }
}

impl std::error::Error for Error {}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Error {
        Error::internal(error)
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Error {
        Error::internal(error)
    }
}
