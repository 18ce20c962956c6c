//! One request for each operation, such as somebody allowed would see answered 2xx. The permission matrix asks it in
//! everybody's name. `{branch}` and the like stand for ids of the grove.

use actix_web::http::Method;
use serde_json::{Value, json};

use super::client::{Client, Reply};
use super::grove::{Ids, Target};
use super::orchard::PASSWORD;

/// A request to send.
pub struct Sample {
    /// As the document names it: `PUT /sessions/{id}`.
    pub operation: &'static str,
    /// Tells two samples of one operation apart.
    pub variant: Option<&'static str>,
    /// Whose record is touched: the relations are counted from it.
    pub target: Target,
    path: &'static str,
    body: Option<Value>,
    raw: Option<(&'static str, &'static str)>,
    /// The record whose version the caller saw.
    seen: Option<&'static str>,
    creating: bool,
}

fn sample(operation: &'static str, path: &'static str) -> Sample {
    Sample { operation, variant: None, target: Target::Branch, path, body: None, raw: None, seen: None, creating: false }
}

impl Sample {
    fn body(mut self, body: Value) -> Sample {
        self.body = Some(body);
        self
    }
    fn raw(mut self, content_type: &'static str, body: &'static str) -> Sample {
        self.raw = Some((content_type, body));
        self
    }
    fn seen(mut self, record: &'static str) -> Sample {
        self.seen = Some(record);
        self
    }
    fn creating(mut self) -> Sample {
        self.creating = true;
        self
    }
    fn at(mut self, target: Target) -> Sample {
        self.target = target;
        self
    }
    fn variant(mut self, name: &'static str) -> Sample {
        self.variant = Some(name);
        self
    }

    /// How the golden calls it.
    pub fn name(&self) -> String {
        self.variant.map_or_else(|| self.operation.to_string(), |variant| format!("{} ({variant})", self.operation))
    }
    pub fn is_read(&self) -> bool {
        self.operation.starts_with("GET ")
    }

    /// Sends it, with the ids filled in.
    pub async fn ask(&self, caller: &Client<'_>, ids: &Ids) -> Reply {
        let method = self.operation.split(' ').next().unwrap_or_default();
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let mut ask = caller.ask(method, ids.fill(self.path));
        if let Some(body) = &self.body {
            let body: Value = serde_json::from_str(&ids.fill(&body.to_string())).expect("a body");
            ask = ask.json(&body);
        }
        if let Some((content_type, body)) = self.raw {
            ask = ask.bytes(content_type, ids.fill(body));
        }
        if let Some(record) = self.seen {
            ask = ask.if_match(ids.version(record));
        }
        if self.creating {
            ask = ask.creating();
        }
        ask.send().await
    }
}

/// Every operation's sample. A new operation needs a line here.
pub fn samples() -> Vec<Sample> {
    [service(), sign_in(), organizations(), members(), accounts(), sessions(), rules(), evaluations()].into_iter().flatten().collect()
}

fn service() -> Vec<Sample> {
    vec![
        sample("GET /healthz", "/healthz").at(Target::None),
        sample("GET /readyz", "/readyz").at(Target::None),
        sample("GET /meta", "/meta").at(Target::None),
        sample("GET /.well-known/jwks.json", "/.well-known/jwks.json").at(Target::None),
        sample("GET /trail", "/trail?limit=100"),
    ]
}

/// Whoever holds the password, the token or the code: no role is asked for.
fn sign_in() -> Vec<Sample> {
    let device = json!({ "id": "{fresh}", "name": "一部手机" });
    vec![
        sample("POST /auth/login", "/auth/login").at(Target::None).body(json!({ "login": "opened", "password": PASSWORD, "device": device })),
        sample("POST /auth/refresh", "/auth/refresh").at(Target::None).body(json!({ "refresh_token": "{refresh_token}" })),
        sample("POST /auth/accept-invitation", "/auth/accept-invitation")
            .at(Target::None)
            .body(json!({ "code": "{invitation_code}", "password": "another password", "device": device })),
        sample("POST /auth/logout", "/auth/logout").at(Target::None),
        // These accounts have no password, and the device is somebody else's: nobody gets through.
        sample("POST /auth/password", "/auth/password").at(Target::None).body(json!({ "current": PASSWORD, "new": "another password" })),
        sample("DELETE /auth/devices/{id}", "/auth/devices/{opened_device}").at(Target::None),
        sample("GET /auth/devices", "/auth/devices").at(Target::None),
        sample("GET /me", "/me").at(Target::None),
    ]
}

fn organizations() -> Vec<Sample> {
    let group = json!({ "parent": "{branch}", "name": "第二党小组", "kind": "party_group" });
    let branch = json!({ "parent": "{village}", "name": "第九党支部", "kind": "party_branch" });
    vec![
        sample("GET /organizations", "/organizations?parent={village}"),
        sample("GET /organizations/{id}", "/organizations/{branch}"),
        sample("GET /organizations/{id}", "/organizations/{village}").variant("a village").at(Target::Village),
        sample("GET /organizations/{id}", "/organizations/{group}").variant("a group").at(Target::Group),
        sample("GET /organizations/{id}/children", "/organizations/{branch}/children"),
        sample("PUT /organizations/{id}", "/organizations/{fresh}").creating().body(group),
        sample("PUT /organizations/{id}", "/organizations/{fresh}").variant("below a village").at(Target::Village).creating().body(branch),
        sample("PATCH /organizations/{id}", "/organizations/{branch}").seen("branch").body(json!({ "name": "改名党支部" })),
        sample("POST /organizations/{id}/move", "/organizations/{branch}/move").seen("branch").body(json!({ "parent": "{village_after}" })),
        // 409 is for those who may: a group still stands below it.
        sample("POST /organizations/{id}/dissolve", "/organizations/{branch}/dissolve").seen("branch").body(json!({ "on": "2026-11-20" })),
    ]
}

fn members() -> Vec<Sample> {
    let draft = json!({ "organization": "{branch}", "group": "{group}", "name": "赵新", "status": "full", "joined_on": "2015-07-01", "full_on": "2016-07-01" });
    vec![
        sample("GET /organizations/{id}/members", "/organizations/{branch}/members"),
        sample("GET /organizations/{id}/members", "/organizations/{branch}/members?on=2020-01-01").variant("of another day"),
        sample("GET /organizations/{id}/members", "/organizations/{group}/members").variant("of a group").at(Target::Group),
        sample("GET /members/{id}", "/members/{member}"),
        // 200 for whoever may import at all; where they may not, the report refuses the row and nothing is kept.
        sample("POST /imports", "/imports?kind=members").raw("text/csv", "姓名,人员类别,所在党支部,入党日期\n王新,正式党员,{branch},2015-07-01\n"),
        sample("PUT /members/{id}", "/members/{fresh}").creating().body(draft),
        sample("PATCH /members/{id}", "/members/{member}").seen("member").body(json!({ "flags": ["floating"] })),
        sample("POST /members/{id}/transfer", "/members/{member}/transfer")
            .seen("member")
            .body(json!({ "to": "{branch_before}", "on": "2026-11-20" })),
    ]
}

fn accounts() -> Vec<Sample> {
    let grant = json!({ "account": "{account}", "role": "recorder", "valid_from": "2026-11-23", "valid_to": "2026-12-31" });
    let system = json!({ "account": "{account}", "role": "system_administrator", "valid_from": "2026-11-23" });
    vec![
        sample("GET /organizations/{id}/accounts", "/organizations/{branch}/accounts"),
        sample("PUT /accounts/{id}", "/accounts/{fresh}")
            .creating()
            .body(json!({ "login": "newcomer", "name": "新来的", "organization": "{branch}" })),
        sample("POST /accounts/{id}/invitation", "/accounts/{account}/invitation"),
        sample("POST /accounts/{id}/disable", "/accounts/{account}/disable"),
        sample("GET /organizations/{id}/grants", "/organizations/{branch}/grants?limit=100"),
        sample("PUT /organizations/{id}/grants/{grant}", "/organizations/{branch}/grants/{fresh}").creating().body(grant),
        sample("PUT /organizations/{id}/grants/{grant}", "/organizations/{branch}/grants/{fresh}").variant("the system's").creating().body(system),
        sample("DELETE /organizations/{id}/grants/{grant}", "/organizations/{branch}/grants/{grant}"),
    ]
}

fn sessions() -> Vec<Sample> {
    let record = json!({ "organization": "{branch}", "kind": "theme_party_day", "held_on": "2026-11-21" });
    let group = json!({ "organization": "{group}", "kind": "party_group_meeting", "held_on": "2026-11-21" });
    let amended = json!({ "organization": "{branch}", "kind": "theme_party_day", "held_on": "2026-11-18", "amendment_reason": "补充议题" });
    vec![
        sample("GET /kinds", "/kinds").at(Target::None),
        sample("GET /sessions", "/sessions?organization={branch}&limit=100"),
        sample("GET /sessions", "/sessions?organization={village}&subtree=true").variant("of a village's subtree").at(Target::Village),
        sample("POST /sessions/check", "/sessions/check").body(record.clone()),
        sample("GET /sessions/{id}", "/sessions/{submitted}"),
        sample("GET /sessions/{id}", "/sessions/{draft}").variant("a draft"),
        sample("GET /sessions/{id}", "/sessions/{accepted}").variant("an accepted one"),
        sample("GET /sessions/{id}", "/sessions/{group_draft}").variant("a group's draft").at(Target::Group),
        sample("PUT /sessions/{id}", "/sessions/{fresh}").creating().body(record.clone()),
        sample("PUT /sessions/{id}", "/sessions/{fresh}").variant("a group's").at(Target::Group).creating().body(group),
        sample("PUT /sessions/{id}", "/sessions/{draft}").variant("its next version").seen("draft").body(record),
        sample("PUT /sessions/{id}", "/sessions/{accepted}").variant("an amendment").seen("accepted").body(amended),
        sample("DELETE /sessions/{id}", "/sessions/{draft}").seen("draft"),
        sample("POST /sessions/{id}/submit", "/sessions/{draft}/submit").seen("draft"),
        sample("POST /sessions/{id}/withdraw", "/sessions/{submitted}/withdraw").seen("submitted"),
        sample("GET /sessions/{id}/versions", "/sessions/{submitted}/versions"),
        sample("GET /sessions/{id}/versions/{version}", "/sessions/{submitted}/versions/1"),
        sample("GET /sessions/{id}/findings", "/sessions/{submitted}/findings"),
        sample("GET /organizations/{id}/frequency", "/organizations/{branch}/frequency?period=2026-Q4"),
        sample("GET /organizations/{id}/open-decisions", "/organizations/{branch}/open-decisions"),
    ]
}

fn rules() -> Vec<Sample> {
    let criterion = json!({ "id": "discussion", "weight": 100, "zh": "讨论是否充分", "en": "Was it discussed?" });
    vec![
        sample("GET /organizations/{id}/local-rules", "/organizations/{branch}/local-rules"),
        sample("PUT /organizations/{id}/local-rules/{profile}", "/organizations/{village}/local-rules/appraisal-notices").at(Target::Village),
        sample("DELETE /organizations/{id}/local-rules/{profile}", "/organizations/{village}/local-rules/appraisal-notices").at(Target::Village),
        sample("GET /organizations/{id}/evaluation-forms/{kind}", "/organizations/{branch}/evaluation-forms/party_lecture"),
        sample("PUT /organizations/{id}/evaluation-forms/{kind}", "/organizations/{village}/evaluation-forms/party_lecture")
            .at(Target::Village)
            .creating()
            .body(json!({ "criteria": [criterion] })),
    ]
}

fn evaluations() -> Vec<Sample> {
    let accept = json!({ "id": "{fresh}", "verdict": "accept", "grade": "good", "comment": "讨论充分。" });
    let note = json!({ "id": "{fresh}", "verdict": "note" });
    let clean = json!({ "grade": "good", "items": [{ "id": "{fresh}", "session": "{submitted}", "version": 2 }] });
    vec![
        sample("GET /reviews", "/reviews?limit=100"),
        sample("POST /reviews/accept", "/reviews/accept").body(clean),
        sample("POST /sessions/{id}/evaluations", "/sessions/{submitted}/evaluations").seen("submitted").body(accept),
        sample("POST /sessions/{id}/evaluations", "/sessions/{submitted}/evaluations").variant("a note").seen("submitted").body(note),
        sample("GET /sessions/{id}/evaluations", "/sessions/{returned}/evaluations"),
        sample("POST /evaluations/{id}/appeal", "/evaluations/{returning}/appeal").body(json!({ "reason": "会议记录已经写明。" })),
        sample("POST /evaluations/{id}/answer", "/evaluations/{appealed_return}/answer").body(json!({ "answer": "已复核。", "withdraw": true })),
    ]
}
