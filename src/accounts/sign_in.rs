//! Signing in and staying signed in: devices, refresh tokens and their families.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use deserr::Deserr;
use serde::Serialize;
use utoipa::ToSchema;

use super::store::{self, AccountRow};
use crate::authz::token::{Claims, Keys, LIFETIME, sha256_hex};
use crate::db::{Note, Tx};
use crate::error::{Error, Fault, Result};
use crate::id::{AccountId, DeviceId};
use crate::text::Name;

/// Within so many seconds a retry gets the same successor: the reply may have been lost on the way to the phone.
const GRACE: i64 = 60;

/// The phone or browser somebody signs in on.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(deny_unknown_fields)]
pub struct DeviceDraft {
    /// Made by the client, kept as long as it is installed.
    pub id: DeviceId,
    #[schema(value_type = String, example = "王秀英的手机")]
    pub name: Name,
}

/// What a device holds to stay signed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct Tokens {
    /// For `Authorization: Bearer …`.
    pub access_token: String,
    /// Seconds for which the access token is good.
    pub expires_in: i64,
    /// For `POST /auth/refresh`, once.
    pub refresh_token: String,
    pub account: AccountId,
    pub device: DeviceId,
}

/// A fresh refresh token: 256 random bits.
fn drawn() -> Result<String> {
    let mut bytes = [0; 32];
    aws_lc_rs::rand::fill(&mut bytes).map_err(Error::internal)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// The successor of a refresh token: derived, not drawn, so that a retry can be answered with the same one while only
/// hashes are kept.
fn successor(keys: &Keys, token: &str) -> String {
    URL_SAFE_NO_PAD.encode(keys.mac("refresh", &[token.as_bytes()]))
}

fn tokens(keys: &Keys, tx: &Tx, account: AccountId, device: DeviceId, refresh_token: String) -> Result<Tokens> {
    let access_token = keys.sign(Claims { account, device }, tx.now())?;
    Ok(Tokens { access_token, expires_in: LIFETIME, refresh_token, account, device })
}

/// Signs an account in on a device, after the password that `account` has was verified.
///
/// # Errors
/// `wrong_credentials` when the password has changed since; `already_exists` when the device's id is another account's.
pub fn sign_in(tx: &mut Tx, keys: &Keys, refresh_days: u16, account: &AccountRow, device: &DeviceDraft) -> Result<Tokens> {
    tx.hold(&[account.id.0, device.id.0])?;
    let still = store::account(tx, account.id)?.is_some_and(|now| now.password_hash == account.password_hash && now.disabled_at.is_none());
    if !still {
        return Err(Fault::WrongCredentials.into());
    }
    enter(tx, keys, refresh_days, account.id, device)
}

/// Opens an account: keeps its owner's first password, voids the invitation, signs in.
///
/// # Errors
/// `invitation_refused` when the code is not known, was used or has run out; `already_exists` as [`sign_in`].
pub fn open(tx: &mut Tx, keys: &Keys, refresh_days: u16, invited: &AccountRow, password_hash: &str, device: &DeviceDraft) -> Result<Tokens> {
    tx.hold(&[invited.id.0, device.id.0])?;
    let row = store::account(tx, invited.id)?.filter(|row| row.invitation_hash == invited.invitation_hash);
    let row = row.filter(|row| row.is_invited(tx.now())).ok_or(Fault::InvitationRefused)?;
    store::set_password(tx, row.id, password_hash)?;
    let note = note(tx, row.id, device.id, "account.open")?;
    tx.note(note);
    enter(tx, keys, refresh_days, row.id, device)
}

fn enter(tx: &mut Tx, keys: &Keys, refresh_days: u16, account: AccountId, device: &DeviceDraft) -> Result<Tokens> {
    if store::keep_device(tx, account, device.id, device.name.as_str())? == store::Kept::Anothers {
        return Err(Fault::AlreadyExists.into());
    }
    let token = drawn()?;
    store::insert_refresh(tx, &sha256_hex(token.as_bytes()), device.id, refresh_days)?;
    let note = note(tx, account, device.id, "device.sign_in")?;
    tx.note(note);
    tokens(keys, tx, account, device.id, token)
}

/// What a refresh came to. A reuse must be kept, so it is no error inside the transaction.
pub enum Refreshed {
    Tokens(Tokens),
    /// The token was used before, too long ago for a retry: somebody else has it. The device is signed out.
    Reused,
    Unknown,
}

/// Exchanges a refresh token for its successor and a new access token.
pub fn refresh(tx: &mut Tx, keys: &Keys, refresh_days: u16, token: &str) -> Result<Refreshed> {
    let now = tx.now();
    let hash = sha256_hex(token.as_bytes());
    // Retries are often sent while the first request still runs: they take turns.
    let turn = hash.get(..32).and_then(|half| u128::from_str_radix(half, 16).ok()).unwrap_or_default();
    tx.hold(&[uuid::Uuid::from_u128(turn)])?;
    let Some(row) = store::refresh_row(tx, &hash)? else { return Ok(Refreshed::Unknown) };
    if row.is_shut || row.expires_at <= now {
        return Ok(Refreshed::Unknown);
    }
    let next = successor(keys, token);
    match row.used_at {
        None => {
            store::use_refresh(tx, &row.hash, row.device)?;
            store::insert_refresh(tx, &sha256_hex(next.as_bytes()), row.device, refresh_days)?;
            store::saw_device(tx, row.device)?;
        }
        Some(used) if now.seconds_since(used) <= GRACE => (),
        Some(_) => {
            store::revoke_device(tx, row.device)?;
            let note = note(tx, row.account, row.device, "device.revoke")?;
            tx.note(note);
            return Ok(Refreshed::Reused);
        }
    }
    Ok(Refreshed::Tokens(tokens(keys, tx, row.account, row.device, next)?))
}

/// Signs one device out.
///
/// # Errors
/// `not_found` when it is not one of the account's.
pub fn sign_out(tx: &mut Tx, account: AccountId, device: DeviceId) -> Result<()> {
    if !store::is_device_of(tx, account, device)? {
        return Err(Fault::NotFound.into());
    }
    store::revoke_device(tx, device)?;
    let note = note(tx, account, device, "device.sign_out")?;
    tx.note(note);
    Ok(())
}

/// Keeps a new password and signs all other devices out.
///
/// # Errors
/// `wrong_credentials` when the password is no longer the one that was verified.
pub fn change_password(tx: &mut Tx, account: AccountId, device: DeviceId, verified: &Option<String>, hash: &str) -> Result<()> {
    tx.hold(&[account.0])?;
    if store::account(tx, account)?.is_none_or(|row| row.password_hash != *verified) {
        return Err(Fault::WrongCredentials.into());
    }
    store::set_password(tx, account, hash)?;
    store::revoke_other_devices(tx, account, device)?;
    let note = note(tx, account, device, "account.password")?;
    tx.note(note);
    Ok(())
}

/// The trail's row for what an account did with itself.
fn note(tx: &mut Tx, account: AccountId, device: DeviceId, action: &'static str) -> Result<Note> {
    let home = store::home(tx, account)?;
    let is_device = action.starts_with("device.");
    Ok(Note {
        action,
        organization: home.organization,
        path: home.path,
        actor: Some(account),
        device: Some(device),
        subject_kind: if is_device { "device" } else { "account" },
        subject: if is_device { device.0 } else { account.0 },
        version: home.version,
        hash: None,
    })
}
