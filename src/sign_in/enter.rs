//! Coming in and going out: with a password, with an invitation, with a new password.

use super::store;
use super::tokens::{Tokens, drawn, tokens};
use crate::accounts::{self, AccountRow};
use crate::act::{Act, Subject};
use crate::authz::action::UseAccount;
use crate::authz::token::Keys;
use crate::authz::{At, Scope, oneself};
use crate::db::Tx;
use crate::error::{Fault, Result};
use crate::hash::sha256_hex;
use crate::id::DeviceId;
use crate::part;
use crate::text::Name;

part! {
    /// The phone or browser somebody signs in on.
    sent DeviceDraft {
        must {
            /// Made by the client, kept as long as it is installed.
            id: DeviceId,
            name: Name,
        }
    }
}

/// Signs an account in on a device, after the password that `account` has was verified.
///
/// # Errors
/// `wrong_credentials` when the password has changed since; `already_exists` when the device's id is another account's.
pub fn sign_in(tx: &mut Tx, keys: &Keys, refresh_days: u16, account: &AccountRow, device: &DeviceDraft) -> Result<Tokens> {
    tx.hold(&[account.id.0, device.id.0])?;
    let still = accounts::by_id(tx, account.id)?.is_some_and(|now| now.password_hash == account.password_hash && now.disabled_at.is_none());
    if !still {
        return Err(Fault::WrongCredentials.into());
    }
    let (version, at) = oneself(tx, account.id, device.id)?;
    enter(tx, keys, refresh_days, &at, version, device)
}

/// Opens an account: keeps its owner's first password, uses the invitation up, signs in.
///
/// # Errors
/// `invitation_refused` when the code was used or has run out; `already_exists` as [`sign_in`].
pub fn open(tx: &mut Tx, keys: &Keys, refresh_days: u16, invited: &AccountRow, password_hash: &str, device: &DeviceDraft) -> Result<Tokens> {
    tx.hold(&[invited.id.0, device.id.0])?;
    let now = tx.now();
    let row = accounts::by_id(tx, invited.id)?.filter(|row| row.invitation_hash == invited.invitation_hash && row.is_invited(now));
    let row = row.ok_or(Fault::InvitationRefused)?;
    let (_, at) = oneself(tx, row.id, device.id)?;
    let row = accounts::set_password(tx, &at, AccountRow { invitation_used_at: Some(now), ..row }, password_hash)?;
    tx.note(at.note(Act::AccountOpen, Subject::Account(row.id), row.version));
    enter(tx, keys, refresh_days, &at, row.version, device)
}

fn enter(tx: &mut Tx, keys: &Keys, refresh_days: u16, at: &At<UseAccount>, version: i32, device: &DeviceDraft) -> Result<Tokens> {
    // What the device held before, whoever has it now, is void.
    store::forget(tx, device.id)?;
    accounts::keep_device(tx, at, device.name.as_str())?;
    let token = drawn()?;
    store::insert_refresh(tx, &sha256_hex(token.as_bytes()), device.id, refresh_days)?;
    tx.note(at.note(Act::DeviceSignIn, Subject::Device(device.id), version));
    tokens(keys, tx, at.caller()?, token)
}

/// Signs one of the caller's devices out. Once more is harmless.
///
/// # Errors
/// `not_found` when it is not one of the account's.
pub fn sign_out(tx: &mut Tx, scope: &Scope<UseAccount>, device: DeviceId) -> Result<()> {
    let caller = scope.caller()?;
    let row = accounts::device(tx, caller.account, device)?.ok_or(Fault::NotFound)?;
    if row.revoked_at.is_some() {
        return Ok(());
    }
    let (version, at) = oneself(tx, caller.account, caller.device)?;
    accounts::revoke_device(tx, caller.account, device)?;
    store::forget(tx, device)?;
    tx.note(at.note(Act::DeviceSignOut, Subject::Device(device), version));
    Ok(())
}

/// Keeps the caller's new password and signs all other devices out.
///
/// # Errors
/// `wrong_credentials` when the password is no longer the one that was verified.
pub fn change_password(tx: &mut Tx, scope: &Scope<UseAccount>, verified: &Option<String>, hash: &str) -> Result<()> {
    let caller = scope.caller()?;
    tx.hold(&[caller.account.0])?;
    let row = accounts::by_id(tx, caller.account)?.ok_or(Fault::SignInRequired)?;
    if row.password_hash != *verified {
        return Err(Fault::WrongCredentials.into());
    }
    let (_, at) = oneself(tx, caller.account, caller.device)?;
    let row = accounts::set_password(tx, &at, row, hash)?;
    accounts::revoke_devices(tx, caller.account, Some(caller.device))?;
    tx.note(at.note(Act::AccountPassword, Subject::Account(row.id), row.version));
    Ok(())
}
