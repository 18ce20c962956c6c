//! Devices, kept: where an account is signed in. What a device holds to stay signed in is `sign_in`'s.

use diesel::prelude::*;

use crate::authz::At;
use crate::authz::action::UseAccount;
use crate::clock::Moment;
use crate::db::schema::devices;
use crate::db::{Snapshot, Tx};
use crate::error::{Fault, Result};
use crate::id::{AccountId, DeviceId};

/// The most devices that are listed: no more than anybody looks through.
const MOST_LISTED: i64 = 100;

/// A device that an account signed in on.
#[derive(Queryable, Selectable, Clone, Debug)]
#[diesel(table_name = devices)]
pub struct DeviceRow {
    pub id: DeviceId,
    pub name: String,
    pub created_at: Moment,
    pub seen_at: Moment,
    pub revoked_at: Option<Moment>,
}

/// One of an account's devices, whether it is still signed in or not.
pub fn device(snapshot: &mut Snapshot, owner: AccountId, id: DeviceId) -> Result<Option<DeviceRow>> {
    let own = devices::table.find(id).filter(devices::account_id.eq(owner));
    Ok(own.select(DeviceRow::as_select()).first(snapshot.conn()).optional()?)
}

/// Where an account is signed in: those seen since a moment, the latest first.
pub fn devices_since(snapshot: &mut Snapshot, owner: AccountId, since: Moment) -> Result<Vec<DeviceRow>> {
    Ok(devices::table
        .filter(devices::account_id.eq(owner))
        .filter(devices::revoked_at.is_null())
        .filter(devices::seen_at.gt(since))
        .order((devices::seen_at.desc(), devices::id.desc()))
        .limit(MOST_LISTED)
        .select(DeviceRow::as_select())
        .load(snapshot.conn())?)
}

/// The device of the proof signs in: a new one, or a known one again.
///
/// # Errors
/// `already_exists` when the id is another account's device.
pub fn keep_device(tx: &mut Tx, at: &At<UseAccount>, name: &str) -> Result<()> {
    let (caller, now) = (at.caller()?, tx.now());
    let known: Option<AccountId> = devices::table.find(caller.device).select(devices::account_id).first(tx.conn()).optional()?;
    let valid: Option<Moment> = None;
    match known {
        Some(owner) if owner != caller.account => return Err(Fault::AlreadyExists.into()),
        Some(_) => diesel::update(devices::table.find(caller.device))
            .set((devices::name.eq(name), devices::seen_at.eq(now), devices::revoked_at.eq(valid)))
            .execute(tx.conn())?,
        None => {
            let ids = (devices::id.eq(caller.device), devices::account_id.eq(caller.account));
            let row = (ids, devices::name.eq(name), devices::created_at.eq(now), devices::seen_at.eq(now));
            diesel::insert_into(devices::table).values(row).execute(tx.conn())?
        }
    };
    Ok(())
}

/// A device was here just now.
pub fn saw_device(tx: &mut Tx, id: DeviceId) -> Result<()> {
    let now = tx.now();
    diesel::update(devices::table.find(id)).set(devices::seen_at.eq(now)).execute(tx.conn())?;
    Ok(())
}

/// Signs one of an account's devices out.
pub fn revoke_device(tx: &mut Tx, owner: AccountId, id: DeviceId) -> Result<()> {
    let now = tx.now();
    let own = devices::table.find(id).filter(devices::account_id.eq(owner)).filter(devices::revoked_at.is_null());
    diesel::update(own).set(devices::revoked_at.eq(now)).execute(tx.conn())?;
    Ok(())
}

/// Signs all of an account's devices out, but for one where that is named.
pub fn revoke_devices(tx: &mut Tx, owner: AccountId, but: Option<DeviceId>) -> Result<()> {
    let now = tx.now();
    let mut own = diesel::update(devices::table).filter(devices::account_id.eq(owner)).filter(devices::revoked_at.is_null()).into_boxed();
    if let Some(but) = but {
        own = own.filter(devices::id.ne(but));
    }
    own.set(devices::revoked_at.eq(now)).execute(tx.conn())?;
    Ok(())
}
