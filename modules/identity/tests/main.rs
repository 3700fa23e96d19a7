//! Every act of this module over HTTP, on both databases.

mod accounts;
mod acting;
mod directory;
mod djbh3;
mod home;
mod imports;
mod phone;
mod security;
mod setup;
mod sign_in;
mod sms_factor;
mod statements;
