//! Refresh tokens, kept as hashes.

use diesel::prelude::*;

use crate::clock::Moment;
use crate::db::schema::{accounts, devices, refresh_tokens};
use crate::db::{Snapshot, Tx};
use crate::error::{Fault, Result};
use crate::id::{AccountId, DeviceId};

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

/// Forgets what a device held: it stays out until it signs in anew.
pub(super) fn forget(tx: &mut Tx, device: DeviceId) -> Result<()> {
    diesel::delete(refresh_tokens::table.filter(refresh_tokens::device_id.eq(device))).execute(tx.conn())?;
    Ok(())
}
