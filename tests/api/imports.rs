//! Spreadsheets: a township's two files, held against the truth about every row, and everything that can be wrong with
//! a file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sanhui::authz::Role;
use sanhui::authz::Scope;
use sanhui::authz::action::Import;
use sanhui::db::Snapshot;
use sanhui::error::{Fault, FieldFault};
use sanhui::imports::{Action, Report, RowReport, Subject, bring_in, read_file, rehearse};
use sanhui::members::roll;
use sanhui::organizations::{OrganizationRow, import_index, place};
use sanhui::rulebook::kinds::{Duty, MemberFlag, MemberStatus, OrganizationKind};
use serde_json::Value;

use crate::support::app::TestApp;
use crate::support::diary::rows;
use crate::support::grove::{GARDENER, Grove, seated};
use crate::support::source::root;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The header of the members' file is its second row, so that the first member stands in the third.
const ABOVE: u32 = 2;

fn fixture(name: &str) -> PathBuf {
    root().join("tests/api/fixtures/township").join(name)
}

fn truth(part: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(fixture("expected.json")).expect("the truth");
    let mut truth: Value = serde_json::from_str(&text).expect("JSON");
    serde_json::from_value(truth[part].take()).expect("rows")
}

async fn app() -> TestApp {
    TestApp::on(&Grove::plant().template).await
}

/// As the operator at the command line.
fn bring(t: &TestApp, file: &Path, subject: Subject, skip_bad: bool) -> Report {
    let table = read_file(file, subject, t.clock().today(), None).expect("a spreadsheet");
    t.app.db.write_blocking(move |tx| bring_in(tx, &Scope::operator()?, table, None, skip_bad, None)).expect("a report")
}

const WHOLE: bool = false;
const SKIP_BAD: bool = true;

/// The app with the township's organisations.
async fn township() -> TestApp {
    let t = app().await;
    let report = bring(&t, &fixture("organizations.xlsx"), Subject::Organizations, WHOLE);
    assert_eq!((report.applied, report.created, report.refused), (true, 66, 0), "{report:?}");
    t
}

fn organizations(t: &TestApp) -> Vec<OrganizationRow> {
    t.app.db.read_blocking(|snapshot| import_index(snapshot, &Scope::operator()?)).expect("organisations")
}

/// The first reason of each refused row.
fn refused(report: &Report) -> BTreeMap<u32, &'static str> {
    let first = |row: &RowReport| (row.row, row.reasons.first().map_or("", |reason| reason.reason));
    report.rows.iter().filter(|row| row.action == Action::Refused).map(first).collect()
}

#[actix_web::test]
async fn the_township_stands_as_its_committee_keeps_it() {
    let t = township().await;
    let rows = organizations(&t);
    let truth = truth("organizations");
    assert_eq!(truth.len(), 66);
    for wanted in &truth {
        let found = rows.iter().find(|row| row.code.as_deref() == wanted["code"].as_str()).expect("the organisation");
        let above = rows.iter().find(|row| Some(row.id) == found.parent_id);
        let told = (found.name.as_str(), found.kind.zh(), above.map_or("", |row| row.name.as_str()));
        assert_eq!(Some(told.0), wanted["name"].as_str());
        assert_eq!(Some(told.1), wanted["kind"].as_str());
        assert_eq!(Some(told.2), wanted["parent"].as_str());
        assert_eq!(found.sector.map(|sector| sector.zh()), wanted["sector"].as_str());
        if let Some(above) = above {
            assert_eq!(found.path.parent().as_ref(), Some(&above.path));
        }
    }
    let mut paths: Vec<&str> = rows.iter().map(|row| row.path.as_str()).collect();
    paths.dedup();
    assert_eq!(paths.len(), rows.len(), "no place is given twice");
}

#[actix_web::test]
async fn every_row_of_the_roster_is_what_the_truth_says() {
    let t = township().await;
    let before = t.digest();
    let report = bring(&t, &fixture("members.xlsx"), Subject::Members, WHOLE);
    assert_eq!((report.applied, report.refused), (false, 18));
    assert_eq!(t.digest(), before, "a wrong row keeps all the others out");

    let report = bring(&t, &fixture("members.xlsx"), Subject::Members, SKIP_BAD);
    assert_eq!((report.applied, report.created, report.refused), (true, 1425, 18));
    assert_eq!(report.rows.len(), 1443);
    let told = refused(&report);
    let truth = truth("members");
    assert_eq!(truth.len(), 1443);
    // Of two equal rows the truth calls either the repetition; here it is always the later one.
    let twin = |row: &Value| {
        let same = |other: &&Value| (&other["name"], &other["org"], &other["joined"]) == (&row["name"], &row["org"], &row["joined"]);
        truth
            .iter()
            .filter(same)
            .filter(|other| other["bad"].is_null() || other["bad"] == "duplicate_row")
            .filter_map(|other| other["row"].as_u64())
            .max()
    };
    for row in &truth {
        let number = row["row"].as_u64().expect("a number");
        let found = told.get(&(number as u32 + ABOVE)).copied();
        let is_pair = truth.iter().any(|other| other["bad"] == "duplicate_row" && twin(other) == twin(row))
            && (row["bad"].is_null() || row["bad"] == "duplicate_row");
        let wanted = if is_pair { (twin(row) == Some(number)).then_some("duplicate_row") } else { row["bad"].as_str() };
        assert_eq!(found, wanted, "row {number}");
    }

    let again = bring(&t, &fixture("members.xlsx"), Subject::Members, SKIP_BAD);
    assert_eq!((again.created, again.changed, again.unchanged, again.refused), (0, 0, 1425, 18));
    let again = bring(&t, &fixture("organizations.xlsx"), Subject::Organizations, WHOLE);
    assert_eq!((again.created, again.changed, again.unchanged, again.refused), (0, 0, 66, 0));
    check_members(&t, &truth);
}

/// Every good row is a member with that day, duty and flag, on the roll of its branch.
fn check_members(t: &TestApp, truth: &[Value]) {
    let places = organizations(t);
    let today = t.clock().today();
    let mut found = 0;
    for row in places {
        let name = row.name.clone();
        let read = move |snapshot: &mut Snapshot| {
            let (found, at) = place(snapshot, &Scope::<Import>::operator()?, row.id)?;
            roll(snapshot, &at, found.kind, today)
        };
        let people = t.app.db.read_blocking(read).expect("a roll").people;
        let good = |row: &&Value| row["org"] == *name && (row["bad"].is_null());
        for row in truth.iter().filter(good) {
            let same: Vec<_> = people.iter().filter(|one| row["name"] == *one.name).collect();
            let status = if row["status"] == "正式党员" { MemberStatus::Full } else { MemberStatus::Probationary };
            let fits = same.iter().any(|one| {
                let duty = one.duties.iter().map(|duty: &Duty| duty.zh()).collect::<Vec<_>>().join("、");
                one.status == status && row["duty"] == *duty && (row["floating"] == one.flags.contains(&MemberFlag::Floating))
            });
            assert!(fits, "{row}: {same:?}");
            found += 1;
        }
    }
    assert_eq!(found, 1425);
}

#[actix_web::test]
async fn what_is_nobodys_business_is_kept_nowhere() {
    let t = township().await;
    let report = bring(&t, &fixture("members.xlsx"), Subject::Members, SKIP_BAD);
    assert_eq!(report.columns_left_out, ["序号", "性别", "出生日期", "公民身份证号码", "手机号码", "备注"]);
    assert_eq!(report.columns_used, ["姓名", "人员类别", "所在党支部", "加入党组织日期", "转为正式党员日期", "党内职务", "是否流动党员"]);
    assert_eq!((report.header_row, report.passed_over), (2, 1));
    let mut kept = serde_json::to_string(&report).expect("JSON");
    for place in organizations(&t) {
        let members =
            t.app.db.read_blocking(move |snapshot| sanhui::members::import_index(snapshot, &Scope::operator()?, place.id)).expect("members");
        kept.push_str(&format!("{place:?}{members:?}"));
    }
    for secret in ["2112*", "**", "13173298442", "1940/7/4"] {
        assert!(!kept.contains(secret), "{secret} was kept");
    }
    // In the wrong column it makes the row wrong, and even the refusal does not repeat it.
    let csv = "姓名,人员类别,所在党支部,入党日期,转正日期\n张三211202194007042718,正式党员,大河县 branch,2010-01-01,2011-01-01\n李四,正式党员,211202194007042718,2010-01-01,2011-01-01\n";
    let reply = t.as_(GARDENER).post("/imports?kind=members").bytes("text/csv", csv).send().await.expect(200);
    assert!(!reply.text().contains("21120219"), "{}", reply.text());
    assert_eq!(reply.json()["rows"][0]["reasons"][0]["reason"], "identity_number");
    assert_eq!(reply.json()["rows"][1]["reasons"][0]["reason"], "identity_number");
}

#[actix_web::test]
async fn a_dry_run_says_all_and_keeps_nothing() {
    let t = township().await;
    let before = (t.digest(), t.trail_length().await);
    let table = read_file(&fixture("members.xlsx"), Subject::Members, t.clock().today(), None).expect("a spreadsheet");
    let report = t.app.db.read_blocking(|snapshot| rehearse(snapshot, &Scope::operator()?, table, None)).expect("a report");
    assert_eq!((report.applied, report.created, report.refused), (false, 1425, 18));
    let file = std::fs::read(fixture("members.xlsx")).expect("a file");
    let reply = t.as_(GARDENER).post("/imports?kind=members&dry_run=true").bytes(XLSX, file).send().await.expect(200).json();
    // The township is not below the gardener's county: to them its branches are not there.
    assert_eq!((reply["applied"].as_bool(), reply["created"].as_u64(), reply["refused"].as_u64()), (Some(false), Some(0), Some(1443)));
    assert_eq!((t.digest(), t.trail_length().await), before);
}

async fn sent(t: &TestApp, what: &str, csv: &str) -> Value {
    t.as_(GARDENER).post(format!("/imports?kind={what}")).bytes("text/csv", csv.to_string()).send().await.expect(200).json()
}

fn reasons(report: &Value) -> Vec<(u64, String)> {
    let rows = report["rows"].as_array().into_iter().flatten();
    rows.filter_map(|row| Some((row["row"].as_u64()?, row["reasons"][0]["reason"].as_str()?.to_string()))).collect()
}

#[actix_web::test]
async fn superiors_are_found_wherever_they_stand() {
    let t = app().await;
    let csv = "code,name,kind,parent,parent code\n\
        N3,新 村 第一党支部,党支部,,n2\n\
        ,新村第一党小组,党小组,新村第一党支部,\n\
        N2,新村总支部委员会,党总支,N1,\n\
        N1,新镇党委,party_committee,大河县委,\n";
    let report = sent(&t, "organizations", csv).await;
    assert_eq!((report["applied"].as_bool(), report["created"].as_u64()), (Some(true), Some(4)), "{report}");
    let rows = organizations(&t);
    let place = |name: &str| rows.iter().find(|row| row.name == name).expect("an organisation");
    let group = place("新村第一党小组");
    assert!(group.path.is_within(&place("新镇党委").path));
    assert_eq!(group.path.level(), 5);
    assert_eq!(place("新镇党委").next_child, 1);

    let again = sent(&t, "organizations", csv).await;
    assert_eq!((again["unchanged"].as_u64(), again["created"].as_u64()), (Some(4), Some(0)));
    // What the file says anew is a change; what it does not say stays.
    let changed = sent(&t, "organizations", "组织代码,组织名称,类别,领域\nN3,新村第一支部,党支部,农村\nN2,新村总支部委员会,党总支,\n").await;
    assert_eq!((changed["changed"].as_u64(), changed["unchanged"].as_u64()), (Some(1), Some(1)), "{changed}");
    let renamed = organizations(&t).into_iter().find(|row| row.code.as_deref() == Some("N3")).expect("N3");
    assert_eq!((renamed.name.as_str(), renamed.version), ("新村第一支部", 2));
    assert_eq!(renamed.kind, OrganizationKind::PartyBranch);
    // The next one made by hand stands beside, not upon, the imported ones.
    let body = serde_json::json!({ "parent": place("新镇党委").id, "name": "后来的总支", "kind": "general_branch" });
    let made = t.as_(GARDENER).put(format!("/organizations/{}", uuid::Uuid::now_v7())).creating().json(&body).send().await.expect(201).json();
    assert_ne!(made["path"], place("新村总支部委员会").path.as_str());
}

#[actix_web::test]
async fn each_wrong_organisation_is_told_why() {
    let t = app().await;
    let csv = "党组织代码,党组织全称,党组织类别,上级党组织名称,主题党日\n\
        A1,甲党委,党委,大河县委,35\n\
        A2,乙支部,党支部,丙支部,\n\
        A3,丙支部,党支部,乙支部,\n\
        A4,,党支部,甲党委,\n\
        A5,戊支部,俱乐部,甲党委,\n\
        A6,己小组,党小组,戊支部,\n\
        A7,庚支部,党支部,天上党委,\n\
        A1,甲党委,党委,大河县委,\n\
        A2,辛支部,党支部,甲党委,\n\
        A8,壬小组,党小组,甲党委,\n\
        ,大河县 branch,党支部,甲党委,\n\
        \n\
        A9,癸党委,党委,癸党委,\n\
        A10,子党支部,党支部,大河县 branch,\n\
        合计,11,,,\n";
    let before = t.digest();
    let report = sent(&t, "organizations", csv).await;
    let wanted = [
        (2, "bad_party_day"),
        (3, "cycle"),
        (4, "cycle"),
        (5, "no_name"),
        (6, "bad_kind"),
        (7, "parent_refused"),
        (8, "unknown_parent"),
        (9, "duplicate_row"),
        (10, "code_taken"),
        (11, "wrong_place"),
        (14, "cycle"),
        (15, "wrong_place"),
    ];
    let wanted: Vec<(u64, String)> = wanted.iter().map(|(row, reason)| (*row, reason.to_string())).collect();
    assert_eq!(reasons(&report), wanted, "{report:#}");
    assert_eq!((report["applied"].as_bool(), report["passed_over"].as_u64()), (Some(false), Some(1)));
    assert_eq!(t.digest(), before);
}

#[actix_web::test]
async fn an_administrator_brings_in_only_below() {
    let t = app().await;
    let caller = t.as_(seated(Role::OrganizationAdministrator.word(), "village"));
    let csv = "名称,类别,上级\n新支部,党支部,大河县 village\n别处支部,党支部,大河县 old_village\n新县委,党委,\n大河县 village,党总支,看不见的上级\n";
    let report = caller.post("/imports?kind=organizations&skip_bad=true").bytes("text/csv", csv).send().await.expect(200).json();
    assert_eq!(reasons(&report), [(3, "unknown_parent".to_string()), (4, "no_parent".to_string())], "{report:#}");
    assert_eq!((report["created"].as_u64(), report["unchanged"].as_u64()), (Some(1), Some(1)), "its own superior is not theirs to see");
    let csv = "姓名,人员类别,所在党支部,入党日期,转正日期,党小组\n赵一,正式,大河县branch,20100101,2011.1.1,大河县 group\n钱二,预备,大河县 branch_cousin,2026-01-01,,\n孙三,预备,大河县 branch,2026-01-01,,没有的小组\n";
    let report = caller.post("/imports?kind=members&skip_bad=true").bytes("text/csv", csv).send().await.expect(200).json();
    assert_eq!(reasons(&report), [(3, "unknown_org".to_string()), (4, "unknown_group".to_string())], "{report:#}");
    let id = report["rows"][0]["id"].as_str().expect("an id");
    let member = caller.get(format!("/members/{id}")).send().await.expect(200).json();
    assert_eq!((member["group"].as_str(), member["since"].as_str()), (Some(Grove::plant().ids.get("group")), Some("2026-01-01")));
    let secretary = t.as_(seated(Role::BranchSecretary.word(), "branch"));
    secretary.post("/imports?kind=members").bytes("text/csv", "no header at all").send().await.refused(Fault::Forbidden);
}

#[actix_web::test]
async fn a_member_changes_as_the_roster_does() {
    let t = app().await;
    let header = "姓名,人员类别,所在党支部,入党日期,转正日期,党内职务,是否流动党员\n";
    let row = |rest: &str| format!("{header}周 四,{rest}\n");
    let made = sent(&t, "members", &row("预备党员,大河县 branch,2025-10-01,,书记,是")).await;
    assert_eq!(made["created"], 1, "{made}");
    let same = sent(&t, "members", &row("预备党员,大河县branch,2025年10月1日,,书记,")).await;
    assert_eq!(same["unchanged"], 1, "a blank cell says nothing: {same}");
    let full = sent(&t, "members", &row("正式党员,大河县 branch,2025-10-01,2026-10-01,,否")).await;
    assert_eq!(full["changed"], 1, "{full}");
    let id = full["rows"][0]["id"].as_str().expect("an id");
    let member = t.as_(GARDENER).get(format!("/members/{id}")).send().await.expect(200).json();
    assert_eq!((member["status"].as_str(), member["full_on"].as_str(), member["version"].as_i64()), (Some("full"), Some("2026-10-01"), Some(2)));
    assert_eq!((member["duties"].to_string(), member["flags"].to_string()), ("[]".to_string(), "[]".to_string()));
    // What the roster no longer says ended today, and not before.
    let was = |name: &str, word: &str| serde_json::json!([{ name: word, "from": "2026-01-01", "to": "2026-11-23" }]);
    assert_eq!((&member["duty_terms"], &member["flag_terms"]), (&was("duty", "secretary"), &was("flag", "floating")));
    let old = sent(&t, "members", &row("预备党员,大河县 branch,2025-10-01,,,")).await;
    assert_eq!(reasons(&old), [(2, "status_goes_back".to_string())]);
    let wrong = sent(&t, "members", &row("正式党员,大河县 branch,2027-10-01,2028-10-01,仓库保管,也许")).await;
    assert_eq!(reasons(&wrong), [(2, "future_date".to_string())]);
}

#[actix_web::test]
async fn what_is_no_spreadsheet_is_refused_with_the_reason() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let gb = encoding_rs::GB18030.encode("姓名,人员类别,所在党支部,入党日期\n严䶮冬,预备党员,大河县 branch,2026.1.1\n").0.into_owned();
    let report = gardener.post("/imports?kind=members").bytes("text/csv; charset=gb18030", gb).send().await.expect(200).json();
    assert_eq!((report["created"].as_u64(), report["rows"][0]["name"].as_str()), (Some(1), Some("严䶮冬")), "{report}");
    let ask = |what: &str, kind: &str, body: &[u8]| gardener.post(format!("/imports?{what}")).bytes(kind, body.to_vec()).send();
    ask("kind=members", "application/json", b"{}").await.refused(Fault::UnsupportedMedia);
    ask("kind=cats", "text/csv", b"a").await.refused(Fault::BadQuery);
    ask("", "text/csv", b"a").await.refused(Fault::BadQuery);
    ask("kind=members", "text/csv", "花名册\n姓名,入党时间\n".as_bytes()).await.refused(Fault::Invalid).field("/columns", FieldFault::Required);
    ask("kind=members", XLSX, b"PK\x03\x04 not really").await.refused(Fault::Invalid).field("", FieldFault::BadFormat);
    ask("kind=members", "text/csv", &std::fs::read(fixture("members.xlsx")).expect("a file")).await.refused(Fault::Invalid);
    ask("kind=members", XLSX, &bomb()).await.refused(Fault::BodyTooLarge);
}

/// A workbook of a few kilobytes whose texts inflate to 64 MiB while it says they have none.
fn bomb() -> Vec<u8> {
    use std::io::Write;
    let mut book = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    book.start_file("xl/sharedStrings.xml", zip::write::SimpleFileOptions::default()).expect("a part");
    let zeros = vec![b' '; 1 << 20];
    (0..64).for_each(|_| book.write_all(&zeros).expect("zeros"));
    book.finish().expect("a workbook").into_inner()
}

#[actix_web::test]
async fn the_trail_says_how_what_a_file_changes_stood_before_and_after() {
    let t = app().await;
    let (gardener, ids) = (t.as_(GARDENER), &Grove::plant().ids);
    let tree = "name,kind,parent,sector\n大河县 branch,党支部,大河县 village,农村\n";
    let roster = "姓名,人员类别,所在党支部,入党日期,转正日期,党内职务\n成员 member,正式党员,大河县 branch,2010-07-01,2011-07-01,组织委员\n";
    for (kind, sheet) in [("organizations", tree), ("members", roster)] {
        let report = gardener.post(format!("/imports?kind={kind}")).bytes("text/csv", sheet).send().await.expect(200).json();
        assert_eq!((&report["applied"], &report["changed"]), (&true.into(), &1.into()), "{report}");
    }
    // Not the last row: what was done before the branch moved may be numbered by another counter.
    let told = async |name: &str, act: &str| {
        let mut of_it = rows(&t, ids.get(name)).await;
        of_it.retain(|row| row["act"] == act);
        assert_eq!(of_it.len(), 1, "{act}");
        of_it.remove(0)
    };
    let branch = told("branch", "organization.change").await;
    assert_eq!((&branch["before"]["sector"], &branch["after"]["sector"]), (&Value::Null, &"rural".into()));
    let member = told("member", "member.change").await;
    for state in ["before", "after"] {
        assert_eq!((&member[state]["status"], &member[state]["group"]), (&"full".into(), &ids.get("group").into()), "{state}");
    }
}
