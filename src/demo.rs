//! A small world to look around in: a county, a town, two general branches, three branches and a group, an account for
//! every role, and records in every state. It goes through the same verbs as everybody; only the passwords are known.

use crate::accounts::{self, KnownAccount, hash_blocking};
use crate::authz::action::{EvaluateSession, RecordSession};
use crate::authz::token::Claims;
use crate::authz::{Role, Scope, prove};
use crate::clock::Day;
use crate::config::Config;
use crate::db::{Db, Tx};
use crate::draft;
use crate::error::{Error, Result};
use crate::evaluations::{self, EvaluationDraft, Forms};
use crate::http::Seen;
use crate::id::{AccountId, DeviceId, GrantId, MemberId, OrganizationId, SessionId};
use crate::members::{self, MemberDraft};
use crate::organizations::{self, OrganizationDraft};
use crate::rulebook::kinds::{Duty, MemberFlag, MemberStatus, OrganizationKind, Sector};
use crate::sessions::{self, Bench, Record};
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
pub fn fill(db: &Db, config: &Config, bench: Bench) -> Result<()> {
    if db.read_blocking(|snapshot| Ok(organizations::place(snapshot, COUNTY)?.is_some()))? {
        return Ok(());
    }
    let password_hash = hash_blocking(config, PASSWORD)?;
    let today = bench.clock.today();
    db.write_blocking(move |tx| {
        if !organizations::import_index(tx, None)?.is_empty() {
            return Err(Error::internal("this database is not empty and not the demo world; the demo never touches another"));
        }
        plant(tx)?;
        enrol(tx)?;
        let known: Vec<KnownAccount> = ACCOUNTS
            .iter()
            .enumerate()
            .map(|(number, (login, name, organization, role))| KnownAccount {
                id: account(number),
                grant: GrantId::of(id(300 + number as u128)),
                device: device(number),
                login,
                name,
                organization: *organization,
                role: *role,
                password_hash: password_hash.clone(),
            })
            .collect();
        accounts::known_accounts(tx, &known, today.plus_days(-400))?;
        record(tx, &bench, today)
    })
}

fn name(text: &str) -> Result<Name> {
    Name::parse(text).map_err(|(fault, _)| Error::internal(format!("{text}: {}", fault.code())))
}

fn plant(tx: &mut Tx) -> Result<()> {
    use OrganizationKind as K;
    let tree = [
        (COUNTY, None, "中共安平县委员会", K::PartyCommittee, Sector::Organ, None),
        (TOWN, Some(COUNTY), "中共安平县石桥镇委员会", K::PartyCommittee, Sector::Rural, None),
        (NORTH_GENERAL_BRANCH, Some(TOWN), "中共石桥镇北片总支部委员会", K::GeneralBranch, Sector::Rural, None),
        (SOUTH_GENERAL_BRANCH, Some(TOWN), "中共石桥镇南片总支部委员会", K::GeneralBranch, Sector::Rural, None),
        (NORTH_BRANCH, Some(NORTH_GENERAL_BRANCH), "中共石桥镇北街村支部委员会", K::PartyBranch, Sector::Rural, Some(5)),
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
            party_day,
            large_or_scattered: false,
        };
        organizations::plant(tx, id, draft, None)?;
    }
    Ok(())
}

fn enrol(tx: &mut Tx) -> Result<()> {
    use MemberFlag as F;
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
            duties: duties.to_vec(),
            flags: flags.to_vec(),
            since: None,
        };
        members::enrol(tx, member(number), &draft, None)?;
    }
    Ok(())
}

fn roll(numbers: std::ops::Range<usize>, away: &[usize]) -> String {
    let one = |n: usize| match away.contains(&n) {
        true => format!(r#"{{"member":"{}","came":"excused","reason":"official_duty","basis":"recorder"}}"#, member(n)),
        false => format!(r#"{{"member":"{}","came":"present","basis":"recorder"}}"#, member(n)),
    };
    format!(r#"{{"people":[{}]}}"#, numbers.map(one).collect::<Vec<_>>().join(","))
}

/// The records as a phone would send them: a members' meeting, a committee meeting without its quorum, a theme Party
/// day, a draft, a clean record of the neighbour's.
fn records(today: Day) -> [String; 5] {
    let on = |days: i32| today.plus_days(-days);
    let host = format!(r#"{{"person":{{"member":"{}"}},"duty":"secretary"}}"#, member(0));
    [
        format!(
            r#"{{"organization":"{NORTH_BRANCH}","kind":"branch_general_meeting","held_on":"{}","title":"讨论村集体果园承包","host":{host},"attendance":{},
            "agenda":[{{"title":"集体果园承包方案","important":true,"discussion":[{{"person":{{"member":"{}"}},"text":"同意方案，建议公开租金。"}},
            {{"person":{{"member":"{}"}},"text":"不同意见：承包期五年太长。"}}],"votes":[{{"subject":"ordinary","voting_base":9,"present_voters":8,"approve":7,"oppose":1,"abstain":0,"passed":true}}],
            "decisions":[{{"text":"公开租金收支，张贴在村务栏。","owner":{{"member":"{}"}},"due_on":"{}"}}]}}],"minutes":"会议由王秀英主持。"}}"#,
            on(6),
            roll(0..10, &[6]),
            member(5),
            member(8),
            member(1),
            on(-20)
        ),
        format!(
            r#"{{"organization":"{NORTH_BRANCH}","kind":"branch_committee_meeting","held_on":"{}","title":"研究发展对象","host":{host},
            "attendance":{{"people":[{{"member":"{}","came":"present"}},{{"member":"{}","came":"excused","reason":"sick"}},{{"member":"{}","came":"excused","reason":"official_duty"}}]}},
            "agenda":[{{"title":"发展对象人选","discussion":[{{"person":{{"member":"{}"}},"text":"人数不够，改日再议。"}}]}}]}}"#,
            on(4),
            member(0),
            member(1),
            member(2),
            member(0)
        ),
        format!(
            r#"{{"organization":"{NORTH_BRANCH}","kind":"theme_party_day","held_on":"{}","title":"清理河道","attendance":{},"late_reason":"手机在河道里进了水，补录。",
            "party_day":{{"theme":"护河有我","contents":["volunteering"],"planned_on":"{}","planned_by":"支部委员会","other_day_reason":"固定日下雨，顺延。","service_minutes":180,
            "follow_ups":[{{"text":"每月巡河一次。","owner":{{"name":"护河小组"}},"progress":"open"}}]}}}}"#,
            on(20),
            roll(0..10, &[4, 6]),
            on(30)
        ),
        format!(r#"{{"organization":"{NORTH_BRANCH}","kind":"party_lecture","held_on":"{}","title":"讲稿草稿"}}"#, on(1)),
        format!(
            r#"{{"organization":"{SOUTH_BRANCH}","kind":"party_lecture","held_on":"{}","title":"乡村振兴怎么干","attendance":{},"study_minutes":90,
            "lecture":{{"lecturer":{{"name":"周敏"}},"position":"镇党委组织员","title":"乡村振兴怎么干","outline":"三部分。"}}}}"#,
            on(2),
            roll(50..54, &[])
        ),
    ]
}

fn record(tx: &mut Tx, bench: &Bench, today: Day) -> Result<()> {
    let forms = Forms::load()?;
    for (number, body) in records(today).iter().enumerate() {
        let by = if number == 4 { 3 } else { 0 };
        let scope: Scope<RecordSession> = scope(tx, by, today)?;
        let record: Record = draft::parse(body.as_bytes())?;
        sessions::put(tx, &scope, bench, session(number), Seen::Nothing, record)?;
        if number != 3 {
            sessions::submit(tx, &scope, bench, session(number), Seen::Version(1))?;
        }
    }
    let scope: Scope<EvaluateSession> = scope(tx, 4, today)?;
    for (number, act, extra) in [
        (0, "accept", r#""comment":"讨论充分，不同意见记得好。""#),
        (1, "return", r#""reasons":[{"pointer":"/attendance","text":"到会不足半数，请另行召开后补充。"}]"#),
    ] {
        let id = id(6000 + number as u128);
        let body = format!(r#"{{"id":"{}","act":"{act}","grade":"good",{extra}}}"#, uuid::Uuid::from_u128(id));
        let draft: EvaluationDraft = draft::parse(body.as_bytes())?;
        evaluations::evaluate(tx, &scope, &forms, session(number), Seen::Version(2), draft)?;
    }
    Ok(())
}

fn scope<A: crate::authz::Action>(tx: &mut Tx, number: usize, today: Day) -> Result<Scope<A>> {
    let now = tx.now();
    prove(tx, &Claims { account: account(number), device: device(number) }, now, today)
}
