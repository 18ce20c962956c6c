//! The command line: thin. Everything it does is a verb of the library.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use sanhui::app::{self, App};
use sanhui::config::{Config, LogFormat};
use sanhui::db::{Settings, backup};
use sanhui::error::{Error, Result};

/// Sanhui 三会: the system of record for the organisational life of Party branches.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API. An SQLite file is made and migrated; PostgreSQL wants `sanhui migrate` first.
    Serve(Config),
    /// Bring the database's tables up to date.
    Migrate(Config),
    /// Print the OpenAPI document.
    Openapi,
    /// Print the settings as they would be used; secrets are shown as ***.
    Config(Config),
    /// Copy a living SQLite database into a new file.
    Backup {
        #[command(flatten)]
        config: Config,
        /// The new file.
        to: PathBuf,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sanhui: {}", error.cause.as_deref().map_or_else(|| error.to_string(), str::to_string));
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Serve(config) => {
            log_to_terminal(&config)?;
            if !config.is_postgres() {
                Settings::of(&config).migrate()?;
            }
            actix_web::rt::System::new().block_on(App::build(config)?.serve())
        }
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
        Command::Backup { config, to } => {
            backup::backup(&Settings::of(&config), &to)?;
            println!("{}", to.display());
            Ok(())
        }
    }
}

fn log_to_terminal(config: &Config) -> Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_new(&config.log).map_err(|error| Error::internal(format!("SANHUI_LOG: {error}")))?;
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match config.log_format {
        LogFormat::Text => subscriber.init(),
        LogFormat::Json => subscriber.json().flatten_event(true).init(),
    }
    Ok(())
}
