//! One request for each operation, such as somebody allowed would see answered 2xx. The permission matrix asks it in
//! everybody's name and computes from the policy who must be refused, and how. `{branch}` and the like stand for ids of
//! the grove.

use sanhui::authz::Role;
use sanhui::authz::action::ActionKind as A;
use serde_json::json;

use super::grove::Target;
use super::orchard::PASSWORD;
pub use super::sample::{Need, Open, Sample, Stands};
use super::sample::{open, sample};

/// Every operation's sample. A new operation needs a line here.
pub fn samples() -> Vec<Sample> {
    [service(), sign_in(), organizations(), members(), bodies(), accounts(), sessions(), local_rules(), evaluations()].into_iter().flatten().collect()
}

fn service() -> Vec<Sample> {
    vec![
        open("GET /healthz", "/healthz", Open::All),
        open("GET /readyz", "/readyz", Open::All),
        open("GET /meta", "/meta", Open::All),
        open("GET /rules", "/rules", Open::All),
        open("GET /rules/{id}", "/rules/BGM-QUORUM", Open::All),
        open("GET /vocabulary", "/vocabulary", Open::All),
        open("GET /kinds", "/kinds", Open::All),
        open("GET /kinds/{kind}", "/kinds/theme_party_day", Open::All),
        open("GET /.well-known/jwks.json", "/.well-known/jwks.json", Open::All),
        sample("GET /trail", "/trail?limit=100", A::ReadTrail).named_in(Stands::Filter),
        sample("GET /trail", "/trail?limit=100&within={branch_path}", A::ReadTrail).variant("of a branch").named_in(Stands::Filter),
    ]
}

/// Whoever holds the password, the token or the code: no role is asked for.
fn sign_in() -> Vec<Sample> {
    let device = json!({ "id": "{fresh}", "name": "一部手机" });
    let code = json!({ "code": "{invitation_code}", "password": "another password", "device": device });
    vec![
        open("POST /auth/login", "/auth/login", Open::All).body(json!({ "login": "opened", "password": PASSWORD, "device": device })),
        open("POST /auth/refresh", "/auth/refresh", Open::All).body(json!({ "refresh_token": "{refresh_token}" })),
        open("POST /auth/accept-invitation", "/auth/accept-invitation", Open::All).body(code),
        open("POST /auth/logout", "/auth/logout", Open::Accounts),
        // These accounts have no password, and the device is somebody else's: nobody gets through.
        open("POST /auth/password", "/auth/password", Open::Nobody(401)).body(json!({ "current": PASSWORD, "new": "another password" })),
        open("DELETE /auth/devices/{id}", "/auth/devices/{opened_device}", Open::Nobody(404)),
        open("GET /auth/devices", "/auth/devices", Open::Accounts),
        open("GET /me", "/me", Open::Accounts),
    ]
}

fn organizations() -> Vec<Sample> {
    let group = json!({ "parent": "{branch}", "name": "第二党小组", "kind": "party_group" });
    let branch = json!({ "parent": "{village}", "name": "第九党支部", "kind": "party_branch" });
    let parent = Stands::Body("/parent");
    vec![
        sample("GET /organizations", "/organizations?parent={village}", A::ReadOrganization).named_in(Stands::Filter),
        sample("GET /organizations/{id}", "/organizations/{branch}", A::ReadOrganization),
        sample("GET /organizations/{id}", "/organizations/{village}", A::ReadOrganization).variant("a village").at(Target::Village),
        sample("GET /organizations/{id}", "/organizations/{group}", A::ReadOrganization).variant("a group").at(Target::Group),
        sample("GET /organizations/{id}/children", "/organizations/{branch}/children", A::ReadOrganization),
        sample("PUT /organizations/{id}", "/organizations/{fresh}", A::ManageOrganization).named_in(parent).creating().body(group),
        sample("PUT /organizations/{id}", "/organizations/{fresh}", A::ManageOrganization)
            .variant("below a village")
            .at(Target::Village)
            .named_in(parent)
            .creating()
            .body(branch),
        sample("PATCH /organizations/{id}", "/organizations/{branch}", A::ManageOrganization).seen("branch").body(json!({ "name": "改名党支部" })),
        sample("POST /organizations/{id}/move", "/organizations/{branch}/move", A::MoveOrganization)
            .needs(A::ManageOrganization, "village_after", parent)
            .seen("branch")
            .body(json!({ "parent": "{village_after}" })),
        // Members belong to it.
        sample("POST /organizations/{id}/dissolve", "/organizations/{branch}/dissolve", A::MoveOrganization)
            .then(409)
            .seen("branch")
            .body(json!({ "on": "2026-11-20" })),
        sample("POST /organizations/{id}/dissolve", "/organizations/{branch_before}/dissolve", A::MoveOrganization)
            .variant("a branch with its group")
            .at(Target::Other("branch_before"))
            .seen("branch_before")
            .body(json!({ "on": "2026-11-20" })),
        sample("POST /organizations/{id}/merge", "/organizations/{branch}/merge", A::MoveOrganization)
            .needs(A::MoveOrganization, "branch_cousin", Stands::Body("/into"))
            .seen("branch")
            .body(json!({ "into": "{branch_cousin}", "on": "2026-11-20" })),
    ]
}

fn members() -> Vec<Sample> {
    let draft = |organization: &str| json!({ "organization": organization, "group": "{group}", "name": "赵新", "status": "full", "joined_on": "2015-07-01", "full_on": "2016-07-01" });
    let file = "姓名,人员类别,所在党支部,入党日期\n王新,正式党员,{branch},2015-07-01\n";
    vec![
        sample("GET /organizations/{id}/members", "/organizations/{branch}/members", A::ReadMember),
        sample("GET /organizations/{id}/members", "/organizations/{branch}/members?on=2020-01-01", A::ReadMember).variant("of another day"),
        sample("GET /organizations/{id}/members", "/organizations/{group}/members", A::ReadMember).variant("of a group").at(Target::Group),
        sample("GET /members/{id}", "/members/{member}", A::ReadMember),
        sample("POST /imports", "/imports?kind=members", A::Import).named_in(Stands::Row).raw("text/csv", file),
        sample("PUT /members/{id}", "/members/{fresh}", A::ManageMember)
            .named_in(Stands::Body("/organization"))
            .needs(A::ManageMember, "group", Stands::Body("/group"))
            .creating()
            .body(draft("{branch}")),
        // Who may enrol at the one branch learns nothing of another one's groups.
        sample("PUT /members/{id}", "/members/{fresh}", A::ManageMember)
            .variant("in another branch's group")
            .at(Target::Other("branch_after"))
            .named_in(Stands::Body("/organization"))
            .then(422)
            .creating()
            .body(draft("{branch_after}")),
        sample("PATCH /members/{id}", "/members/{member}", A::ManageMember).seen("member").body(json!({ "flags": ["floating"] })),
        sample("POST /members/{id}/transfer", "/members/{member}/transfer", A::ManageMember)
            .needs(A::ManageMember, "branch_before", Stands::Body("/to"))
            .needs(A::ManageMember, "group_cousin", Stands::Body("/group"))
            .seen("member")
            .body(json!({ "to": "{branch_before}", "group": "{group_cousin}", "on": "2026-11-20" })),
    ]
}

fn bodies() -> Vec<Sample> {
    let seat = |from: &str, to: serde_json::Value| json!({ "member": "{other_member}", "position": "member", "from": from, "to": to });
    vec![
        sample("GET /organizations/{id}/body", "/organizations/{branch}/body", A::ReadMember),
        sample("GET /organizations/{id}/body", "/organizations/{village}/body?on=2026-11-18", A::ReadMember)
            .variant("a village's")
            .at(Target::Village),
        sample("PUT /organizations/{id}/body/{seat}", "/organizations/{village}/body/{fresh}", A::ManageMember)
            .at(Target::Village)
            .creating()
            .body(seat("2026-11-01", json!(null))),
        sample("PUT /organizations/{id}/body/{seat}", "/organizations/{branch}/body/{seat}", A::ManageMember)
            .variant("its end")
            .seen("seat")
            .body(seat("2026-01-05", json!("2026-01-20"))),
    ]
}

fn accounts() -> Vec<Sample> {
    let grant = |account: &str| json!({ "account": account, "role": "recorder", "valid_from": "2026-11-23", "valid_to": "2026-12-31" });
    let system = json!({ "account": "{account}", "role": "system_administrator", "valid_from": "2026-11-23" });
    let account = |organization: &str| json!({ "login": "newcomer", "name": "新来的", "organization": organization });
    let mut of_a_member = account("{branch_after}");
    of_a_member["member"] = json!("{member}");
    let grants = "/organizations/{branch}/grants/{fresh}";
    vec![
        sample("GET /organizations/{id}/accounts", "/organizations/{branch}/accounts", A::ManageAccount),
        sample("PUT /accounts/{id}", "/accounts/{fresh}", A::ManageAccount)
            .named_in(Stands::Body("/organization"))
            .creating()
            .body(account("{branch}")),
        sample("PUT /accounts/{id}", "/accounts/{fresh}", A::ManageAccount)
            .variant("of another branch's member")
            .at(Target::Other("branch_after"))
            .named_in(Stands::Body("/organization"))
            .needs(A::ManageAccount, "branch", Stands::Body("/member"))
            .creating()
            .body(of_a_member),
        sample("POST /accounts/{id}/invitation", "/accounts/{account}/invitation", A::ManageAccount),
        sample("POST /accounts/{id}/disable", "/accounts/{account}/disable", A::ManageAccount),
        sample("GET /organizations/{id}/grants", "/organizations/{branch}/grants?limit=100", A::ReadGrant),
        sample("PUT /organizations/{id}/grants/{grant}", grants, A::ManageGrant)
            .needs(A::ManageAccount, "branch", Stands::Body("/account"))
            .creating()
            .body(grant("{account}")),
        sample("PUT /organizations/{id}/grants/{grant}", grants, A::ManageGrant)
            .variant("to the county's account")
            .needs(A::ManageAccount, "county", Stands::Body("/account"))
            .creating()
            .body(grant("{county_account}")),
        sample("PUT /organizations/{id}/grants/{grant}", grants, A::ManageGrant)
            .variant("the system's")
            .needs(A::ManageSystem, "branch", Stands::Role)
            .creating()
            .body(system),
        sample("DELETE /organizations/{id}/grants/{grant}", "/organizations/{branch}/grants/{grant}", A::ManageGrant),
    ]
}

fn sessions() -> Vec<Sample> {
    let record = json!({ "organization": "{branch}", "kind": "theme_party_day", "held_on": "2026-11-21" });
    let group = json!({ "organization": "{group}", "kind": "party_group_meeting", "held_on": "2026-11-21" });
    let amended = json!({ "organization": "{branch}", "kind": "theme_party_day", "held_on": "2026-11-18", "amendment_reason": "补充议题" });
    let organization = Stands::Body("/organization");
    vec![
        sample("GET /sessions", "/sessions?limit=100", A::ReadSession).variant("all there are").named_in(Stands::Filter),
        sample("GET /sessions", "/sessions?organization={branch}&limit=100", A::ReadSession),
        sample("GET /sessions", "/sessions?organization={village}&subtree=true", A::ReadSession)
            .variant("of a village's subtree")
            .at(Target::Village),
        sample("POST /sessions/check", "/sessions/check", A::RecordSession).named_in(organization).body(record.clone()),
        sample("POST /sessions/check", "/sessions/check?session={draft}", A::RecordSession)
            .variant("of a draft")
            .named_in(organization)
            .needs(A::RecordSession, "branch", Stands::Address)
            .body(record.clone()),
        // Who records at the one branch learns nothing of another one's drafts.
        sample("POST /sessions/check", "/sessions/check?session={draft}", A::RecordSession)
            .variant("of another branch's draft")
            .at(Target::Other("branch_after"))
            .named_in(organization)
            .needs(A::RecordSession, "branch", Stands::Address)
            .body(json!({ "organization": "{branch_after}", "kind": "theme_party_day", "held_on": "2026-11-21" })),
        sample("GET /sessions/{id}", "/sessions/{submitted}", A::ReadSession),
        // A draft is its own branch's.
        sample("GET /sessions/{id}", "/sessions/{draft}", A::ReadSession).variant("a draft").needs(A::RecordSession, "branch", Stands::Address),
        sample("GET /sessions/{id}", "/sessions/{accepted}", A::ReadSession).variant("an accepted one"),
        sample("GET /sessions/{id}", "/sessions/{group_draft}", A::ReadSession).variant("a group's draft").at(Target::Group).needs(
            A::RecordSession,
            "group",
            Stands::Address,
        ),
        sample("PUT /sessions/{id}", "/sessions/{fresh}", A::RecordSession).named_in(organization).creating().body(record.clone()),
        sample("PUT /sessions/{id}", "/sessions/{fresh}", A::RecordSession)
            .variant("a group's")
            .at(Target::Group)
            .named_in(organization)
            .creating()
            .body(group),
        sample("PUT /sessions/{id}", "/sessions/{draft}", A::RecordSession).variant("its next version").seen("draft").body(record),
        sample("PUT /sessions/{id}", "/sessions/{accepted}", A::RecordSession).variant("an amendment").seen("accepted").body(amended),
        sample("GET /sessions/{id}/amendment", "/sessions/{amended}/amendment", A::ReadSession),
        sample("POST /sessions/{id}/withdraw", "/sessions/{amended}/withdraw", A::RecordSession).variant("an amendment").seen("amended"),
        sample("DELETE /sessions/{id}", "/sessions/{draft}", A::RecordSession).seen("draft"),
        sample("POST /sessions/{id}/submit", "/sessions/{draft}/submit", A::RecordSession).seen("draft"),
        sample("POST /sessions/{id}/withdraw", "/sessions/{submitted}/withdraw", A::RecordSession).seen("submitted"),
        sample("GET /sessions/{id}/versions", "/sessions/{submitted}/versions", A::ReadSession),
        sample("GET /sessions/{id}/versions/{version}", "/sessions/{submitted}/versions/2", A::ReadSession),
        sample("GET /sessions/{id}/findings", "/sessions/{submitted}/findings", A::ReadSession),
        sample("GET /sessions/{id}/findings", "/sessions/{amended}/findings?amendment=true", A::ReadSession).variant("of an amendment"),
        sample("GET /organizations/{id}/frequency", "/organizations/{branch}/frequency?period=2026-Q4", A::ReadSession),
        sample("GET /organizations/{id}/open-decisions", "/organizations/{branch}/open-decisions", A::ReadSession),
        sample("GET /organizations/{id}/findings", "/organizations/{branch}/findings?on=2026-11-20", A::ReadSession),
    ]
}

fn local_rules() -> Vec<Sample> {
    let profile = "/organizations/{village}/local-rules/appraisal-notices";
    vec![
        sample("GET /organizations/{id}/local-rules", "/organizations/{branch}/local-rules", A::ReadRules),
        sample("PUT /organizations/{id}/local-rules/{profile}", profile, A::ManageRules).at(Target::Village),
        sample("DELETE /organizations/{id}/local-rules/{profile}", profile, A::ManageRules).at(Target::Village),
    ]
}

fn evaluations() -> Vec<Sample> {
    let criterion = json!({ "id": "discussion", "weight": 100, "zh": "讨论是否充分", "en": "Was it discussed?" });
    let accept = json!({ "id": "{fresh}", "verdict": "accept", "grade": "good", "comment": "讨论充分。" });
    let note = json!({ "id": "{fresh}", "verdict": "note" });
    let clean = json!({ "grade": "good", "items": [{ "id": "{fresh}", "session": "{submitted}", "version": 2 }] });
    let answer = json!({ "answer": "已复核。", "withdraw": true });
    vec![
        sample("GET /organizations/{id}/evaluation-forms/{kind}", "/organizations/{branch}/evaluation-forms/party_lecture", A::ReadRules),
        sample("PUT /organizations/{id}/evaluation-forms/{kind}", "/organizations/{village}/evaluation-forms/party_lecture", A::ManageRules)
            .at(Target::Village)
            .creating()
            .body(json!({ "criteria": [criterion] })),
        sample("GET /reviews", "/reviews?limit=100", A::EvaluateSession).named_in(Stands::Filter),
        sample("GET /reviews", "/reviews?organization={branch}", A::EvaluateSession).variant("of a branch").named_in(Stands::Filter).needs(
            A::ReadSession,
            "branch",
            Stands::Address,
        ),
        sample("GET /reviews/summary", "/reviews/summary", A::EvaluateSession).named_in(Stands::Filter),
        sample("GET /reviews/summary", "/reviews/summary?organization={branch}", A::EvaluateSession)
            .variant("of a branch")
            .named_in(Stands::Filter)
            .needs(A::ReadSession, "branch", Stands::Address),
        sample("POST /reviews/accept", "/reviews/accept", A::EvaluateSession).named_in(Stands::Item("/items/0/session")).body(clean),
        sample("GET /mine", "/mine?limit=100", A::RecordSession).named_in(Stands::Filter),
        sample("POST /sessions/{id}/reopen", "/sessions/{accepted}/reopen", A::EvaluateSession)
            .own(Role::CommitteeReviewer, "village")
            .seen("accepted")
            .body(json!({ "reason": "抽查发现票数不符。" })),
        // An auditor only takes note: that a decision is more than their role may do is said wherever they ask.
        sample("POST /sessions/{id}/evaluations", "/sessions/{submitted}/evaluations", A::EvaluateSession).seen("submitted").body(accept),
        sample("POST /sessions/{id}/evaluations", "/sessions/{submitted}/evaluations", A::NoteSession).variant("a note").seen("submitted").body(note),
        sample("GET /sessions/{id}/evaluations", "/sessions/{returned}/evaluations", A::ReadSession),
        sample("POST /evaluations/{id}/appeal", "/evaluations/{returning}/appeal", A::RecordSession).body(json!({ "reason": "会议记录已经写明。" })),
        sample("POST /evaluations/{id}/answer", "/evaluations/{appealed_return}/answer", A::EvaluateSession)
            .own(Role::CommitteeReviewer, "village")
            .body(answer),
    ]
}
