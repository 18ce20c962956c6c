//! The command line: thin. Everything it does is a verb of the library.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use sanhui::app::{self, App};
use sanhui::authz::Role;
use sanhui::clock::Clock;
use sanhui::config::{Config, LogFormat, Secret};
use sanhui::db::{Db, Settings, backup};
use sanhui::error::{Error, Result};
use sanhui::imports::{self, Manner, Progress, Subject};
use sanhui::text::Name;
use sanhui::{accounts, demo, organizations};

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
        /// Only say what would be done.
        #[arg(long)]
        dry_run: bool,
        /// Take the good rows though others are wrong.
        #[arg(long)]
        skip_bad: bool,
    },
    /// Make the first account, or invite its owner anew. Prints a one-time code for POST /api/v1/auth/accept-invitation.
    Account {
        #[command(flatten)]
        config: Config,
        /// The name to sign in with.
        login: Name,
        /// The person's name.
        name: Name,
        /// At which organisation: its id, its code, or its exact name.
        organization: String,
        #[arg(long, default_value = "system_administrator")]
        role: Role,
    },
    /// Print the OpenAPI document.
    Openapi,
    /// Print the settings as they would be used; secrets are shown as ***.
    Config(Config),
    /// Ask the server of these settings whether it is ready: for a container's health check.
    Ready(Config),
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
            migrate_embedded(&config)?;
            actix_web::rt::System::new().block_on(App::build(config)?.serve())
        }
        Command::Migrate(config) => {
            let ran = Settings::of(&config).migrate()?;
            println!("{} migrations ran{}{}", ran.len(), if ran.is_empty() { "" } else { ": " }, ran.join(", "));
            Ok(())
        }
        Command::Demo(config) => demo(config),
        Command::Import { config, subject, file, dry_run, skip_bad } => import(&config, subject, &file, Manner { dry_run, skip_bad }),
        Command::Account { config, login, name, organization, role } => account(&config, login, name, &organization, role),
        Command::Openapi => {
            let text = app::openapi().to_pretty_json().map_err(Error::internal)?;
            println!("{text}");
            Ok(())
        }
        Command::Config(config) => {
            println!("{config:#?}");
            Ok(())
        }
        Command::Ready(config) => ready(&config),
        Command::Backup { config, to } => {
            backup::backup(&Settings::of(&config), &to)?;
            println!("{}", to.display());
            Ok(())
        }
    }
}

/// An SQLite file is the server's own: it is made and migrated as needed. PostgreSQL is migrated by its operator.
fn migrate_embedded(config: &Config) -> Result<()> {
    if !config.is_postgres() {
        Settings::of(config).migrate()?;
    }
    Ok(())
}

fn demo(mut config: Config) -> Result<()> {
    if config.is_default_database() {
        config.database = Secret::new("data/demo.sqlite");
    }
    log_to_terminal(&config)?;
    Settings::of(&config).migrate()?;
    let app = App::build(config)?;
    demo::fill(&app.db, &app.config, app.bench.get_ref().clone())?;
    let address = format!("http://{}", app.config.listen);
    println!("三会 Sanhui: DEMO. Its passwords are public; never keep real records in it.\n");
    println!("  address    {address}\n  API pages  {address}/docs/\n  password   {} (for every account)\n", demo::PASSWORD);
    for (login, name, _, role) in demo::ACCOUNTS {
        println!("  {login:<22}{} {name}", role.zh());
    }
    println!(
        "\nTry first:\n  sign in      POST {address}/api/v1/auth/login\n  your records GET  {address}/api/v1/sessions\n  as town_reviewer, what needs a look: GET {address}/api/v1/reviews\n  or open {address}/docs/ in a browser; README.md has a tour with curl.\n"
    );
    actix_web::rt::System::new().block_on(app.serve())
}

fn ready(config: &Config) -> Result<()> {
    let failed = |error: std::io::Error| Error::internal(format!("{}: {error}", config.listen));
    let mut address = config.listen;
    if address.ip().is_unspecified() {
        address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    let wait = Some(std::time::Duration::from_secs(2));
    let mut stream = std::net::TcpStream::connect_timeout(&address, std::time::Duration::from_secs(2)).map_err(failed)?;
    stream.set_read_timeout(wait).and_then(|()| stream.set_write_timeout(wait)).map_err(failed)?;
    write!(stream, "GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").map_err(failed)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).map_err(failed)?;
    if answer.starts_with("HTTP/1.1 200") { Ok(()) } else { Err(Error::internal("the server is not ready")) }
}

fn open(config: &Config) -> Result<Db> {
    migrate_embedded(config)?;
    Db::open(&Settings::of(config), Clock::system(&config.zone)?, sanhui::trail::number)
}

fn import(config: &Config, subject: Subject, file: &std::path::Path, manner: Manner) -> Result<()> {
    let watcher: imports::Watcher = std::sync::Arc::new(|progress| match progress {
        Progress::Reading(rows) => eprint!("\r{rows} rows read"),
        Progress::Keeping(done, all) => eprint!("\r{done} of {all} records kept"),
    });
    let clock = Clock::system(&config.zone)?;
    let report = imports::from_file(&open(config)?, &clock, file, subject, manner, Some(watcher))?;
    eprintln!();
    for (row, reason) in report.rows.iter().flat_map(|row| row.reasons.iter().map(move |reason| (row, reason))) {
        println!("row {:>6}  {}  {}  {}  {}", row.row, row.action.zh(), row.name, reason.zh, reason.en);
    }
    println!("columns read: {}", report.columns_used.join(", "));
    println!("columns left out, nothing of them kept: {}", report.columns_left_out.join(", "));
    println!("{} created, {} changed, {} unchanged, {} refused", report.created, report.changed, report.unchanged, report.refused);
    match (report.applied, manner.dry_run) {
        (true, _) => println!("applied"),
        (false, true) => println!("dry run: nothing was kept"),
        (false, false) => return Err(Error::internal("nothing was kept, since rows were refused; mend them, or take the good rows with --skip-bad")),
    }
    Ok(())
}

fn account(config: &Config, login: Name, name: Name, organization: &str, role: Role) -> Result<()> {
    let (db, today) = (open(config)?, Clock::system(&config.zone)?.today());
    let wanted = organization.to_string();
    let code = db.write_blocking(move |tx| {
        let found = organizations::named(tx, &wanted)?;
        accounts::first_administrator(tx, &login, &name, found, role, today)
    })?;
    println!("{code}");
    eprintln!("Good for seven days and one use: POST /api/v1/auth/accept-invitation with the code, a password and a device.");
    Ok(())
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
