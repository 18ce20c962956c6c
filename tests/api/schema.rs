//! The invariants of the schema, asked of the living database: it is what the code says on both, and a row that says
//! where it stands moves with its organisation.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Bool, Text};
use sanhui::db::migrations::ALL;
use sanhui::db::schema::CARRIED;
use sanhui::db::{Conn, Snapshot};
use sanhui::error::Result;
use serde_json::json;

use crate::support::app::TestApp;
use crate::support::grove::{GARDENER, Grove};
use crate::support::source::{root, sources, tables};

/// Tables whose rows keep the place they were made at when their organisation moves, and why. May only shrink.
const STAYS: [(&str, &str); 1] = [("trail", "what was done stays where it was done: whoever was in charge then may read it")];

/// Name, type and whether it may be empty.
type Columns = BTreeMap<String, (String, bool)>;

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    tabula: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}

const OF_SQLITE: &str = "SELECT m.name AS tabula, c.name AS name, lower(c.type) AS kind, (c.\"notnull\" = 0) AS nullable
    FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\' AND m.name NOT LIKE 'sqlite%'";
const OF_POSTGRES: &str = "SELECT table_name::text AS tabula, column_name::text AS name,
    (data_type || CASE WHEN collation_name = 'C' THEN ' C' ELSE '' END) AS kind, (is_nullable = 'YES') AS nullable
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%'";

fn living(snapshot: &mut Snapshot) -> Result<BTreeMap<String, Columns>> {
    let query = match snapshot.conn() {
        Conn::Lite(_) => OF_SQLITE,
        Conn::Pg(_) => OF_POSTGRES,
    };
    let mut found: BTreeMap<String, Columns> = BTreeMap::new();
    for Column { tabula, name, kind, nullable } in sql_query(query).load::<Column>(snapshot.conn())? {
        found.entry(tabula).or_default().insert(name, (kind, nullable));
    }
    Ok(found)
}

/// What the databases call the types of `db/schema.rs`; text sorts by its bytes on both.
fn called(diesel: &str, is_postgres: bool) -> &'static str {
    let (lite, postgres) = match diesel {
        "Uid" => ("blob", "uuid"),
        "Text" => ("text", "text C"),
        "Integer" => ("integer", "integer"),
        "BigInt" => ("integer", "bigint"),
        "SmallInt" => ("integer", "smallint"),
        "Bool" => ("integer", "boolean"),
        "Instant" => ("integer", "timestamp with time zone"),
        "LocalDay" => ("text", "date"),
        other => panic!("say in tests/api/schema.rs what each database calls {other}"),
    };
    if is_postgres { postgres } else { lite }
}

/// As `db/schema.rs` declares them.
fn declared(is_postgres: bool) -> BTreeMap<String, Columns> {
    let all = sources();
    let schema = all.iter().find(|source| source.name == "db/schema.rs").expect("the schema");
    let mut found = BTreeMap::new();
    for table in tables(&all) {
        let (_, rest) = schema.bare.split_once(&format!("\n    {table} (")).expect("the table's declaration");
        let (_, rest) = rest.split_once('{').expect("its columns");
        let (columns, _) = rest.split_once('}').expect("their end");
        let column = |line: &str| {
            let (name, kind) = line.trim().trim_end_matches(',').split_once(" -> ")?;
            let inner = kind.strip_prefix("Nullable<").map(|kind| kind.trim_end_matches('>'));
            Some((name.to_string(), (called(inner.unwrap_or(kind), is_postgres).to_string(), inner.is_some())))
        };
        found.insert(table, columns.lines().filter_map(column).collect());
    }
    found
}

async fn app() -> TestApp {
    TestApp::on(&Grove::plant().template).await
}

#[actix_web::test]
async fn the_database_is_what_the_code_says() {
    let t = app().await;
    let (found, wanted) = (t.app.db.read(living).await.expect("the catalogue"), declared(t.app.db.is_postgres()));
    assert!(wanted.len() > 10, "the declarations were not read");
    let named = |tables: &BTreeMap<String, Columns>| tables.keys().cloned().collect::<BTreeSet<String>>();
    assert_eq!(named(&found), named(&wanted));
    for (table, columns) in &wanted {
        assert_eq!(&found[table], columns, "{table}: the migrations and db/schema.rs differ");
    }
}

#[test]
fn every_migration_in_the_folder_is_run() {
    let folder = std::fs::read_dir(root().join("migrations")).expect("the folder").flatten();
    let mut files: Vec<String> = folder.map(|file| file.file_name().to_string_lossy().into_owned()).collect();
    files.sort();
    let known: Vec<String> = ALL.iter().map(|(name, _)| format!("{name}.sql")).collect();
    assert_eq!(files, known, "a migration that nothing runs: add it to ALL in src/db/migrations.rs, in the order they run");
}

#[test]
fn a_table_with_a_path_moves_along_or_says_why_not() {
    let with_path: BTreeSet<String> = declared(false).into_iter().filter(|(_, columns)| columns.contains_key("path")).map(|(name, _)| name).collect();
    let known: BTreeSet<String> = CARRIED.iter().copied().chain(STAYS.iter().map(|(name, _)| *name)).map(str::to_string).collect();
    assert_eq!(
        with_path, known,
        "\na path is a permission: rows that a move leaves behind are read by the old superior and hidden from the new one.\n\
         Write `carried` after its key in src/db/schema.rs; or, where its rows must stay, to STAYS in tests/api/schema.rs with the reason."
    );
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

#[actix_web::test]
async fn a_move_leaves_no_row_behind() {
    let t = app().await;
    let ids = &Grove::plant().ids;
    let branch = format!("/organizations/{}", ids.get("branch"));
    let there = async || t.as_(GARDENER).get(&branch).send().await.expect(200).json()["path"].as_str().expect("a path").to_string();
    let below = async |path: String| {
        let count = move |snapshot: &mut Snapshot| {
            let mut found = Vec::new();
            for table in CARRIED.iter().copied() {
                let query = format!("SELECT count(*) AS rows FROM {table} WHERE path >= '{path}' AND path < '{path}~'");
                found.push((table, sql_query(query).get_result::<Count>(snapshot.conn())?.rows));
            }
            Ok(found)
        };
        t.app.db.read(count).await.expect("the rows")
    };
    let before = there().await;
    let stood = below(before.clone()).await;
    assert!(stood.iter().all(|(_, rows)| *rows > 0), "the grove must have rows of each table at the branch: {stood:?}");
    let to = json!({ "parent": ids.get("old_village") });
    t.as_(GARDENER).post(format!("{branch}/move")).if_match(ids.version("branch")).json(&to).send().await.expect(200);
    let after = there().await;
    assert_ne!(before, after);
    assert_eq!(below(after).await, stood);
    assert!(below(before).await.iter().all(|(_, rows)| *rows == 0));
}
