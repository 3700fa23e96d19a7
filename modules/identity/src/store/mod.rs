//! The statements of this module, by table.

pub mod accounts;
pub mod audit;
pub mod codes;
pub mod export;
pub mod failures;
pub mod filter;
pub mod grants;
pub mod links;
pub mod people;
pub mod places;
pub mod sign_ins;
pub mod units;
