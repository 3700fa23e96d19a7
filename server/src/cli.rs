//! Arguments, and which command they call.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::commands::{admin, audit, back_up, configuration, doctor, export, import, keys, map, migrate, stats, token};
use crate::config::{self, Loaded};
use crate::failure::Outcome;
use crate::output::{Output, print};
use crate::serve;

/// 商量: the program that a local consultative conference runs its year on.
#[derive(Parser)]
#[command(name = "shangliang", version, disable_help_subcommand = true)]
struct Cli {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

/// Where the installation is.
#[derive(Args, Clone)]
pub struct Place {
    /// The data directory
    #[arg(long, global = true, env = "SHANGLIANG_DATA", default_value = "./shangliang-data", value_name = "DIR")]
    pub data: PathBuf,
    /// postgres://… instead of the SQLite file in the data directory
    #[arg(long, global = true, value_name = "URL")]
    pub database: Option<String>,
    /// The configuration, instead of shangliang.toml in the data directory
    #[arg(long, global = true, env = "SHANGLIANG_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Machine-readable output
    #[arg(long, global = true)]
    pub json: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the program
    Serve(Serve),
    /// Recovery from the shell: accounts of administrators
    #[command(subcommand)]
    Admin(admin::Admin),
    /// API tokens
    #[command(subcommand)]
    Token(token::Token),
    /// Takes a table in, whole or not at all
    Import(import::Import),
    /// Writes the same columns that import takes
    Export(export::Export),
    /// Figures with their reconciliation
    #[command(subcommand)]
    Stats(stats::Stats),
    /// The opinion map of a vote export
    Map(map::Map),
    /// The journal and its signatures
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Keys that seal in the database
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Writes one archive with everything, while the program runs: `backup FILE`; checks one: `backup verify FILE`;
    /// makes a key to encrypt them for: `backup key FILE`
    Backup(back_up::Backup),
    /// Makes an installation out of an archive, in an empty place
    Restore {
        file: PathBuf,
        #[command(flatten)]
        identity: back_up::Identity,
    },
    /// Looks for what is wrong
    Doctor,
    /// The configuration
    #[command(subcommand)]
    Config(configuration::Command),
    /// Brings the database to this version; an installation with data is backed up first
    Migrate {
        /// Names what would be done
        #[arg(long)]
        dry_run: bool,
    },
    /// Name and version
    Version,
}

#[derive(Args)]
struct Serve {
    /// Address and port; beyond loopback the program speaks TLS [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<String>,
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<String>,
    /// Fills an empty data directory with a demonstration city
    #[arg(long)]
    demo: bool,
}

pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let json = cli.place.json;
    ExitCode::from(print(dispatch(cli), json))
}

fn dispatch(cli: Cli) -> Outcome<Output> {
    let place = &cli.place;
    match cli.command {
        Command::Version => Ok(version()),
        Command::Config(command) => configuration::run(place, &command),
        Command::Serve(options) => {
            let flags =
                [("LISTEN", "SERVER", &options.listen), ("CERTIFICATE", "TLS", &options.tls_cert), ("KEY", "TLS", &options.tls_key)];
            let flags =
                flags.iter().filter_map(|(name, section, value)| Some((format!("SHANGLIANG_{section}_{name}"), value.as_ref()?.clone())));
            let loaded = place.load_with(flags.collect())?;
            serve::serve(&place.data, &loaded.config, options.demo)?;
            Ok(Output::default())
        }
        Command::Admin(command @ admin::Admin::Create { .. }) => admin::run(&place.open_or_make()?, &command),
        Command::Admin(command) => admin::run(&place.open()?, &command),
        Command::Token(command) => token::run(&place.open()?, &command),
        Command::Import(options) => import::run(&place.open_or_make()?, &options),
        Command::Export(options) => export::run(&place.open()?, &options),
        Command::Stats(command) => stats::run(&place.open()?, &command),
        Command::Map(options) => map::run(place.json, &options),
        Command::Audit(command) => audit::run(&place.open()?, &command),
        Command::Keys(command) => keys::run(&place.open()?, &command),
        Command::Backup(options) => back_up::run(place, &options),
        Command::Restore { file, identity } => back_up::restore(place, &file, &identity),
        Command::Doctor => doctor::run(place),
        Command::Migrate { dry_run } => migrate::run(place, dry_run),
    }
}

impl Place {
    /// The configuration with the environment.
    pub fn load(&self) -> Outcome<Loaded> {
        self.load_with(Vec::new())
    }

    /// Flags win over the environment, as the environment wins over the file.
    fn load_with(&self, flags: Vec<(String, String)>) -> Outcome<Loaded> {
        let mut variables: Vec<(String, String)> = std::env::vars().collect();
        variables.extend(flags);
        variables.extend(self.database.iter().map(|url| ("SHANGLIANG_DATABASE_URL".to_owned(), url.clone())));
        config::load(self.config.as_deref(), &self.data, &variables)
    }
}

fn version() -> Output {
    let version = env!("CARGO_PKG_VERSION");
    Output::new(format!("shangliang {version}\n"), serde_json::json!({ "name": "shangliang", "version": version }))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        super::Cli::command().debug_assert();
    }
}
