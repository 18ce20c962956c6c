//! Names beside ids, for whoever reads a list: of the places and the people that its rows name.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::authz::{Action, Scope};
use crate::db::Snapshot;
use crate::db::schema::{accounts, organizations};
use crate::error::Result;
use crate::id::{AccountId, OrganizationId};

/// What the organisations and accounts of a page are called.
pub(super) struct Names {
    organizations: BTreeMap<OrganizationId, String>,
    accounts: BTreeMap<AccountId, String>,
}

impl Names {
    /// Looks up those that rows name which were found by the scope.
    pub(super) fn of<A: Action>(snapshot: &mut Snapshot, _: &Scope<A>, places: &[OrganizationId], people: &[AccountId]) -> Result<Names> {
        let mut names = Names { organizations: BTreeMap::new(), accounts: BTreeMap::new() };
        if !places.is_empty() {
            let found = organizations::table.filter(organizations::id.eq_any(places)).select((organizations::id, organizations::name));
            names.organizations = found.load::<(OrganizationId, String)>(snapshot.conn())?.into_iter().collect();
        }
        if !people.is_empty() {
            let found = accounts::table.filter(accounts::id.eq_any(people)).select((accounts::id, accounts::name));
            names.accounts = found.load::<(AccountId, String)>(snapshot.conn())?.into_iter().collect();
        }
        Ok(names)
    }
    pub(super) fn organization(&self, id: OrganizationId) -> String {
        self.organizations.get(&id).cloned().unwrap_or_default()
    }
    pub(super) fn account(&self, id: AccountId) -> String {
        self.accounts.get(&id).cloned().unwrap_or_default()
    }
}
