//! Spreadsheets in: the tree and the roster as committees keep them, brought in whole or not at all, with a report on
//! every row. The same file twice changes nothing. Not here: tables; what is kept goes through `organizations` and
//! `members`.
//!
//! `sheet` gives rows, `headers` says what their columns hold, `cells` and `lines` read them, `tree` and `roster` compare
//! them with what is known and plan, `report` tells. All of these are pure; only this file sees a database.

mod cells;
mod headers;
pub mod http;
mod index;
mod lines;
mod report;
mod roster;
mod sheet;
mod table;
mod tree;

use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::sync::Arc;

pub use report::{Action, Report, RowReason, RowReport};
pub use sheet::Format;

use serde::Deserialize;
use utoipa::ToSchema;

use crate::authz::Scope;
use crate::authz::action::{Import, PlantOrganization};
use crate::clock::Day;
use crate::db::{Snapshot, Tx};
use crate::error::{Error, Result};
use crate::{members, organizations};
use headers::Wanted;
use report::Done;
use roster::{Branches, Days};
use table::Lines;
pub use table::Table;
use tree::Known;

/// What the rows are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
pub enum Subject {
    Organizations,
    Members,
}

/// How far an import is, for whoever waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// So many rows read.
    Reading(usize),
    /// So many records of so many kept.
    Keeping(usize, usize),
}

/// Told now and then how far it is.
pub type Watcher = Arc<dyn Fn(Progress) + Send + Sync>;

impl Subject {
    fn wanted(self) -> Wanted {
        match self {
            Subject::Organizations => Wanted::Organizations,
            Subject::Members => Wanted::Members,
        }
    }
}

/// Reads a file into lines. Slow for a big one, and needs no database.
///
/// # Errors
/// `invalid` when it is no spreadsheet or a header is missing; `body_too_large` when it inflates beyond all bounds.
fn parse<R: Read + Seek>(kind: Subject, format: Format, source: R, today: Day, watcher: Option<&Watcher>) -> Result<Table> {
    let mut seen = |rows| watcher.iter().for_each(|watcher| watcher(Progress::Reading(rows)));
    Table::read(kind.wanted(), format, source, today, &mut seen)
}

/// What is to be kept.
enum Plan {
    Tree(organizations::Imported),
    Roster(members::Imported),
}

/// Compares a file with what is known and says what importing it would do. `since` is from which day on a roster holds, for who
/// knows: see [`Report::since`].
///
/// # Errors
/// Whatever the database refuses.
pub fn rehearse(snapshot: &mut Snapshot, scope: &Scope<Import>, table: Table, since: Option<Day>) -> Result<Report> {
    plan(snapshot, scope, table, since).map(|(_, report)| report)
}

/// Brings a file in: everything, or, when a row is wrong and `skip_bad` was not asked for, nothing.
///
/// # Errors
/// Whatever the database refuses; then nothing is kept.
pub fn bring_in(tx: &mut Tx, scope: &Scope<Import>, table: Table, since: Option<Day>, skip_bad: bool, watcher: Option<&Watcher>) -> Result<Report> {
    // Places in the tree are counted here: nobody else may give any meanwhile.
    tx.hold_tree()?;
    let (plan, mut report) = plan(tx, scope, table, since)?;
    if report.refused > 0 && !skip_bad {
        return Ok(report);
    }
    let total = report.created + report.changed;
    let mut seen = |done| watcher.iter().for_each(|watcher| watcher(Progress::Keeping(done, total)));
    match plan {
        Plan::Tree(plan) => organizations::keep_imported(tx, scope, plan, &mut seen)?,
        Plan::Roster(plan) => members::keep_imported(tx, scope, plan, &mut seen)?,
    }
    report.applied = true;
    Ok(report)
}

fn plan(snapshot: &mut Snapshot, scope: &Scope<Import>, table: Table, since: Option<Day>) -> Result<(Plan, Report)> {
    let Table { sheet, headers, lines, passed_over } = table;
    let known = organizations::import_index(snapshot, scope)?;
    let (plan, done, since) = match lines {
        Lines::Organizations(lines) => {
            let codes = lines.iter().filter_map(|line| line.code.as_deref());
            let taken = organizations::codes_elsewhere(snapshot, scope, codes, &known)?;
            let trees = scope.also::<PlantOrganization>();
            let next_root = organizations::next_root_number(snapshot, &trees)?;
            let (now, today) = (snapshot.now(), snapshot.today());
            let known = Known { rows: known, taken, may_plant: !trees.is_empty(), next_root, now, today };
            let (plan, done) = tree::plan(known, &lines);
            (Plan::Tree(plan), done, None)
        }
        Lines::Members(lines) => {
            let (branches, days) = (Branches::of(&known), Days::of(since, snapshot.today()));
            let sorted = roster::sort(&branches, &lines);
            let mut plan = members::Imported::default();
            let mut done: Vec<Done> = sorted.done.into_iter().flatten().collect();
            for (organization, numbers) in sorted.by_organization {
                let members = members::import_index(snapshot, scope, organization)?;
                let chosen: Vec<_> = numbers.into_iter().filter_map(|number| lines.get(number)).collect();
                done.extend(roster::compare(&branches, organization, (&chosen, lines.len()), members, days, &mut plan)?);
            }
            done.sort_unstable_by_key(|done| done.row);
            (Plan::Roster(plan), done, Some(days.new))
        }
    };
    Ok((plan, Report { since, ..Report::new(&headers, &sheet, passed_over, done) }))
}

/// Reads a file on disk into lines.
///
/// # Errors
/// When it cannot be read or is no spreadsheet.
pub fn read_file(file: &std::path::Path, kind: Subject, today: Day, watcher: Option<&Watcher>) -> Result<Table> {
    let broken = |error: std::io::Error| Error::internal(format!("{}: {error}", file.display()));
    let format = file.file_name().and_then(|name| Format::of_name(&name.to_string_lossy()));
    let format = format.ok_or_else(|| Error::internal(format!("{}: neither .xlsx nor .csv", file.display())))?;
    let source = BufReader::new(File::open(file).map_err(broken)?);
    parse(kind, format, source, today, watcher)
}
