//! Every setting: its name, meaning and default. Read from flags and `SANHUI_*` variables; secrets never print.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

/// A value that is shown as `***`.
#[derive(Clone)]
pub struct Secret(String);

/// Where the embedded database is when nobody says.
const DEFAULT_DATABASE: &str = "data/sanhui.sqlite";

impl Secret {
    pub fn new(text: &str) -> Secret {
        Secret(text.to_string())
    }
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Secret {
    type Err = std::convert::Infallible;
    fn from_str(text: &str) -> Result<Secret, Self::Err> {
        Ok(Secret(text.to_string()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// For people at a terminal.
    Text,
    /// One JSON object a line.
    Json,
}

/// What the server runs with.
#[derive(Clone, Debug, clap::Args)]
pub struct Config {
    /// An SQLite file, or postgres://user:password@host/database. May hold a password: it is never printed.
    #[arg(long, env = "SANHUI_DATABASE", default_value = DEFAULT_DATABASE, hide_env_values = true)]
    pub database: Secret,
    /// Where the API listens.
    #[arg(long, env = "SANHUI_LISTEN", default_value = "127.0.0.1:8320")]
    pub listen: SocketAddr,
    /// Where Prometheus metrics are served; keep it away from the public network. Empty: nowhere.
    #[arg(long, env = "SANHUI_METRICS_LISTEN", default_value = "127.0.0.1:8321")]
    pub metrics_listen: Option<SocketAddr>,
    /// The time zone in which a day is a day.
    #[arg(long, env = "SANHUI_ZONE", default_value = "Asia/Shanghai")]
    pub zone: String,
    /// The Ed25519 key that signs access tokens; made at the first start. All servers of one database share it.
    #[arg(long, env = "SANHUI_KEY_FILE", default_value = "data/signing-key.pem")]
    pub key_file: PathBuf,
    /// Public keys of earlier signing keys (PEM), still accepted until their tokens have run out.
    #[arg(long, env = "SANHUI_OLD_KEY_FILES", value_delimiter = ',')]
    pub old_key_files: Vec<PathBuf>,
    /// Worker threads of the HTTP server; 0: one for each processor.
    #[arg(long, env = "SANHUI_WORKERS", default_value_t = 0)]
    pub workers: usize,
    /// Connections to the database: readers on SQLite, all on PostgreSQL.
    #[arg(long, env = "SANHUI_CONNECTIONS", default_value_t = 8)]
    pub connections: usize,
    /// Requests a minute that one account may make on one device.
    #[arg(long, env = "SANHUI_REQUESTS_PER_MINUTE", default_value_t = 600)]
    pub requests_per_minute: u32,
    /// Days after which a record that arrives counts as late and is asked for the reason (a label, never a refusal).
    #[arg(long, env = "SANHUI_LATE_AFTER_DAYS", default_value_t = 7)]
    pub late_after_days: u16,
    /// Days in which a branch may appeal against an evaluation.
    #[arg(long, env = "SANHUI_APPEAL_DAYS", default_value_t = 15)]
    pub appeal_days: u16,
    /// Days in which a committee should answer an appeal (a label: nothing happens by itself when they are over).
    #[arg(long, env = "SANHUI_ANSWER_DAYS", default_value_t = 30)]
    pub answer_days: u16,
    /// Days for which a refresh token is good.
    #[arg(long, env = "SANHUI_REFRESH_DAYS", default_value_t = 60)]
    pub refresh_days: u16,
    /// Password hashes computed at the same time (each takes 19 MiB); 0: one for each processor.
    #[arg(long, env = "SANHUI_PASSWORD_WORKERS", default_value_t = 0)]
    pub password_workers: usize,
    /// Memory of one password hash, in KiB. Lower it only in tests.
    #[arg(long, env = "SANHUI_PASSWORD_MEMORY_KIB", default_value_t = 19_456, hide = true)]
    pub password_memory_kib: u32,
    /// Say in every reply that this site speaks only TLS; for use behind a TLS proxy.
    #[arg(long, env = "SANHUI_HSTS", default_value_t = false)]
    pub hsts: bool,
    #[arg(long, env = "SANHUI_LOG_FORMAT", value_enum, default_value = "text")]
    pub log_format: LogFormat,
    /// What is logged, as tracing's filter: `info`, `sanhui=debug` …
    #[arg(long, env = "SANHUI_LOG", default_value = "info")]
    pub log: String,
}

impl Config {
    /// Whether nobody said which database.
    pub fn is_default_database(&self) -> bool {
        self.database.reveal() == DEFAULT_DATABASE
    }
}
