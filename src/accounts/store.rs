//! Accounts and grants, kept. A row is found by a scope and comes with the proof for the organisation that keeps it; what
//! writes takes that proof. Only who shows a login, a code or a token finds an account without one.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::act::Subject;
use crate::authz::action::{ManageAccount, ManageGrant, ReadGrant, UseAccount};
use crate::authz::{Action, At, Placed, Role, Scope};
use crate::clock::{Day, Moment};
use crate::db::replace::replace;
use crate::db::schema::{accounts, grants, organizations};
use crate::db::{Path, Snapshot, Tx};
use crate::error::{Fault, Result};
use crate::id::{AccountId, GrantId, MemberId, OrganizationId};

#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone, Debug, PartialEq)]
#[diesel(table_name = accounts)]
#[diesel(treat_none_as_null = true)]
pub struct AccountRow {
    pub id: AccountId,
    pub login: String,
    pub name: String,
    #[diesel(skip_update)]
    pub organization_id: OrganizationId,
    pub member_id: Option<MemberId>,
    pub password_hash: Option<String>,
    pub invitation_hash: Option<String>,
    pub invitation_until: Option<Moment>,
    /// When the code opened the account. It is kept, so that whoever sends it again is known.
    pub invitation_used_at: Option<Moment>,
    pub disabled_at: Option<Moment>,
    pub created_at: Moment,
    pub password_changed_at: Option<Moment>,
    pub version: i32,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone, Debug, PartialEq)]
#[diesel(table_name = grants)]
#[diesel(treat_none_as_null = true)]
pub(super) struct GrantRow {
    pub id: GrantId,
    #[diesel(skip_update)]
    pub account_id: AccountId,
    #[diesel(skip_update)]
    pub organization_id: OrganizationId,
    #[diesel(skip_update)]
    pub role: Role,
    pub valid_from: Day,
    pub valid_to: Option<Day>,
    pub created_at: Moment,
    pub created_by: Option<AccountId>,
    pub revoked_at: Option<Moment>,
    pub version: i32,
}

/// Who holds which role in which days, for readers of the trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantState {
    pub account: AccountId,
    pub role: Role,
    pub valid_from: Day,
    pub valid_to: Option<Day>,
    pub ended: bool,
}

impl GrantRow {
    pub fn subject(&self) -> Subject {
        Subject::Grant(self.id)
    }
    pub fn state(&self) -> GrantState {
        let GrantRow { account_id, role, valid_from, valid_to, revoked_at, .. } = *self;
        GrantState { account: account_id, role, valid_from, valid_to, ended: revoked_at.is_some() }
    }
}

/// A row that an organisation keeps, beside that organisation's path.
struct Kept<'r> {
    organization: OrganizationId,
    path: &'r Path,
}

impl Placed for Kept<'_> {
    fn organization(&self) -> OrganizationId {
        self.organization
    }
    fn path(&self) -> &Path {
        self.path
    }
}

/// An account with the proof for the organisation that keeps it; none where there is no such account.
///
/// # Errors
/// `not_found` outside the scope.
pub(super) fn seek<A: Action>(snapshot: &mut Snapshot, scope: &Scope<A>, id: AccountId) -> Result<Option<(AccountRow, At<A>)>> {
    let found: Option<(AccountRow, Path)> = accounts::table
        .inner_join(organizations::table.on(organizations::id.eq(accounts::organization_id)))
        .filter(accounts::id.eq(id))
        .select((AccountRow::as_select(), organizations::path))
        .first(snapshot.conn())
        .optional()?;
    found.map(|(row, path)| scope.at(&Kept { organization: row.organization_id, path: &path }).map(|at| (row, at))).transpose()
}

/// # Errors
/// `not_found` when it does not exist or is kept outside the scope.
pub(super) fn find<A: Action>(snapshot: &mut Snapshot, scope: &Scope<A>, id: AccountId) -> Result<(AccountRow, At<A>)> {
    seek(snapshot, scope, id)?.ok_or(Fault::NotFound.into())
}

/// The account of somebody who has shown a token of it.
pub fn by_id(snapshot: &mut Snapshot, id: AccountId) -> Result<Option<AccountRow>> {
    Ok(accounts::table.find(id).select(AccountRow::as_select()).first(snapshot.conn()).optional()?)
}

/// The account of a login. Whoever asks has not shown the password yet.
pub fn by_login(snapshot: &mut Snapshot, login: &str) -> Result<Option<AccountRow>> {
    Ok(accounts::table.filter(accounts::login.eq(login)).select(AccountRow::as_select()).first(snapshot.conn()).optional()?)
}

/// The account that an invitation was for, by the hash of its code.
pub fn by_invitation(snapshot: &mut Snapshot, hash: &str) -> Result<Option<AccountRow>> {
    Ok(accounts::table.filter(accounts::invitation_hash.eq(hash)).select(AccountRow::as_select()).first(snapshot.conn()).optional()?)
}

/// The accounts kept at the organisation of the proof, by login.
pub(super) fn kept_at(snapshot: &mut Snapshot, at: &At<ManageAccount>, after: Option<&str>, most: i64) -> Result<Vec<AccountRow>> {
    let mut query = accounts::table.filter(accounts::organization_id.eq(at.organization())).order(accounts::login).limit(most).into_boxed();
    if let Some(login) = after {
        query = query.filter(accounts::login.gt(login.to_string()));
    }
    Ok(query.select(AccountRow::as_select()).load(snapshot.conn())?)
}

/// Makes an account that the organisation of the proof keeps.
pub(super) fn insert(tx: &mut Tx, at: &At<ManageAccount>, row: AccountRow) -> Result<AccountRow> {
    let row = AccountRow { organization_id: at.organization(), ..row };
    diesel::insert_into(accounts::table).values(&row).execute(tx.conn())?;
    Ok(row)
}

/// What may change an account's row: whoever manages it, and its owner.
pub(super) trait Changes: Action {}
impl Changes for ManageAccount {}
impl Changes for UseAccount {}

/// Replaces the version of the row that was read, of an account that the proof's organisation keeps. Answers the new one.
///
/// # Errors
/// `stale_version` when another change was quicker.
pub(super) fn update<A: Changes>(tx: &mut Tx, at: &At<A>, row: AccountRow) -> Result<AccountRow> {
    let seen = row.version;
    let row = AccountRow { version: seen + 1, ..row };
    replace!(tx, accounts, accounts::id.eq(row.id).and(accounts::organization_id.eq(at.organization())), seen, &row)?;
    Ok(row)
}

/// A grant by its id, as far as the proof goes.
pub(super) enum FoundGrant {
    Here(GrantRow),
    /// At another organisation, of which the proof says nothing.
    Elsewhere,
    Nowhere,
}

pub(super) fn find_grant(snapshot: &mut Snapshot, at: &At<ManageGrant>, id: GrantId) -> Result<FoundGrant> {
    let found: Option<GrantRow> = grants::table.find(id).select(GrantRow::as_select()).first(snapshot.conn()).optional()?;
    Ok(match found {
        Some(row) if row.organization_id == at.organization() => FoundGrant::Here(row),
        Some(_) => FoundGrant::Elsewhere,
        None => FoundGrant::Nowhere,
    })
}

/// The grants at the organisation of the proof that have not been ended, and their holders' names.
pub(super) fn grants_at(snapshot: &mut Snapshot, at: &At<ReadGrant>, after: Option<GrantId>, most: i64) -> Result<Vec<(GrantRow, String)>> {
    let mut query = grants::table
        .inner_join(accounts::table.on(accounts::id.eq(grants::account_id)))
        .filter(grants::organization_id.eq(at.organization()))
        .filter(grants::revoked_at.is_null())
        .order(grants::id)
        .limit(most)
        .into_boxed();
    if let Some(id) = after {
        query = query.filter(grants::id.gt(id));
    }
    Ok(query.select((GrantRow::as_select(), accounts::name)).load(snapshot.conn())?)
}

/// The grants at the organisation of the proof that hold on a day or later.
pub(super) fn grants_from(snapshot: &mut Snapshot, at: &At<ManageGrant>, day: Day) -> Result<Vec<GrantRow>> {
    let standing = grants::table
        .filter(grants::organization_id.eq(at.organization()))
        .filter(grants::revoked_at.is_null())
        .filter(grants::valid_to.is_null().or(grants::valid_to.ge(day)));
    Ok(standing.order(grants::id).select(GrantRow::as_select()).load(snapshot.conn())?)
}

/// The roles that an account holds on a day or will hold later, and where; for who has the proof for the account.
pub(super) fn roles_of(snapshot: &mut Snapshot, _: &At<ManageAccount>, account: &AccountRow, today: Day) -> Result<Vec<(Role, Path)>> {
    let held = grants::table
        .inner_join(organizations::table.on(organizations::id.eq(grants::organization_id)))
        .filter(grants::account_id.eq(account.id))
        .filter(grants::revoked_at.is_null())
        .filter(grants::valid_to.is_null().or(grants::valid_to.ge(today)))
        .select((grants::role, organizations::path));
    Ok(held.load(snapshot.conn())?)
}

/// Gives a role at the organisation of the proof.
pub(super) fn insert_grant(tx: &mut Tx, at: &At<ManageGrant>, row: GrantRow) -> Result<GrantRow> {
    let row = GrantRow { organization_id: at.organization(), ..row };
    diesel::insert_into(grants::table).values(&row).execute(tx.conn())?;
    Ok(row)
}

/// Replaces the version of the grant that was read. Answers the new one.
///
/// # Errors
/// `stale_version` when another change was quicker.
pub(super) fn update_grant(tx: &mut Tx, at: &At<ManageGrant>, row: GrantRow) -> Result<GrantRow> {
    let seen = row.version;
    let row = GrantRow { version: seen + 1, ..row };
    replace!(tx, grants, grants::id.eq(row.id).and(grants::organization_id.eq(at.organization())), seen, &row)?;
    Ok(row)
}
