//! Databases for tests: a template is made once in the process, and every test gets a copy. SQLite files, or databases
//! of the cluster that `SANHUI_TEST_POSTGRES` names.

use std::cell::RefCell;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Integer, Text};
use sanhui::db::Settings;
use tempfile::TempDir;

/// Where PostgreSQL is, when the tests are to run on it.
pub fn postgres() -> Option<String> {
    std::env::var("SANHUI_TEST_POSTGRES").ok().filter(|url| !url.is_empty()).map(|url| url.trim_end_matches('/').to_string())
}

/// A folder in memory where there is one: the tests' files are synced often and are worth nothing.
pub fn folder() -> TempDir {
    static BASE: OnceLock<PathBuf> = OnceLock::new();
    let base = BASE.get_or_init(|| {
        let memory = Path::new("/dev/shm");
        let place = if memory.is_dir() { memory.to_path_buf() } else { std::env::temp_dir() };
        // Templates live as long as the process and cannot clean up behind it: the next run does.
        for entry in std::fs::read_dir(&place).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let process = name.strip_prefix("sanhui-test-").map(|process| Path::new("/proc").join(process));
            if process.is_some_and(|process| Path::new("/proc/self").exists() && !process.exists()) {
                let _ = std::fs::remove_dir_all(entry.path());
            }
        }
        let base = place.join(format!("sanhui-test-{}", std::process::id()));
        std::fs::create_dir_all(&base).expect("a temporary folder");
        base
    });
    tempfile::tempdir_in(base).expect("a temporary folder")
}

/// A filled database that is copied.
pub struct Template {
    folder: TempDir,
    url: String,
}

/// A copy, gone when it is dropped.
pub struct Database {
    url: String,
    file: Option<PathBuf>,
    watch: RefCell<Option<Watch>>,
    _folder: Option<TempDir>,
    /// Whether it goes when this goes.
    is_ours: bool,
}

static NEXT: AtomicU32 = AtomicU32::new(0);

fn fresh_name() -> String {
    format!("sanhui_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Connects to the cluster itself, past any database of ours.
fn cluster(base: &str) -> PgConnection {
    PgConnection::establish(&format!("{base}/postgres")).unwrap_or_else(|error| panic!("SANHUI_TEST_POSTGRES={base}: {error}"))
}

impl Template {
    /// An empty migrated database, filled by `fill` (which is given its address and the signing key's file).
    pub fn make(fill: impl FnOnce(&str, &Path)) -> Template {
        let folder = folder();
        let url = match postgres() {
            Some(base) => {
                let name = fresh_name();
                cluster(&base).batch_execute(&format!("CREATE DATABASE {name}")).expect("a new database");
                format!("{base}/{name}")
            }
            None => folder.path().join("filling.sqlite").display().to_string(),
        };
        Settings { url: url.clone(), connections: 1, count_statements: false }.migrate().expect("migrations that run");
        let template = Template { folder, url };
        fill(&template.url, template.key_file());
        template.settle();
        template
    }

    pub fn key_file(&self) -> &'static Path {
        // One key for the whole process: whichever app comes first makes it.
        static KEY: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
        &KEY.get_or_init(|| {
            let folder = folder();
            let file = folder.path().join("key.pem");
            sanhui::authz::token::Keys::load_or_create(&file, &[]).expect("a signing key");
            (folder, file)
        })
        .1
    }

    /// Makes one file of it, or a schema to start again from, whatever connections to it are still closing.
    fn settle(&self) {
        if postgres().is_some() {
            let mut conn = PgConnection::establish(&self.url).expect("the filled database");
            conn.batch_execute(SEED).expect("a second copy of every row");
        } else {
            let whole = self.folder.path().join("template.sqlite");
            let mut conn = SqliteConnection::establish(&self.url).expect("the filled database");
            conn.batch_execute(&format!("PRAGMA busy_timeout = 10000; VACUUM INTO '{}'", whole.display())).expect("a template");
        }
    }

    pub fn copy(&self) -> Database {
        match postgres() {
            Some(base) => {
                let name = fresh_name();
                let template = self.url.rsplit('/').next().unwrap_or_default();
                // A template must have no visitors; those of the filling may still be leaving.
                let make = format!(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{template}';
                     CREATE DATABASE {name} TEMPLATE {template}"
                );
                let mut cluster = cluster(&base);
                let (evict, create) = make.split_once(';').unwrap_or_default();
                let made = (0..50).any(|_| {
                    let _ = cluster.batch_execute(evict);
                    let made = cluster.batch_execute(create).is_ok();
                    if !made {
                        std::thread::sleep(std::time::Duration::from_millis(50));
                    }
                    made
                });
                assert!(made, "no copy of {template}");
                Database { url: format!("{base}/{name}"), file: None, watch: RefCell::new(None), _folder: None, is_ours: true }
            }
            None => {
                let folder = folder();
                let file = folder.path().join("sanhui.sqlite");
                std::fs::copy(self.folder.path().join("template.sqlite"), &file).expect("a copy");
                let url = file.display().to_string();
                Database { url, file: Some(file), watch: RefCell::new(None), _folder: Some(folder), is_ours: true }
            }
        }
    }
}

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = Integer)]
    data_version: i32,
}

#[derive(QueryableByName)]
struct Digest {
    #[diesel(sql_type = Text)]
    digest: String,
}

#[derive(QueryableByName)]
struct Orphan {
    #[diesel(sql_type = Text)]
    table: String,
    #[diesel(sql_type = BigInt)]
    rowid: i64,
}

impl fmt::Debug for Orphan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} row {}", self.table, self.rowid)
    }
}

impl Database {
    /// One that somebody else keeps, such as a template while it is filled.
    pub fn living(url: &str) -> Database {
        let file = postgres().is_none().then(|| PathBuf::from(url));
        Database { url: url.to_string(), file, watch: RefCell::new(None), _folder: None, is_ours: false }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// Something that differs after any change.
    pub fn digest(&self) -> String {
        let mut watch = self.watch.borrow_mut();
        match watch.get_or_insert_with(|| Watch::open(&self.url, self.file.is_none())) {
            Watch::Lite(conn) => {
                sql_query("SELECT data_version FROM pragma_data_version").get_result::<Version>(conn).expect("a version").data_version.to_string()
            }
            Watch::Pg(conn, query) => sql_query(query.as_str()).get_result::<Digest>(conn).expect("a digest").digest,
        }
    }

    /// Puts every row back as the template had it, where that is cheaper than another copy.
    pub fn start_again(&self) -> bool {
        match self.watch.borrow_mut().as_mut() {
            Some(Watch::Pg(conn, _)) => conn.batch_execute(START_AGAIN).is_ok(),
            _ => false,
        }
    }

    /// Rows whose foreign key leads nowhere. PostgreSQL has none by itself.
    pub fn orphans(&self) -> Vec<String> {
        if self.file.is_none() {
            return Vec::new();
        }
        let mut conn = SqliteConnection::establish(&self.url).expect("the test's database");
        let query = "SELECT \"table\", coalesce(rowid, 0) AS rowid FROM pragma_foreign_key_check";
        sql_query(query).load::<Orphan>(&mut conn).expect("a check").iter().map(|orphan| format!("{orphan:?}")).collect()
    }
}

/// Dropping a database costs PostgreSQL a checkpoint; so the matrix takes its changes back by hand.
const SEED: &str = "CREATE SCHEMA seed; DO $$ DECLARE t text; BEGIN
    FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP EXECUTE format('CREATE TABLE seed.%I AS TABLE public.%I', t, t); END LOOP; END $$";
const START_AGAIN: &str = "DO $$ DECLARE t text; BEGIN SET LOCAL session_replication_role = replica;
    FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('DELETE FROM public.%I', t); EXECUTE format('INSERT INTO public.%I SELECT * FROM seed.%I', t, t); END LOOP; END $$";

/// Looks for changes from outside the app.
enum Watch {
    /// `data_version` counts what other connections committed.
    Lite(SqliteConnection),
    /// How many rows each table has, and the newest transaction that wrote one.
    Pg(PgConnection, String),
}

impl Watch {
    fn open(url: &str, is_postgres: bool) -> Watch {
        if !is_postgres {
            return Watch::Lite(SqliteConnection::establish(url).expect("the test's database"));
        }
        let mut conn = PgConnection::establish(url).expect("the test's database");
        let tables = "SELECT string_agg(format('SELECT %L || count(*) || ''/'' || coalesce(max(xmin::text::bigint), 0) AS one FROM %I', tablename, tablename), ' UNION ALL ') AS digest
                      FROM pg_tables WHERE schemaname = 'public'";
        let each = sql_query(tables).get_result::<Digest>(&mut conn).expect("the tables").digest;
        Watch::Pg(conn, format!("SELECT string_agg(one, ' ' ORDER BY one) AS digest FROM ({each}) AS every"))
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let (None, true, Some(base)) = (&self.file, self.is_ours, postgres()) {
            let name = self.url.rsplit('/').next().unwrap_or_default();
            let _ = cluster(&base).batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}
