//! Each way that a topic may go, over HTTP, on both databases.

mod common;
mod rooms;
mod sides;
mod topics;
mod visible;
