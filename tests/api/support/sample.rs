//! A request of the permission matrix and what it needs: which action at which place, and where in the request that
//! place is named.

use actix_web::http::Method;
use sanhui::authz::Role;
use sanhui::authz::action::ActionKind as A;
use serde_json::Value;

use super::client::{Client, Reply};
use super::grove::{Ids, Target};

/// Where in a request an id stands: each has its own way of looking as if nothing were there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// In the path or the query: 404.
    Address,
    /// A filter, or none at all: there is an answer, with nothing in it from elsewhere.
    Filter,
    /// In the body, at this pointer: 422 `not_there`.
    Body(&'static str),
    /// In one of many in the body, at this pointer: that one is answered with `not_found`.
    Item(&'static str),
    /// In a row of a file: the row is refused and nothing is kept.
    Row,
    /// Nowhere: it is the role that does not suffice there, 403.
    Role,
}

/// What a request needs: this action at this organisation of the grove.
#[derive(Clone, Copy, Debug)]
pub struct Need {
    pub action: A,
    pub at: &'static str,
    pub stands: Stands,
}

/// Who is let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// Everybody, signed in or not.
    All,
    /// Whoever is signed in.
    Accounts,
    /// Whoever has what [`Sample::needs`] says.
    Needs,
    /// Nobody of the grove: the answer to each who is signed in.
    Nobody(u16),
}

/// A request to send.
pub struct Sample {
    /// As the document names it: `PUT /sessions/{id}`.
    pub operation: &'static str,
    /// Tells two samples of one operation apart.
    pub variant: Option<&'static str>,
    /// Whose record is touched: the relations are counted from it.
    pub target: Target,
    pub open: Open,
    /// The first is the guard's. The first that is not met decides how the request is refused.
    pub needs: Vec<Need>,
    /// What those are answered who may: 2xx, unless the grove stands against it.
    pub then: Option<u16>,
    /// Who may elsewhere, but not here, since it is their own doing.
    pub own: Vec<(Role, &'static str)>,
    path: &'static str,
    body: Option<Value>,
    raw: Option<(&'static str, &'static str)>,
    /// The record whose version the caller saw.
    seen: Option<&'static str>,
    creating: bool,
}

/// A request that needs an action at the branch, named in its address.
pub fn sample(operation: &'static str, path: &'static str, action: A) -> Sample {
    open(operation, path, Open::Needs).needs(action, "branch", Stands::Address)
}

/// A request that asks for no role.
pub fn open(operation: &'static str, path: &'static str, open: Open) -> Sample {
    let target = if open == Open::Needs { Target::Branch } else { Target::None };
    Sample {
        operation,
        variant: None,
        target,
        open,
        needs: Vec::new(),
        then: None,
        own: Vec::new(),
        path,
        body: None,
        raw: None,
        seen: None,
        creating: false,
    }
}

impl Sample {
    pub fn needs(mut self, action: A, at: &'static str, stands: Stands) -> Sample {
        self.needs.push(Need { action, at, stands });
        self
    }
    /// Where the place of the first need is named.
    pub fn named_in(mut self, stands: Stands) -> Sample {
        self.needs.iter_mut().take(1).for_each(|need| need.stands = stands);
        self
    }
    pub fn then(mut self, status: u16) -> Sample {
        self.then = Some(status);
        self
    }
    pub fn own(mut self, role: Role, seat: &'static str) -> Sample {
        self.own.push((role, seat));
        self
    }
    pub fn body(mut self, body: Value) -> Sample {
        self.body = Some(body);
        self
    }
    pub fn raw(mut self, content_type: &'static str, body: &'static str) -> Sample {
        self.raw = Some((content_type, body));
        self
    }
    pub fn seen(mut self, record: &'static str) -> Sample {
        self.seen = Some(record);
        self
    }
    pub fn creating(mut self) -> Sample {
        self.creating = true;
        self
    }
    /// Counts the relations, and the first need, from another organisation than the branch.
    pub fn at(mut self, target: Target) -> Sample {
        self.target = target;
        self.needs.iter_mut().take(1).for_each(|need| need.at = target.name());
        self
    }
    pub fn variant(mut self, name: &'static str) -> Sample {
        self.variant = Some(name);
        self
    }

    /// The places in its body where something of somebody's is named.
    pub fn names_in_body(&self) -> impl Iterator<Item = &'static str> {
        self.needs.iter().filter_map(|need| match need.stands {
            Stands::Body(pointer) | Stands::Item(pointer) => Some(pointer),
            _ => None,
        })
    }
    /// Whether its address asks for this.
    pub fn asks_for(&self, parameter: &str) -> bool {
        [format!("?{parameter}="), format!("&{parameter}=")].iter().any(|part| self.path.contains(part))
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
