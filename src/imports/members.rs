//! Rows of members: who, where, since when. A member is recognised by organisation, name and day of joining; identity
//! numbers are never read.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::cells::{Dated, day, is_yes, name, squeezed, text};
use super::headers::{self, Column, Header};
use super::report::{Action, Refusal, Report};
use super::sheet::{Cell, Sheet};
use super::{Authority, Manner, Progress};
use crate::clock::Day;
use crate::db::Tx;
use crate::error::Result;
use crate::id::{MemberId, OrganizationId};
use crate::members::{self, MemberDraft, Row};
use crate::organizations;
use crate::rulebook::kinds::{Duty, MemberFlag, MemberStatus, OrganizationKind};
use crate::text::Name;

const COLUMNS: &[Column] = &[
    Column { word: "name", names: &["姓名", "党员姓名"], required: true },
    Column { word: "status", names: &["人员类别", "党员类别", "类别"], required: true },
    Column {
        word: "organization", names: &["所在党支部", "所在党组织", "党支部", "所属党支部", "党组织名称"], required: true
    },
    Column { word: "joined_on", names: &["加入党组织日期", "入党日期", "入党时间", "加入中共组织日期"], required: true },
    Column { word: "full_on", names: &["转为正式党员日期", "转正日期", "转正时间"], required: false },
    Column { word: "duty", names: &["党内职务", "职务"], required: false },
    Column { word: "floating", names: &["是否流动党员", "流动党员"], required: false },
];
/// How often progress is told, in rows.
const EVERY: usize = 1_000;

struct Wanted {
    row: usize,
    draft: MemberDraft,
}

pub fn take(tx: &mut Tx, authority: &Authority, manner: Manner, sheet: &Sheet, progress: &mut Progress) -> Result<Report> {
    let header = headers::find(sheet, COLUMNS)?;
    let mut report = Report { columns_used: header.used.clone(), columns_left_out: header.left_out.clone(), ..Report::default() };
    let places = places(tx, authority)?;
    let wanted = read(sheet, &header, &places, &mut report);
    let mut known: HashMap<OrganizationId, HashMap<(String, Day), Row>> = HashMap::new();
    let (mut created, mut changed) = (Vec::new(), Vec::new());
    for (done, wish) in wanted.iter().enumerate() {
        let draft = &wish.draft;
        if let Entry::Vacant(place) = known.entry(draft.organization) {
            let rows = members::import_index(tx, draft.organization)?;
            place.insert(rows.into_iter().map(|row| ((row.name.clone(), row.joined_on), row)).collect());
        }
        let found = known.get(&draft.organization).and_then(|rows| rows.get(&(draft.name.to_string(), draft.joined_on)));
        match found {
            None => {
                created.push(draft);
                report.tell(wish.row, draft.name.as_str(), Action::Created);
            }
            Some(old) => match members::updated(old, draft)? {
                None => report.tell(wish.row, draft.name.as_str(), Action::Unchanged),
                Some(row) => {
                    changed.push(row);
                    report.tell(wish.row, draft.name.as_str(), Action::Changed);
                }
            },
        }
        if done % EVERY == 0 {
            progress(done, wanted.len() * 2);
        }
    }
    if manner.dry_run || (report.refused > 0 && !manner.skip_bad) {
        return Ok(report.finish());
    }
    for (done, draft) in created.into_iter().enumerate() {
        members::enrol(tx, MemberId::fresh(), draft, authority.caller)?;
        if done % EVERY == 0 {
            progress(wanted.len() + done, wanted.len() * 2);
        }
    }
    for row in changed {
        members::set_imported(tx, &row, authority.caller)?;
    }
    report.applied = true;
    Ok(report.finish())
}

/// Where members can be put: by id, by code and by name without spaces.
fn places(tx: &mut Tx, authority: &Authority) -> Result<HashMap<String, (OrganizationId, OrganizationKind)>> {
    let mut places = HashMap::new();
    for row in organizations::import_index(tx)?.into_iter().filter(|row| authority.covers(&row.path)) {
        if let Some(code) = row.code {
            places.insert(code, (row.id, row.kind));
        }
        places.insert(row.id.to_string(), (row.id, row.kind));
        places.insert(squeezed(&row.name), (row.id, row.kind));
    }
    Ok(places)
}

/// A line of sums below the rows.
pub fn is_total(row: &[Cell]) -> bool {
    let first = row.iter().map(text).find(|text| !text.is_empty()).unwrap_or_default();
    matches!(squeezed(&first).as_str(), "合计" | "总计" | "小计" | "total" | "Total")
}

fn read(sheet: &Sheet, header: &Header, places: &HashMap<String, (OrganizationId, OrganizationKind)>, report: &mut Report) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    let mut seen = HashSet::new();
    for (index, row) in sheet.rows.iter().enumerate().skip(header.row + 1) {
        let words = ["name", "status", "organization", "joined_on"];
        if words.iter().all(|word| text(header.cell(row, word)).is_empty()) || is_total(row) {
            continue;
        }
        let shown = squeezed(&text(header.cell(row, "name")));
        match draft(header, row, places) {
            Err(reason) => report.refuse(index + 1, &shown, reason),
            Ok(draft) if !seen.insert((draft.organization, draft.name.to_string(), draft.joined_on)) => {
                report.refuse(index + 1, &shown, Refusal::DuplicateRow);
            }
            Ok(draft) => wanted.push(Wanted { row: index + 1, draft }),
        }
    }
    wanted
}

fn draft(header: &Header, row: &[Cell], places: &HashMap<String, (OrganizationId, OrganizationKind)>) -> std::result::Result<MemberDraft, Refusal> {
    let cell = |word| header.cell(row, word);
    let called: Name = name(cell("name")).ok_or(Refusal::NoName)?;
    let status = status_of(&squeezed(&text(cell("status")))).ok_or(Refusal::BadStatus)?;
    let joined_on = match day(cell("joined_on")) {
        Dated::Day(day) => day,
        Dated::Nothing => return Err(Refusal::NoDate),
        Dated::Impossible => return Err(Refusal::ImpossibleDate),
    };
    let full_on = match day(cell("full_on")) {
        Dated::Day(day) => Some(day),
        Dated::Nothing => None,
        Dated::Impossible => return Err(Refusal::ImpossibleDate),
    };
    if full_on.is_some_and(|full_on| full_on < joined_on) {
        return Err(Refusal::FullBeforeJoined);
    }
    let (organization, kind) = *places.get(&squeezed(&text(cell("organization")))).ok_or(Refusal::UnknownOrg)?;
    if kind == OrganizationKind::PartyGroup {
        return Err(Refusal::NotABranch);
    }
    Ok(MemberDraft {
        organization,
        group: None,
        name: called,
        status,
        joined_on,
        full_on,
        duties: duties_of(&text(cell("duty")))?,
        flags: if is_yes(cell("floating")) { vec![MemberFlag::Floating] } else { Vec::new() },
        since: None,
    })
}

fn status_of(word: &str) -> Option<MemberStatus> {
    match word {
        "正式党员" | "正式" => Some(MemberStatus::Full),
        "预备党员" | "预备" => Some(MemberStatus::Probationary),
        word => MemberStatus::from_word(&word.to_lowercase()),
    }
}

fn duties_of(written: &str) -> std::result::Result<Vec<Duty>, Refusal> {
    let parts = written.split(['、', ',', '，', ';', '；', '/']).map(squeezed).filter(|part| !part.is_empty() && part != "无");
    parts
        .map(|part| {
            Duty::ALL
                .iter()
                .copied()
                .find(|duty| duty.zh() == part)
                .or_else(|| match part.as_str() {
                    "支部书记" | "党支部书记" => Some(Duty::Secretary),
                    "支部委员" => Some(Duty::CommitteeMember),
                    word => Duty::from_word(&word.to_lowercase()),
                })
                .ok_or(Refusal::BadDuty)
        })
        .collect()
}
