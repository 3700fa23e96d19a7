//! Each way that a deliberation may go, over HTTP, on both databases.

mod common;
mod course;
mod evidence;
mod heard;
mod maps;
mod outcomes;
mod pages;
mod remotes;
mod reviews;
mod screening;
mod secrecy;
mod slips;
mod store;
