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

use crate::authz::action::{Import, PlantOrganization};
use crate::authz::{Caller, Scope};
use crate::clock::{Clock, Day, Moment};
use crate::db::path::Range;
use crate::db::{Db, Snapshot, Tx};
use crate::error::{Error, Result};
use crate::{members, organizations};
use headers::Wanted;
use report::Done;
use roster::{Branches, RosterPlan};
use table::{Lines, Table};
use tree::{Ground, TreePlan};

/// What the rows are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
pub enum Subject {
    Organizations,
    Members,
}

/// How to bring a file in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Manner {
    /// Only say what would be done.
    pub dry_run: bool,
    /// Take the good rows though others are wrong.
    pub skip_bad: bool,
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

/// In whose name an import runs.
#[derive(Clone, Copy)]
enum Hand<'s> {
    /// The operator's, who holds the database: all of it.
    Operator,
    /// An administrator's: only what the scope covers.
    Caller(&'s Scope<Import>),
}

impl Hand<'_> {
    fn ranges(&self) -> Option<&[Range]> {
        match self {
            Hand::Operator => None,
            Hand::Caller(scope) => Some(scope.ranges()),
        }
    }
    fn may_plant(&self) -> bool {
        match self {
            Hand::Operator => true,
            Hand::Caller(scope) => !scope.also::<PlantOrganization>().is_empty(),
        }
    }
    fn caller(&self) -> Option<Caller> {
        match self {
            Hand::Operator => None,
            Hand::Caller(scope) => Some(scope.caller()),
        }
    }
}

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
    Tree(TreePlan),
    Roster(RosterPlan),
}

/// Compares a file with what is known and says what importing it would do.
fn rehearse(snapshot: &mut Snapshot, hand: Hand, table: Table, now: Moment) -> Result<Report> {
    let (_, report) = plan(snapshot, hand, table, now)?;
    Ok(report)
}

/// Brings a file in: everything, or, when a row is wrong and `skip_bad` was not asked for, nothing.
fn bring_in(tx: &mut Tx, hand: Hand, table: Table, skip_bad: bool, watcher: Option<&Watcher>) -> Result<Report> {
    // Places in the tree are counted here: nobody else may give any meanwhile.
    tx.hold_tree()?;
    let now = tx.now();
    let (plan, mut report) = plan(tx, hand, table, now)?;
    if report.refused > 0 && !skip_bad {
        return Ok(report);
    }
    let total = report.created + report.changed;
    let mut seen = |done| watcher.iter().for_each(|watcher| watcher(Progress::Keeping(done, total)));
    match plan {
        Plan::Tree(plan) => organizations::keep_imported(tx, plan.new, plan.changed, plan.counted, hand.caller(), &mut seen)?,
        Plan::Roster(plan) => members::keep_imported(tx, plan.new, plan.changed, hand.caller(), &mut seen)?,
    }
    report.applied = true;
    Ok(report)
}

fn plan(snapshot: &mut Snapshot, hand: Hand, table: Table, now: Moment) -> Result<(Plan, Report)> {
    let Table { sheet, headers, lines, passed_over } = table;
    let known = organizations::import_index(snapshot, hand.ranges())?;
    let (plan, done) = match lines {
        Lines::Organizations(lines) => {
            let taken = match hand {
                Hand::Operator => Default::default(),
                Hand::Caller(_) => organizations::codes_elsewhere(snapshot, lines.iter().filter_map(|line| line.code.as_deref()), &known)?,
            };
            let next_root = organizations::next_root_number(snapshot)?;
            let mut plan = tree::plan(Ground { known, taken, may_plant: hand.may_plant(), next_root, now }, &lines);
            let done = std::mem::take(&mut plan.done);
            (Plan::Tree(plan), done)
        }
        Lines::Members(lines) => {
            let branches = Branches::of(&known);
            let sorted = roster::sort(&branches, &lines);
            let mut plan = RosterPlan::default();
            let mut done: Vec<Done> = sorted.done.into_iter().flatten().collect();
            for (organization, numbers) in sorted.by_organization {
                let members = members::import_index(snapshot, organization)?;
                let chosen: Vec<_> = numbers.into_iter().filter_map(|number| lines.get(number)).collect();
                done.extend(roster::compare(&branches, organization, &chosen, members, lines.len(), now, &mut plan)?);
            }
            done.sort_unstable_by_key(|done| done.row);
            (Plan::Roster(plan), done)
        }
    };
    Ok((plan, Report::new(&headers, &sheet, passed_over, done)))
}

/// Brings a file in from the command line: the operator's hand, the whole database.
///
/// # Errors
/// When the file cannot be read or is no spreadsheet, and whatever the database refuses.
pub fn from_file(db: &Db, clock: &Clock, file: &std::path::Path, kind: Subject, manner: Manner, watcher: Option<Watcher>) -> Result<Report> {
    let broken = |error: std::io::Error| Error::internal(format!("{}: {error}", file.display()));
    let format = file.file_name().and_then(|name| Format::of_name(&name.to_string_lossy()));
    let format = format.ok_or_else(|| Error::internal(format!("{}: neither .xlsx nor .csv", file.display())))?;
    let source = BufReader::new(File::open(file).map_err(broken)?);
    let table = parse(kind, format, source, clock.today(), watcher.as_ref())?;
    if manner.dry_run {
        let now = clock.now();
        return db.read_blocking(move |snapshot| rehearse(snapshot, Hand::Operator, table, now));
    }
    db.write_blocking(move |tx| bring_in(tx, Hand::Operator, table, manner.skip_bad, watcher.as_ref()))
}
