//! Each way that a topic may go, over HTTP, on both databases.

mod cases;
mod clues;
mod common;
mod grassroots;
mod numbers;
mod pictures;
mod receptions;
mod registers;
mod retention;
mod rooms;
mod sides;
mod topics;
mod visible;
