//! A small world to look around in: a county, a town, two general branches, three branches and a group, an account for
//! every role, and records in every state. It goes through the same verbs as everybody; only the passwords are known.

use serde_json::{Value, json};

use crate::accounts::{self, AccountDraft, GrantDraft, code_hash};
use crate::app::App;
use crate::authz::action::{ManageAccount, ManageMember, ManageOrganization, NoteSession, ReadOrganization, RecordSession};
use crate::authz::token::{Claims, Keys};
use crate::authz::{Action, Role, Scope, prove};
use crate::clock::Day;
use crate::db::Tx;
use crate::draft::{self, List};
use crate::error::{Error, Fault, Result};
use crate::evaluations::{self, EvaluationDraft, Forms};
use crate::id::{AccountId, DeviceId, EntryId, EvaluationId, GrantId, MemberId, OrganizationId, SessionId};
use crate::members::{self, MemberDraft};
use crate::organizations::{self, OrganizationDraft};
use crate::rulebook::FixedDay;
use crate::rulebook::kinds::{Duty, Level, MemberFlag, MemberStatus, OrganizationKind, Sector};
use crate::seen::Seen;
use crate::sessions::{self, Record, Standards};
use crate::sign_in::{self, DeviceDraft, hash_blocking};
use crate::text::Name;

/// The password of every account of the demo world.
pub const PASSWORD: &str = "sanhui-demo-2026";

const fn id(number: u128) -> u128 {
    0x0190_0000_0000_7000_8000_0000_0000_0000 + number
}

pub const COUNTY: OrganizationId = OrganizationId::of(id(1));
pub const TOWN: OrganizationId = OrganizationId::of(id(2));
pub const NORTH_GENERAL_BRANCH: OrganizationId = OrganizationId::of(id(3));
pub const SOUTH_GENERAL_BRANCH: OrganizationId = OrganizationId::of(id(4));
pub const NORTH_BRANCH: OrganizationId = OrganizationId::of(id(5));
pub const SCHOOL_BRANCH: OrganizationId = OrganizationId::of(id(6));
pub const SOUTH_BRANCH: OrganizationId = OrganizationId::of(id(7));
pub const NORTH_GROUP: OrganizationId = OrganizationId::of(id(8));

/// One account for each thing there is to be.
pub const ACCOUNTS: [(&str, &str, OrganizationId, Role); 9] = [
    ("north_secretary", "王秀英", NORTH_BRANCH, Role::BranchSecretary),
    ("north_recorder", "李建国", NORTH_BRANCH, Role::Recorder),
    ("group_leader", "赵德明", NORTH_GROUP, Role::GroupLeader),
    ("south_secretary", "陈志强", SOUTH_BRANCH, Role::BranchSecretary),
    ("town_reviewer", "周敏", TOWN, Role::CommitteeReviewer),
    ("town_auditor", "吴江", TOWN, Role::CommitteeAuditor),
    ("town_administrator", "郑洁", TOWN, Role::OrganizationAdministrator),
    ("county_reviewer", "孙涛", COUNTY, Role::CommitteeReviewer),
    ("system_administrator", "何宇", COUNTY, Role::SystemAdministrator),
];

/// An account of [`ACCOUNTS`], by its place in the list.
pub fn account(number: usize) -> AccountId {
    AccountId::of(id(100 + number as u128))
}

fn device(number: usize) -> DeviceId {
    DeviceId::of(id(200 + number as u128))
}

/// Members of the north branch are numbered from 0, of the south branch from 50.
pub fn member(number: usize) -> MemberId {
    MemberId::of(id(1000 + number as u128))
}

/// Sessions of the demo world, in the order of `records`.
pub fn session(number: usize) -> SessionId {
    SessionId::of(id(5000 + number as u128))
}

/// Fills an empty database; one that is filled already is left as it is.
///
/// # Errors
/// When the database holds something else than the demo world.
pub fn fill(app: &App) -> Result<()> {
    let is_there = app.db.read_blocking(|snapshot| {
        let everywhere = Scope::<ReadOrganization>::operator()?;
        match organizations::place(snapshot, &everywhere, COUNTY) {
            Ok(_) => Ok(true),
            Err(error) if error.fault == Fault::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    })?;
    if is_there {
        return Ok(());
    }
    let password_hash = hash_blocking(&app.config, PASSWORD)?;
    let (keys, standards, refresh_days) = (app.keys.clone(), app.standards.get_ref().clone(), app.config.refresh_days);
    app.db.write_blocking(move |tx| {
        let everywhere = Scope::<ManageOrganization>::operator()?;
        if organizations::next_root_number(tx, &everywhere.also())? > 1 {
            return Err(Error::internal("this database is not empty and not the demo world; the demo never touches another"));
        }
        plant(tx, &everywhere)?;
        enrol(tx)?;
        (0..ACCOUNTS.len()).try_for_each(|number| let_in(tx, &keys, refresh_days, &password_hash, number))?;
        record(tx, &standards)
    })
}

fn name(text: &str) -> Result<Name> {
    Name::parse(text).map_err(|error| Error::internal(format!("{text}: {}", error.fault.code())))
}

fn plant(tx: &mut Tx, scope: &Scope<ManageOrganization>) -> Result<()> {
    use OrganizationKind as K;
    let tree = [
        (COUNTY, None, "中共安平县委员会", K::PartyCommittee, Sector::Organ, None),
        (TOWN, Some(COUNTY), "中共安平县石桥镇委员会", K::PartyCommittee, Sector::Rural, None),
        (NORTH_GENERAL_BRANCH, Some(TOWN), "中共石桥镇北片总支部委员会", K::GeneralBranch, Sector::Rural, None),
        (SOUTH_GENERAL_BRANCH, Some(TOWN), "中共石桥镇南片总支部委员会", K::GeneralBranch, Sector::Rural, None),
        (NORTH_BRANCH, Some(NORTH_GENERAL_BRANCH), "中共石桥镇北街村支部委员会", K::PartyBranch, Sector::Rural, Some(5u8)),
        (SCHOOL_BRANCH, Some(NORTH_GENERAL_BRANCH), "中共石桥镇中心小学联合党支部", K::JointBranch, Sector::School, Some(10)),
        (SOUTH_BRANCH, Some(SOUTH_GENERAL_BRANCH), "中共石桥镇南河村党支部", K::PartyBranch, Sector::Rural, Some(5)),
        (NORTH_GROUP, Some(NORTH_BRANCH), "北街村第一党小组", K::PartyGroup, Sector::Rural, None),
    ];
    for (id, parent, called, kind, sector, party_day) in tree {
        let draft = OrganizationDraft {
            parent,
            code: None,
            name: name(called)?,
            short_name: None,
            kind,
            sector: Some(sector),
            level: level(id),
            party_day: party_day.and_then(FixedDay::day),
            large_or_scattered: false,
            has_committee: None,
            active_from: Some(tx.today().plus_days(-400)),
            on: None,
        };
        organizations::put(tx, scope, id, Seen::Nothing, draft)?;
    }
    Ok(())
}

/// The county's committee stands above the town's, which is a basic organisation's.
fn level(id: OrganizationId) -> Option<Level> {
    match id {
        COUNTY => Some(Level::CountyAndAbove),
        TOWN => Some(Level::Basic),
        _ => None,
    }
}

fn enrol(tx: &mut Tx) -> Result<()> {
    use MemberFlag as F;
    let scope = Scope::<ManageMember>::operator()?;
    let north: [(&str, &[Duty], &[MemberFlag]); 10] = [
        ("王秀英", &[Duty::Secretary], &[]),
        ("李建国", &[Duty::OrganizationCommissioner], &[]),
        ("张海燕", &[Duty::PublicityCommissioner], &[]),
        ("赵德明", &[Duty::GroupLeader], &[]),
        ("刘桂兰", &[], &[F::CareExempt]),
        ("杨文斌", &[], &[]),
        ("黄丽", &[], &[F::Floating]),
        ("周建平", &[], &[]),
        ("𠮷永红", &[], &[]),
        ("买买提·艾力", &[], &[]),
    ];
    let south: [(&str, &[Duty], &[MemberFlag]); 4] =
        [("陈志强", &[Duty::Secretary], &[]), ("林芳", &[], &[]), ("徐亮", &[], &[F::RightsSuspended]), ("马超", &[], &[])];
    let placed =
        north.iter().enumerate().map(|(n, one)| (n, NORTH_BRANCH, one)).chain(south.iter().enumerate().map(|(n, one)| (50 + n, SOUTH_BRANCH, one)));
    let joined = Day::of(2010, 7, 1).ok_or_else(|| Error::internal("a day"))?;
    for (number, organization, (called, duties, flags)) in placed {
        let is_probationary = number == 9;
        let joined_on = if is_probationary { joined.plus_months(12 * 16) } else { joined };
        let draft = MemberDraft {
            organization,
            group: (3..=7).contains(&number).then_some(NORTH_GROUP),
            name: name(called)?,
            status: if is_probationary { MemberStatus::Probationary } else { MemberStatus::Full },
            joined_on,
            full_on: (!is_probationary).then(|| joined_on.plus_months(12)),
            duties: duties.to_vec().into(),
            duty_terms: List::default(),
            flags: flags.to_vec().into(),
            flag_terms: List::default(),
            on: None,
            since: Some(joined_on),
        };
        members::put(tx, &scope, member(number), Seen::Nothing, draft)?;
    }
    Ok(())
}

/// Makes an account, opens it with its invitation and gives it its role, as an administrator and the owner would.
fn let_in(tx: &mut Tx, keys: &Keys, refresh_days: u16, password_hash: &str, number: usize) -> Result<()> {
    let Some((login, called, organization, role)) = ACCOUNTS.get(number).copied() else { return Ok(()) };
    let (scope, id) = (Scope::<ManageAccount>::operator()?, account(number));
    let draft = AccountDraft { login: name(login)?, name: name(called)?, organization, member: None };
    let (invited, _) = accounts::put(tx, &scope, id, Seen::Nothing, draft)?;
    let code = invited.invitation_code.ok_or_else(|| Error::internal("a new account without its code"))?;
    let row = accounts::by_invitation(tx, &code_hash(&code))?.ok_or(Fault::InvitationRefused)?;
    let device = DeviceDraft { id: device(number), name: name("demo")? };
    sign_in::open(tx, keys, refresh_days, &row, password_hash, &device)?;
    let grant = GrantDraft { account: id, role, valid_from: tx.today().plus_days(-400), valid_to: None };
    accounts::put_grant(tx, &scope.also(), organization, GrantId::of(self::id(300 + number as u128)), Seen::Nothing, grant)?;
    Ok(())
}

/// An entry's id, once in its record.
fn entry(number: u128) -> EntryId {
    EntryId::of(id(7000 + number))
}

fn person(number: usize) -> Value {
    json!({ "member": member(number) })
}

/// Everybody of these came, but for those who were away.
fn roll(numbers: std::ops::Range<usize>, away: &[usize]) -> Value {
    let one = |number: usize| match away.contains(&number) {
        true => json!({ "member": member(number), "came": "excused", "reason": "official_duty", "basis": "recorder" }),
        false => json!({ "member": member(number), "came": "present", "basis": "recorder" }),
    };
    json!({ "people": numbers.map(one).collect::<Vec<_>>() })
}

/// The records as a phone would send them, each with its place among [`session`]s and who records it.
fn records(today: Day) -> [Value; 5] {
    let before = |days: i32| today.plus_days(-days);
    [
        general_meeting(before(6), today.plus_days(20)),
        committee_meeting(before(4)),
        party_day(before(20), before(30)),
        json!({ "organization": NORTH_BRANCH, "kind": "party_lecture", "held_on": before(1), "title": "讲稿草稿" }),
        lecture(before(2)),
    ]
}

/// A members' meeting with a vote, and a decision that comes back.
fn general_meeting(held_on: Day, due_on: Day) -> Value {
    let discussion = json!([
        { "id": entry(1), "person": person(5), "text": "同意方案，建议公开租金。" },
        { "id": entry(2), "person": person(8), "text": "不同意见：承包期五年太长。" },
    ]);
    let vote = json!({ "id": entry(3), "subject": "ordinary", "approve": 7, "oppose": 1, "abstain": 0, "passed": true });
    let decision = json!({ "id": entry(4), "text": "公开租金收支，张贴在村务栏。", "owner": person(1), "due_on": due_on });
    json!({
        "organization": NORTH_BRANCH, "kind": "branch_general_meeting", "held_on": held_on, "title": "讨论村集体果园承包",
        "host": { "person": person(0) },
        "attendance": roll(0..10, &[6]),
        "agenda": [{ "id": entry(5), "title": "集体果园承包方案", "discussion": discussion, "votes": [vote], "decisions": [decision] }],
        "minutes": "会议由王秀英主持。",
    })
}

/// A committee meeting without its quorum.
fn committee_meeting(held_on: Day) -> Value {
    let people = json!([
        { "member": member(0), "came": "present" },
        { "member": member(1), "came": "excused", "reason": "sick" },
        { "member": member(2), "came": "excused", "reason": "official_duty" },
    ]);
    json!({
        "organization": NORTH_BRANCH, "kind": "branch_committee_meeting", "held_on": held_on, "title": "研究发展对象",
        "host": { "person": person(0) },
        "attendance": { "people": people },
        "agenda": [{ "id": entry(1), "title": "发展对象人选", "discussion": [{ "id": entry(2), "person": person(0), "text": "人数不够，改日再议。" }] }],
    })
}

/// A theme Party day that was written down late.
fn party_day(held_on: Day, planned_on: Day) -> Value {
    json!({
        "organization": NORTH_BRANCH, "kind": "theme_party_day", "held_on": held_on, "title": "清理河道",
        "attendance": roll(0..10, &[4, 6]),
        "late_reason": "手机在河道里进了水，补录。",
        "party_day": {
            "theme": "护河有我", "contents": ["volunteering"], "planned_on": planned_on, "planned_by": "支部委员会",
            "other_day_reason": "固定日下雨，顺延。", "service_minutes": 180,
            "follow_ups": [{ "id": entry(1), "text": "每月巡河一次。", "owner": { "name": "护河小组" }, "due_on": planned_on.plus_days(60) }],
        },
    })
}

/// A clean record of the neighbour's.
fn lecture(held_on: Day) -> Value {
    json!({
        "organization": SOUTH_BRANCH, "kind": "party_lecture", "held_on": held_on, "title": "乡村振兴怎么干",
        "attendance": roll(50..54, &[]),
        "study_minutes": 90,
        "lecture": { "lecturer": { "name": "周敏" }, "position": "镇党委组织员", "title": "乡村振兴怎么干", "outline": "三部分。" },
    })
}

fn record(tx: &mut Tx, standards: &Standards) -> Result<()> {
    for (number, body) in records(tx.today()).iter().enumerate() {
        let by = if number == 4 { 3 } else { 0 };
        let scope: Scope<RecordSession> = scope(tx, by)?;
        let record: Record = draft::parse(body.to_string().as_bytes())?;
        sessions::put(tx, &scope, standards, session(number), Seen::Nothing, record)?;
        if number != 3 {
            sessions::submit(tx, &scope, standards, session(number), Seen::Version(1))?;
        }
    }
    let (scope, forms): (Scope<NoteSession>, Forms) = (scope(tx, 4)?, Forms::load()?);
    let reason = json!({ "pointer": "/attendance", "text": "到会不足半数，请另行召开后补充。" });
    let said = [
        json!({ "id": evaluation(0), "verdict": "accept", "grade": "good", "comment": "讨论充分，不同意见记得好。" }),
        json!({ "id": evaluation(1), "verdict": "return", "grade": "good", "reasons": [reason] }),
    ];
    for (number, body) in said.iter().enumerate() {
        let draft: EvaluationDraft = draft::parse(body.to_string().as_bytes())?;
        evaluations::evaluate(tx, &scope, &forms, session(number), Seen::Version(2), draft)?;
    }
    Ok(())
}

fn evaluation(number: usize) -> EvaluationId {
    EvaluationId::of(id(6000 + number as u128))
}

fn scope<A: Action>(tx: &mut Tx, number: usize) -> Result<Scope<A>> {
    prove(tx, &Claims { account: account(number), device: device(number) })
}
