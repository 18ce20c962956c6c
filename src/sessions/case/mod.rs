//! From a record and the roll of its day to the facts that rules ask for. What the record does not say stays unsaid.

mod agenda;
mod appraisal;
mod democratic_life;
mod life;
mod meeting;
mod organization;
mod party_day;
mod vote;

pub use organization::organization_facts;

use super::document::Record;
use crate::members::Roll;
use crate::organizations::About;
use crate::rulebook::case::{Case, Scene};

/// The facts of one record.
pub fn of(record: &Record, branch: &About, roll: &Roll) -> Case {
    Case {
        sector: branch.sector,
        whole: whole(record, branch, roll),
        items: agenda::items(record),
        votes: agenda::votes(record),
        ..Case::new(record.held_on, record.kinds().collect(), branch.kind)
    }
}

/// What is true of the session as a whole.
fn whole(record: &Record, branch: &About, roll: &Roll) -> Scene {
    let mut whole = organization_facts(branch, roll);
    meeting::attendance(&mut whole, record, roll);
    meeting::host(&mut whole, record);
    if let Some(day) = &record.party_day {
        party_day::facts(&mut whole, day, record.held_on, branch);
    }
    if let Some(life) = &record.life {
        life::facts(&mut whole, life, record.held_on);
    }
    if let Some(appraisal) = &record.appraisal {
        appraisal::facts(&mut whole, appraisal, roll);
    }
    if let Some(body) = &record.democratic_life {
        democratic_life::facts(&mut whole, body);
    }
    whole
}
