//! What the operator keeps by the command line: spreadsheets, and the first accounts.

use std::path::Path;
use std::sync::Arc;

use super::{How, Owner};
use crate::authz::Scope;
use crate::authz::action::{Import, ManageAccount, Rebuild};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Db, Settings};
use crate::error::{Error, Result};
use crate::imports::{self, Progress, Report, Subject, Watcher};
use crate::{accounts, organizations, sessions, trail};

/// An SQLite file is the server's own: it is made and migrated as needed. PostgreSQL is migrated by its operator.
pub fn migrate_embedded(config: &Config) -> Result<()> {
    let settings = Settings::of(config);
    if !settings.is_postgres() {
        settings.migrate()?;
    }
    Ok(())
}

fn open(config: &Config, clock: Clock) -> Result<Db> {
    migrate_embedded(config)?;
    Db::open(&Settings::of(config), clock, trail::number)
}

pub fn import(config: &Config, subject: Subject, file: &Path, how: &How) -> Result<()> {
    let watcher: Watcher = Arc::new(|progress| match progress {
        Progress::Reading(rows) => eprint!("\r{rows} rows read"),
        Progress::Keeping(done, all) => eprint!("\r{done} of {all} records kept"),
    });
    let clock = Clock::system(&config.zone)?;
    let db = open(config, clock.clone())?;
    let table = imports::read_file(file, subject, clock.today(), Some(&watcher))?;
    let (skip_bad, since) = (how.skip_bad, how.since);
    let report = if how.dry_run {
        db.read_blocking(move |snapshot| imports::rehearse(snapshot, &Scope::<Import>::operator()?, table, since))?
    } else {
        db.write_blocking(move |tx| imports::bring_in(tx, &Scope::<Import>::operator()?, table, since, skip_bad, Some(&watcher)))?
    };
    eprintln!();
    tell(&report);
    match (report.applied, how.dry_run) {
        (true, _) => println!("applied"),
        (false, true) => println!("dry run: nothing was kept"),
        (false, false) => return Err(Error::internal("nothing was kept, since rows were refused; mend them, or take the good rows with --skip-bad")),
    }
    Ok(())
}

/// Makes the attendances anew.
pub fn rebuild(config: &Config) -> Result<()> {
    let db = open(config, Clock::system(&config.zone)?)?;
    let kept = db.write_blocking(|tx| sessions::rebuild(tx, &Scope::<Rebuild>::operator()?))?;
    println!("{kept} attendances");
    Ok(())
}

fn tell(report: &Report) {
    for row in &report.rows {
        for reason in &row.reasons {
            println!("row {:>6}  {}  {}  {}  {}", row.row, row.action.zh(), row.name, reason.zh, reason.en);
        }
    }
    println!("columns read: {}", report.columns_used.join(", "));
    println!("columns left out, nothing of them kept: {}", report.columns_left_out.join(", "));
    if let Some(since) = report.since {
        println!("new members belong from {since} on, or from the day of joining the Party where that is later");
    }
    println!("{} created, {} changed, {} unchanged, {} refused", report.created, report.changed, report.unchanged, report.refused);
}

/// Makes an account with a role at an organisation, or invites its owner anew.
pub fn account(config: &Config, owner: Owner) -> Result<()> {
    let db = open(config, Clock::system(&config.zone)?)?;
    let code = db.write_blocking(move |tx| {
        let everywhere = Scope::<ManageAccount>::operator()?;
        let (place, _) = organizations::named(tx, &everywhere, &owner.organization)?;
        let invited = accounts::first(tx, &everywhere, owner.login, owner.name, place.id, owner.role)?;
        invited.invitation_code.ok_or_else(|| Error::internal("an invitation without its code"))
    })?;
    println!("{code}");
    eprintln!("Good for seven days and one use: POST /api/v1/auth/accept-invitation with the code, a password and a device.");
    Ok(())
}
