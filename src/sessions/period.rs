//! How often an organisation met in a period, against how often it should, and what of that it had agreed upon came due in
//! it. Judged by the rules of the period's last day. Before that day is over what is not there yet is open, never missed;
//! nothing is owed for a part of a period in which the organisation was not at work.

use serde::Serialize;
use utoipa::ToSchema;

use super::document::{Progress, Record, organization};
use super::known_store::{self, Group, HeldSession};
use super::{carry, ground};
use crate::authz::action::ReadSession;
use crate::authz::{At, Scope};
use crate::clock::{Day, Period};
use crate::db::Snapshot;
use crate::error::Result;
use crate::facts::{Ground, and_others};
use crate::id::OrganizationId;
use crate::rulebook::case::{Case, Fact, Told, Window};
use crate::rulebook::kinds::{Kind, TalkRelation};
use crate::rulebook::rules::Each;
use crate::rulebook::{Finding, Outcome, Rulebook};
use crate::{local_rules, organizations};

/// What the rulebook asks of an organisation's period.
#[derive(Serialize, ToSchema)]
pub struct Frequency {
    pub period: Period,
    /// How many of each kind were held and handed in; a gathering of two kinds counts for both.
    pub held: Vec<Counted>,
    pub findings: Vec<Finding>,
}

/// How many of a kind.
#[derive(Serialize, ToSchema)]
pub struct Counted {
    pub kind: Kind,
    pub sessions: i64,
    /// How many of them lack something to be judged by.
    pub incomplete: i64,
}

/// What was held in a period, and what it is judged with.
struct Span<'r> {
    period: Period,
    ground: &'r Ground,
    held: &'r [HeldSession],
    groups: &'r [Group],
    talks: &'r [Record],
    due: &'r [Due],
}

/// Something agreed in a session of a kind, that came due.
struct Due {
    kind: Kind,
    text: String,
    due_on: Day,
    is_answered: bool,
}

/// Judges a year, a quarter or a month by the rules of its last day. Drafts do not count: nobody but the branch knows
/// of them.
///
/// # Errors
/// `not_found` for an organisation outside the scope.
pub fn frequency(snapshot: &mut Snapshot, scope: &Scope<ReadSession>, rulebook: &Rulebook, id: OrganizationId, period: Period) -> Result<Frequency> {
    let (_, at) = organizations::place(snapshot, scope, id)?;
    let day = period.last_day();
    let ground = ground::of_day(snapshot, &at, day)?;
    let profiles = local_rules::in_force(snapshot, &at, day)?;
    let groups = if ground.about.kind.is_branch() { known_store::groups(snapshot, &at, day)? } else { Vec::new() };
    let held = known_store::held_in(snapshot, &at, &groups, period)?;
    let talks = known_store::talks_in(snapshot, &at, period)?;
    let due = due_in(snapshot, &at, period)?;
    let span = Span { period, ground: &ground, held: &held, groups: &groups, talks: &talks, due: &due };
    let per = match period {
        Period::Year(_) => Each::Year,
        Period::Quarter(..) => Each::Quarter,
        Period::Month(..) => Each::Month,
    };
    let (mut counted, mut findings) = (Vec::new(), Vec::new());
    for kind in Kind::ALL {
        let own: Vec<&HeldSession> = span.own(*kind).collect();
        let incomplete = own.iter().filter(|one| one.incomplete).count() as i64;
        counted.push(Counted { kind: *kind, sessions: own.len() as i64, incomplete });
        findings.extend(rulebook.judge_period(&span.case(*kind), per, &profiles));
    }
    if span.is_partial() {
        findings.retain(|finding| finding.outcome == Outcome::Met);
    }
    Ok(Frequency { period, held: counted, findings })
}

/// What sessions agreed upon with a date in the period that has passed.
fn due_in(snapshot: &mut Snapshot, at: &At<ReadSession>, period: Period) -> Result<Vec<Due>> {
    let (records, today) = (carry::records(snapshot, at)?, snapshot.today());
    let words = carry::last_words(&records);
    let mut due = Vec::new();
    for (id, record) in &records {
        for (place, decision) in record.decisions() {
            let Some(kind) = asked_after(&place) else { continue };
            let Some(due_on) = decision.due_on.filter(|day| period.contains(*day) && *day < today) else { continue };
            let is_answered = decision.stands() != Progress::Open || carry::word_on(&words, *id, record, decision).is_some();
            due.push(Due { kind, text: decision.text.to_string(), due_on, is_answered });
        }
    }
    due.sort_by_key(|one| one.due_on);
    Ok(due)
}

/// Of which kind a part is whose decisions are asked after on their date, whichever kind the gathering was first. What an
/// agenda decided comes back on the next one, and no rule asks for it.
fn asked_after(place: &str) -> Option<Kind> {
    if place.starts_with("/party_day/") {
        Some(Kind::ThemePartyDay)
    } else if place.starts_with("/life/") {
        Some(Kind::OrganizationalLifeMeeting)
    } else {
        None
    }
}

impl Span<'_> {
    fn own(&self, kind: Kind) -> impl Iterator<Item = &HeldSession> {
        self.held.iter().filter(move |one| one.organization == self.ground.organization && one.is(kind))
    }

    fn case(&self, kind: Kind) -> Case {
        let about = &self.ground.about;
        let mut case = Case { sector: about.sector, ..Case::new(self.period.last_day(), vec![kind], about.kind) };
        organization(&mut case.whole, self.ground);
        self.meetings(kind, &mut case);
        match kind {
            Kind::HeartToHeartTalk => self.talks(&mut case),
            Kind::OrganizationalLifeMeeting | Kind::ThemePartyDay => self.due(kind, &mut case),
            _ => (),
        }
        case.window = Some(Window { period: self.period, today: self.ground.today });
        case
    }

    fn meetings(&self, kind: Kind, case: &mut Case) {
        let mut counted: Vec<&HeldSession> = self.own(kind).collect();
        let (mut number, mut without) = (counted.len(), Vec::new());
        // Its groups hold life meetings for the branch, once each of them did that was there all the time.
        let held_by = |group: OrganizationId| self.held.iter().filter(move |one| one.organization == group && one.is(kind));
        let of_groups: Vec<&HeldSession> = match kind {
            Kind::OrganizationalLifeMeeting => self.groups.iter().flat_map(|group| held_by(group.id)).collect(),
            _ => Vec::new(),
        };
        let anywhere: Vec<&HeldSession> = counted.iter().chain(&of_groups).copied().collect();
        if counted.is_empty() && !of_groups.is_empty() {
            let asked = self.groups.iter().map(|group| (group, held_by(group.id).count()));
            let asked = asked.filter(|(group, held)| *held > 0 || group.active_from <= self.period.first_day());
            number = asked.clone().map(|(_, held)| held).min().unwrap_or(0);
            without = asked.filter(|(_, held)| *held == 0).map(|(group, _)| group.name.clone()).collect();
            counted = of_groups;
        }
        let incomplete = counted.iter().filter(|one| one.incomplete).count();
        let (period_zh, period_en) = (self.period.zh(), self.period.en());
        let verb = kind.verb();
        let told = if !without.is_empty() {
            let (zh, en) = and_others(&without);
            Told::new(format!("{period_zh}{zh}未召开"), format!("{period_en} has none of {en}"))
        } else if number == 0 {
            Told::new(format!("{period_zh}未{verb}{}", kind.zh()), format!("{period_en} had no {}", kind.en()))
        } else {
            let (mut zh, mut en) = (format!("{period_zh}{verb}{}{number}次", kind.zh()), format!("{period_en} had {number} ({})", kind.en()));
            if incomplete > 0 {
                zh.push_str(&format!("，其中{incomplete}次内容不全"));
                en.push_str(&format!(", {incomplete} of them incomplete"));
            }
            Told::new(zh, en)
        };
        case.whole.told(Fact::Meetings, number as i64, told);
        self.in_fourth_quarter(&anywhere, case);
    }

    fn in_fourth_quarter(&self, held: &[&HeldSession], case: &mut Case) {
        let late: Vec<Day> = held.iter().map(|one| one.held_on).filter(|day| day.quarter() == 4).collect();
        let period = (self.period.zh(), self.period.en());
        let told = match late.first() {
            Some(day) => Told::new(format!("{}召开", day.zh()), format!("one was held on {}", day.en())),
            None => {
                let zh = format!("{}{}次均不在第四季度", period.0, held.len());
                Told::new(zh, format!("none of the {} of {} was in October to December", held.len(), period.1))
            }
        };
        case.whole.told(Fact::MeetingsInFourthQuarter, late.len() as i64, told);
    }

    fn talks(&self, case: &mut Case) {
        let of = |relation: TalkRelation| {
            let same = |record: &&Record| record.talk.as_ref().is_some_and(|talk| talk.relation == Some(relation));
            self.talks.iter().filter(same).count() as i64
        };
        let relations = [
            (Fact::CommitteeTalks, TalkRelation::CommitteeCommittee, "talk between committee members"),
            (Fact::CommitteeMemberTalks, TalkRelation::CommitteeMember, "talk between committee members and members"),
            (Fact::MemberTalks, TalkRelation::MemberMember, "talk between members"),
        ];
        let (period_zh, period_en) = (self.period.zh(), self.period.en());
        for (fact, relation, en) in relations {
            let number = of(relation);
            let told = if number == 0 {
                Told::new(format!("{period_zh}无{}谈心谈话的记录", relation.zh()), format!("{period_en} has no {en} on record"))
            } else {
                Told::new(format!("{period_zh}{}谈心谈话{number}次", relation.zh()), format!("{period_en} has {number}: {en}"))
            };
            case.whole.told(fact, number, told);
        }
    }

    fn due(&self, kind: Kind, case: &mut Case) {
        let due: Vec<&Due> = self.due.iter().filter(|one| one.kind == kind).collect();
        let answered = due.iter().filter(|one| one.is_answered).count() as i64;
        case.whole.number(Fact::DueItems, due.len());
        let told = match due.iter().find(|one| !one.is_answered) {
            None => Told::new(format!("{answered}项均已办结或者结转"), format!("all {answered} are done or carried on")),
            Some(one) => {
                let (zh, en) = (one.due_on.zh(), one.due_on.en());
                Told::new(format!("“{}”{zh}到期，无办理情况", one.text), format!("\"{}\" was due on {en}, nothing is on record", one.text))
            }
        };
        case.whole.told(Fact::ClosedItems, answered, told);
    }

    /// Nothing is owed for a period of which the organisation saw only a part. What was held in it is welcome all the same.
    fn is_partial(&self) -> bool {
        let about = &self.ground.about;
        about.active_from > self.period.first_day() || about.dissolved_on.is_some_and(|ended| ended <= self.period.last_day())
    }
}
