//! The command line: what the operator can ask of Sanhui. Everything it does is a verb of the rooms below, in the
//! operator's name: see [`crate::authz::policy::operator_may`]. Not here: what the settings mean (`config`).

mod keep;
mod serve;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::app;
use crate::authz::Role;
use crate::clock::Day;
use crate::config::Config;
use crate::db::{Settings, backup};
use crate::error::{Error, Result};
use crate::imports::Subject;
use crate::text::Name;

/// Sanhui 三会: the system of record for the organisational life of Party branches.
#[derive(Parser)]
#[command(version, about)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API. An SQLite file is made and migrated; PostgreSQL wants `sanhui migrate` first.
    Serve(Config),
    /// Bring the database's tables up to date.
    Migrate(Config),
    /// Fill a small demo world and serve it. Its passwords are known to everybody: never for real records.
    Demo(Config),
    /// Bring in organisations or members from a spreadsheet (.xlsx, .csv).
    Import {
        #[command(flatten)]
        config: Config,
        /// What the rows are.
        #[arg(value_enum)]
        subject: Subject,
        file: PathBuf,
        #[command(flatten)]
        how: How,
    },
    /// Make the first account, or invite its owner anew. Prints a one-time code for POST /api/v1/auth/accept-invitation.
    Account {
        #[command(flatten)]
        config: Config,
        #[command(flatten)]
        owner: Owner,
    },
    /// Print the OpenAPI document.
    Openapi,
    /// Print the settings as they would be used; secrets are shown as ***.
    Config(Config),
    /// Ask the server of these settings whether it is ready: for a container's health check.
    Ready(Config),
    /// Make anew from the records what is kept only for looking up: who attended what. Nobody need stop the server.
    Rebuild(Config),
    /// Copy a living SQLite database into a new file.
    Backup {
        #[command(flatten)]
        config: Config,
        /// The new file.
        to: PathBuf,
    },
}

/// How to bring a file in.
#[derive(clap::Args)]
struct How {
    /// Only say what would be done.
    #[arg(long)]
    dry_run: bool,
    /// Take the good rows though others are wrong.
    #[arg(long)]
    skip_bad: bool,
    /// The first day on which a roster of members held, as 2026-01-31; 1 January of this year when absent.
    #[arg(long, value_parser = day)]
    since: Option<Day>,
}

fn day(text: &str) -> Result<Day, &'static str> {
    text.parse().map_err(|()| "write a day as 2026-01-31")
}

/// Whose account it is to be.
#[derive(clap::Args)]
struct Owner {
    /// The name to sign in with.
    login: Name,
    /// The person's name.
    name: Name,
    /// At which organisation: its id, its code, or its exact name.
    organization: String,
    #[arg(long, default_value = "system_administrator")]
    role: Role,
}

/// Does what was asked for.
///
/// # Errors
/// Whatever kept it from being done; [`Error::cause`] is for the operator's eyes.
pub fn run(arguments: Arguments) -> Result<()> {
    match arguments.command {
        Command::Serve(config) => serve::serve(config),
        Command::Demo(config) => serve::demo(config),
        Command::Ready(config) => serve::ready(&config),
        Command::Import { config, subject, file, how } => keep::import(&config, subject, &file, &how),
        Command::Account { config, owner } => keep::account(&config, owner),
        Command::Migrate(config) => {
            let ran = Settings::of(&config).migrate()?;
            println!("{} migrations ran{}{}", ran.len(), if ran.is_empty() { "" } else { ": " }, ran.join(", "));
            Ok(())
        }
        Command::Openapi => {
            let text = app::openapi().to_pretty_json().map_err(Error::internal)?;
            println!("{text}");
            Ok(())
        }
        Command::Config(config) => {
            println!("{config:#?}");
            Ok(())
        }
        Command::Rebuild(config) => keep::rebuild(&config),
        Command::Backup { config, to } => {
            backup::backup(&Settings::of(&config), &to)?;
            println!("{}", to.display());
            Ok(())
        }
    }
}
