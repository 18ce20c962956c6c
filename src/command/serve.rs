//! Starting the server, and asking one whether it is ready.

use std::io::{Read, Write};
use std::time::Duration;

use super::keep::migrate_embedded;
use crate::app::App;
use crate::config::{Config, LogFormat, Secret};
use crate::db::Settings;
use crate::demo;
use crate::error::{Error, Result};

/// How long a server may take to say that it is ready.
const PATIENCE: Duration = Duration::from_secs(2);

pub fn serve(config: Config) -> Result<()> {
    log_to_terminal(&config)?;
    migrate_embedded(&config)?;
    App::build(config)?.run()
}

pub fn demo(mut config: Config) -> Result<()> {
    if config.is_default_database() {
        config.database = Secret::new("data/demo.sqlite");
    }
    log_to_terminal(&config)?;
    Settings::of(&config).migrate()?;
    let app = App::build(config)?;
    demo::fill(&app)?;
    welcome(&format!("http://{}", app.config.listen));
    app.run()
}

fn welcome(address: &str) {
    println!("三会 Sanhui: DEMO. Its passwords are public; never keep real records in it.\n");
    println!("  address    {address}\n  API pages  {address}/docs/\n  password   {} (for every account)\n", demo::PASSWORD);
    for (login, name, _, role) in demo::ACCOUNTS {
        println!("  {login:<22}{} {name}", role.zh());
    }
    println!("\nTry first:");
    println!("  sign in      POST {address}/api/v1/auth/login");
    println!("  your records GET  {address}/api/v1/sessions");
    println!("  as town_reviewer, what needs a look: GET {address}/api/v1/reviews");
    println!("  or open {address}/docs/ in a browser; README.md has a tour with curl.\n");
}

pub fn ready(config: &Config) -> Result<()> {
    let failed = |error: std::io::Error| Error::internal(format!("{}: {error}", config.listen));
    let mut address = config.listen;
    if address.ip().is_unspecified() {
        address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    let mut stream = std::net::TcpStream::connect_timeout(&address, PATIENCE).map_err(failed)?;
    stream.set_read_timeout(Some(PATIENCE)).and_then(|()| stream.set_write_timeout(Some(PATIENCE))).map_err(failed)?;
    write!(stream, "GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").map_err(failed)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).map_err(failed)?;
    if answer.starts_with("HTTP/1.1 200") { Ok(()) } else { Err(Error::internal("the server is not ready")) }
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
