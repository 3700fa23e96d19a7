//! The program itself: started, spoken to, stopped, backed up, damaged.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod accounts;
mod asvs;
mod audit;
mod backup;
mod boot;
mod bridges;
mod configuration;
mod encrypted;
mod faults;
mod generated;
mod manual;
mod maps;
mod messages;
mod program;
mod routes;
mod sealed;
mod security;
mod tables;
mod tidy;
mod tls;
mod viruses;
