//! What a device holds to stay signed in: an access token for ten minutes, and a refresh token that is good once.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use utoipa::ToSchema;

use super::store;
use crate::accounts;
use crate::act::{Act, Subject};
use crate::authz::token::{Claims, Keys, LIFETIME};
use crate::authz::{Caller, oneself};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::hash::sha256_hex;
use crate::id::{AccountId, DeviceId};

/// Within so many seconds a retry gets the same successor: the reply may have been lost on the way to the phone.
const GRACE: i64 = 60;

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
pub(super) fn drawn() -> Result<String> {
    let mut bytes = [0; 32];
    aws_lc_rs::rand::fill(&mut bytes).map_err(Error::internal)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// The successor of a refresh token: derived, not drawn, so that a retry can be answered with the same one while only
/// hashes are kept.
fn successor(keys: &Keys, token: &str) -> String {
    URL_SAFE_NO_PAD.encode(keys.mac("refresh", &[token.as_bytes()]))
}

pub(super) fn tokens(keys: &Keys, tx: &Tx, caller: Caller, refresh_token: String) -> Result<Tokens> {
    let Caller { account, device } = caller;
    let access_token = keys.sign(Claims { account, device }, tx.now())?;
    Ok(Tokens { access_token, expires_in: LIFETIME, refresh_token, account, device })
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
    let caller = Caller { account: row.account, device: row.device };
    let next = successor(keys, token);
    match row.used_at {
        None => {
            store::use_refresh(tx, &row.hash, row.device)?;
            store::insert_refresh(tx, &sha256_hex(next.as_bytes()), row.device, refresh_days)?;
            accounts::saw_device(tx, row.device)?;
        }
        Some(used) if now.seconds_since(used) <= GRACE => (),
        Some(_) => {
            let (version, at) = oneself(tx, row.account, row.device)?;
            accounts::revoke_device(tx, row.account, row.device)?;
            store::forget(tx, row.device)?;
            tx.note(at.note(Act::DeviceRevoke, Subject::Device(row.device), version));
            return Ok(Refreshed::Reused);
        }
    }
    Ok(Refreshed::Tokens(tokens(keys, tx, caller, next)?))
}
