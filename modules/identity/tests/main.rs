//! Every act of this module over HTTP, on both databases.

mod home;
mod sign_in;
