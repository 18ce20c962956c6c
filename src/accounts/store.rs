//! Accounts, grants, devices and refresh tokens, kept.

use diesel::prelude::*;

use crate::authz::Role;
use crate::clock::{Day, Moment};
use crate::db::schema::{accounts, devices, grants, organizations, refresh_tokens};
use crate::db::{Path, Snapshot, Tx};
use crate::error::{Fault, Result};
use crate::id::{AccountId, DeviceId, GrantId, MemberId, OrganizationId};

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = accounts)]
pub(super) struct AccountRow {
    pub id: AccountId,
    pub login: String,
    pub name: String,
    pub organization_id: OrganizationId,
    pub member_id: Option<MemberId>,
    pub password_hash: Option<String>,
    pub invitation_hash: Option<String>,
    pub invitation_until: Option<Moment>,
    pub disabled_at: Option<Moment>,
    pub created_at: Moment,
    pub password_changed_at: Option<Moment>,
    pub version: i32,
}

#[derive(Queryable, Selectable, Insertable, Clone, Debug, PartialEq)]
#[diesel(table_name = grants)]
pub(super) struct GrantRow {
    pub id: GrantId,
    pub account_id: AccountId,
    pub organization_id: OrganizationId,
    pub role: crate::authz::Role,
    pub valid_from: Day,
    pub valid_to: Option<Day>,
    pub created_at: Moment,
    pub created_by: Option<AccountId>,
    pub revoked_at: Option<Moment>,
    pub version: i32,
}

/// Where an account is kept, for the trail and for who may manage it.
pub(super) struct Home {
    pub organization: OrganizationId,
    pub path: Path,
    pub version: i32,
}

pub(super) fn account(snapshot: &mut Snapshot, id: AccountId) -> Result<Option<AccountRow>> {
    Ok(accounts::table.find(id).select(AccountRow::as_select()).first(snapshot.conn()).optional()?)
}

pub(super) fn account_by_login(snapshot: &mut Snapshot, login: &str) -> Result<Option<AccountRow>> {
    Ok(accounts::table.filter(accounts::login.eq(login)).select(AccountRow::as_select()).first(snapshot.conn()).optional()?)
}

pub(super) fn account_by_invitation(snapshot: &mut Snapshot, hash: &str) -> Result<Option<AccountRow>> {
    Ok(accounts::table.filter(accounts::invitation_hash.eq(hash)).select(AccountRow::as_select()).first(snapshot.conn()).optional()?)
}

pub(super) fn home(snapshot: &mut Snapshot, id: AccountId) -> Result<Home> {
    let (organization, path, version) = accounts::table
        .inner_join(organizations::table.on(organizations::id.eq(accounts::organization_id)))
        .filter(accounts::id.eq(id))
        .select((organizations::id, organizations::path, accounts::version))
        .first(snapshot.conn())?;
    Ok(Home { organization, path, version })
}

pub(super) fn accounts_of(snapshot: &mut Snapshot, organization: OrganizationId, after: Option<&str>, most: i64) -> Result<Vec<AccountRow>> {
    let mut query = accounts::table.filter(accounts::organization_id.eq(organization)).order(accounts::login).limit(most).into_boxed();
    if let Some(login) = after {
        query = query.filter(accounts::login.gt(login.to_string()));
    }
    Ok(query.select(AccountRow::as_select()).load(snapshot.conn())?)
}

pub(super) fn insert_account(tx: &mut Tx, row: &AccountRow) -> Result<()> {
    diesel::insert_into(accounts::table).values(row).execute(tx.conn())?;
    Ok(())
}

pub(super) fn rename_account(tx: &mut Tx, row: &AccountRow) -> Result<()> {
    diesel::update(accounts::table.find(row.id))
        .set((accounts::login.eq(&row.login), accounts::name.eq(&row.name), accounts::member_id.eq(row.member_id), accounts::version.eq(row.version)))
        .execute(tx.conn())?;
    Ok(())
}

/// A new invitation: the old password and all devices are void from now on.
pub(super) fn invite(tx: &mut Tx, id: AccountId, hash: &str, until: Moment) -> Result<()> {
    let none: Option<String> = None;
    let never: Option<Moment> = None;
    diesel::update(accounts::table.find(id))
        .set((
            accounts::invitation_hash.eq(hash),
            accounts::invitation_until.eq(until),
            accounts::password_hash.eq(none),
            accounts::disabled_at.eq(never),
            accounts::version.eq(accounts::version + 1),
        ))
        .execute(tx.conn())?;
    revoke_devices(tx, id, None)
}

pub(super) fn set_password(tx: &mut Tx, id: AccountId, hash: &str) -> Result<()> {
    let no_code: Option<String> = None;
    let no_end: Option<Moment> = None;
    let now = tx.now();
    diesel::update(accounts::table.find(id))
        .set((
            accounts::password_hash.eq(hash),
            accounts::password_changed_at.eq(now),
            accounts::invitation_hash.eq(no_code),
            accounts::invitation_until.eq(no_end),
            accounts::version.eq(accounts::version + 1),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Nobody signs in any more, not with a password and not with an invitation.
pub(super) fn disable(tx: &mut Tx, id: AccountId) -> Result<()> {
    let now = tx.now();
    let no_code: Option<String> = None;
    let no_end: Option<Moment> = None;
    diesel::update(accounts::table.find(id))
        .set((
            accounts::disabled_at.eq(now),
            accounts::invitation_hash.eq(no_code),
            accounts::invitation_until.eq(no_end),
            accounts::version.eq(accounts::version + 1),
        ))
        .execute(tx.conn())?;
    revoke_devices(tx, id, None)
}

#[derive(PartialEq, Eq)]
pub(super) enum Kept {
    Yes,
    /// The id is another account's device.
    Anothers,
}

/// A device signs in: a new one, or a known one again, whose earlier refresh tokens are void from now on.
pub(super) fn keep_device(tx: &mut Tx, owner: AccountId, id: DeviceId, name: &str) -> Result<Kept> {
    let now = tx.now();
    let known: Option<AccountId> = devices::table.find(id).select(devices::account_id).first(tx.conn()).optional()?;
    let valid: Option<Moment> = None;
    match known {
        Some(known) if known != owner => return Ok(Kept::Anothers),
        Some(_) => {
            diesel::delete(refresh_tokens::table.filter(refresh_tokens::device_id.eq(id))).execute(tx.conn())?;
            diesel::update(devices::table.find(id))
                .set((devices::name.eq(name), devices::seen_at.eq(now), devices::revoked_at.eq(valid)))
                .execute(tx.conn())?
        }
        None => {
            let row =
                (devices::id.eq(id), devices::account_id.eq(owner), devices::name.eq(name), devices::created_at.eq(now), devices::seen_at.eq(now));
            diesel::insert_into(devices::table).values(row).execute(tx.conn())?
        }
    };
    Ok(Kept::Yes)
}

pub(super) fn is_device_of(snapshot: &mut Snapshot, owner: AccountId, id: DeviceId) -> Result<bool> {
    let found: i64 = devices::table
        .filter(devices::id.eq(id))
        .filter(devices::account_id.eq(owner))
        .filter(devices::revoked_at.is_null())
        .count()
        .get_result(snapshot.conn())?;
    Ok(found > 0)
}

pub(super) fn saw_device(tx: &mut Tx, id: DeviceId) -> Result<()> {
    let now = tx.now();
    diesel::update(devices::table.find(id)).set(devices::seen_at.eq(now)).execute(tx.conn())?;
    Ok(())
}

/// Where an account is signed in: those seen since a moment, the latest first, and no more than anybody looks through.
pub(super) fn devices_of(snapshot: &mut Snapshot, owner: AccountId, since: Moment) -> Result<Vec<(DeviceId, String, Moment, Moment)>> {
    Ok(devices::table
        .filter(devices::account_id.eq(owner))
        .filter(devices::revoked_at.is_null())
        .filter(devices::seen_at.gt(since))
        .order((devices::seen_at.desc(), devices::id.desc()))
        .limit(100)
        .select((devices::id, devices::name, devices::created_at, devices::seen_at))
        .load(snapshot.conn())?)
}

pub(super) fn revoke_device(tx: &mut Tx, id: DeviceId) -> Result<()> {
    let now = tx.now();
    diesel::update(devices::table.find(id)).set(devices::revoked_at.eq(now)).execute(tx.conn())?;
    diesel::delete(refresh_tokens::table.filter(refresh_tokens::device_id.eq(id))).execute(tx.conn())?;
    Ok(())
}

pub(super) fn revoke_other_devices(tx: &mut Tx, owner: AccountId, but: DeviceId) -> Result<()> {
    revoke_devices(tx, owner, Some(but))
}

fn revoke_devices(tx: &mut Tx, owner: AccountId, but: Option<DeviceId>) -> Result<()> {
    let all: Vec<DeviceId> =
        devices::table.filter(devices::account_id.eq(owner)).filter(devices::revoked_at.is_null()).select(devices::id).load(tx.conn())?;
    all.into_iter().filter(|id| Some(*id) != but).try_for_each(|id| revoke_device(tx, id))
}

pub(super) struct RefreshRow {
    pub hash: String,
    pub device: DeviceId,
    pub account: AccountId,
    pub expires_at: Moment,
    pub used_at: Option<Moment>,
    /// The device was signed out or the account disabled.
    pub is_shut: bool,
}

type RefreshColumns = (String, DeviceId, AccountId, Moment, Option<Moment>, Option<Moment>, Option<Moment>);

pub(super) fn refresh_row(snapshot: &mut Snapshot, hash: &str) -> Result<Option<RefreshRow>> {
    let found: Option<RefreshColumns> = refresh_tokens::table
        .inner_join(devices::table.on(devices::id.eq(refresh_tokens::device_id)))
        .inner_join(accounts::table.on(accounts::id.eq(devices::account_id)))
        .filter(refresh_tokens::hash.eq(hash))
        .select((
            refresh_tokens::hash,
            devices::id,
            accounts::id,
            refresh_tokens::expires_at,
            refresh_tokens::used_at,
            devices::revoked_at,
            accounts::disabled_at,
        ))
        .first(snapshot.conn())
        .optional()?;
    Ok(found.map(|(hash, device, account, expires_at, used_at, revoked, disabled)| RefreshRow {
        hash,
        device,
        account,
        expires_at,
        used_at,
        is_shut: revoked.is_some() || disabled.is_some(),
    }))
}

pub(super) fn insert_refresh(tx: &mut Tx, hash: &str, device: DeviceId, days: u16) -> Result<()> {
    let now = tx.now();
    let row = (
        refresh_tokens::hash.eq(hash),
        refresh_tokens::device_id.eq(device),
        refresh_tokens::issued_at.eq(now),
        refresh_tokens::expires_at.eq(now.plus_seconds(i64::from(days) * 86_400)),
    );
    diesel::insert_into(refresh_tokens::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// Marks a token as used, if nobody was quicker, and forgets those of the device that ran out.
pub(super) fn use_refresh(tx: &mut Tx, hash: &str, device: DeviceId) -> Result<()> {
    let now = tx.now();
    let unused = refresh_tokens::table.find(hash).filter(refresh_tokens::used_at.is_null());
    let marked = diesel::update(unused).set(refresh_tokens::used_at.eq(now)).execute(tx.conn())?;
    diesel::delete(refresh_tokens::table.filter(refresh_tokens::device_id.eq(device)).filter(refresh_tokens::expires_at.lt(now)))
        .execute(tx.conn())?;
    // Two requests with one token at the same instant: the second is told to come again and then is a retry.
    if marked == 1 { Ok(()) } else { Err(Fault::Unavailable.into()) }
}

pub(super) fn grant(snapshot: &mut Snapshot, id: GrantId) -> Result<Option<GrantRow>> {
    Ok(grants::table.find(id).select(GrantRow::as_select()).first(snapshot.conn()).optional()?)
}

pub(super) fn grants_at(snapshot: &mut Snapshot, organization: OrganizationId, after: Option<GrantId>, most: i64) -> Result<Vec<(GrantRow, String)>> {
    let mut query = grants::table
        .inner_join(accounts::table.on(accounts::id.eq(grants::account_id)))
        .filter(grants::organization_id.eq(organization))
        .filter(grants::revoked_at.is_null())
        .order(grants::id)
        .limit(most)
        .into_boxed();
    if let Some(id) = after {
        query = query.filter(grants::id.gt(id));
    }
    Ok(query.select((GrantRow::as_select(), accounts::name)).load(snapshot.conn())?)
}

/// The roles an account holds on a day or will hold later, and where.
pub(super) fn roles_of(snapshot: &mut Snapshot, account: AccountId, today: Day) -> Result<Vec<(Role, Path)>> {
    let held = grants::table
        .inner_join(organizations::table.on(organizations::id.eq(grants::organization_id)))
        .filter(grants::account_id.eq(account))
        .filter(grants::revoked_at.is_null())
        .filter(grants::valid_to.is_null().or(grants::valid_to.ge(today)))
        .select((grants::role, organizations::path));
    Ok(held.load(snapshot.conn())?)
}

pub(super) fn insert_grant(tx: &mut Tx, row: &GrantRow) -> Result<()> {
    diesel::insert_into(grants::table).values(row).execute(tx.conn())?;
    Ok(())
}

pub(super) fn change_grant(tx: &mut Tx, row: &GrantRow) -> Result<()> {
    diesel::update(grants::table.find(row.id))
        .set((
            grants::valid_from.eq(row.valid_from),
            grants::valid_to.eq(row.valid_to),
            grants::revoked_at.eq(row.revoked_at),
            grants::version.eq(row.version),
        ))
        .execute(tx.conn())?;
    Ok(())
}
