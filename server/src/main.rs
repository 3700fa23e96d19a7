//! 商量 Shangliang: the program of a local consultative conference, in one binary.

mod backup;
mod cli;
mod commands;
mod config;
mod demo;
mod disk;
mod failure;
mod home;
mod modules;
mod output;
mod serve;
mod sms;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
