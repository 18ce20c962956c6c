//! Organisations and members from the spreadsheets that committees keep: untidy, in Chinese or English, with wrong rows.
//! Every row is answered for; by default all rows are taken or none. Not here: what an organisation or a member is.

mod cells;
mod headers;
pub mod http;
mod members;
mod organizations;
mod report;
mod sheet;

use serde::Deserialize;
use utoipa::ToSchema;

pub use report::{Action, Refusal, Report, RowReport};
pub use sheet::Format;

use crate::authz::action::{Import, PlantOrganization};
use crate::authz::{Caller, Scope};
use crate::db::path::{Path, Range};
use crate::db::{Db, Tx};
use crate::error::Result;

/// What the rows are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
pub enum Subject {
    Organizations,
    Members,
}

/// How to take them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manner {
    /// Only say what would be done.
    pub dry_run: bool,
    /// Take the good rows though others are wrong.
    pub skip_bad: bool,
}

/// Who imports, and where they may.
#[derive(Clone)]
pub struct Authority {
    /// None: everywhere, on the command line.
    ranges: Option<Vec<Range>>,
    may_plant: bool,
    caller: Option<Caller>,
}

impl Authority {
    /// The operator at the command line, who proves nothing but holds the database.
    pub fn operator() -> Authority {
        Authority { ranges: None, may_plant: true, caller: None }
    }
    fn of(scope: &Scope<Import>) -> Authority {
        Authority { ranges: Some(scope.ranges().to_vec()), may_plant: !scope.also::<PlantOrganization>().is_empty(), caller: Some(scope.caller()) }
    }
    fn covers(&self, path: &Path) -> bool {
        self.ranges.as_ref().is_none_or(|ranges| ranges.iter().any(|range| range.contains(path)))
    }
}

/// Called with rows done and rows in all, now and then.
pub type Progress = Box<dyn FnMut(usize, usize) + Send>;

/// Takes a sheet's rows in one transaction: all of them, or, with `skip_bad`, the good ones.
///
/// # Errors
/// When the sheet cannot be read or has no header row. Wrong rows are no error: the report names them.
fn take(tx: &mut Tx, authority: &Authority, subject: Subject, manner: Manner, sheet: &sheet::Sheet, mut progress: Progress) -> Result<Report> {
    // What is new is decided from what is read here: nobody else writes meanwhile.
    if !manner.dry_run {
        tx.hold_tree()?;
    }
    match subject {
        Subject::Organizations => organizations::take(tx, authority, manner, sheet, &mut progress),
        Subject::Members => members::take(tx, authority, manner, sheet, &mut progress),
    }
}

/// For the command line: reads a file and takes its rows.
///
/// # Errors
/// As [`Db::write`]; when the sheet cannot be read.
pub fn from_bytes(db: &Db, subject: Subject, manner: Manner, format: Format, bytes: &[u8], progress: Progress) -> Result<Report> {
    let sheet = sheet::read(format, bytes)?;
    db.write_blocking(move |tx| take(tx, &Authority::operator(), subject, manner, &sheet, progress))
}
