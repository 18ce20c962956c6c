//! Signing in, spoken.

use actix_web::web::{Data, Path};
use actix_web::{delete, get, post};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{Delays, DeviceDraft, Passwords, Refreshed, Tokens, password};
use crate::accounts::{self, AccountRow, code_hash};
use crate::authz::action::UseAccount;
use crate::authz::token::{Jwks, Keys};
use crate::clock::{Clock, Moment};
use crate::config::Config;
use crate::db::{Db, Snapshot};
use crate::error::{Error, Fault, Result};
use crate::http::docs::{Problem401, Problem409, Problem429, Tag};
use crate::http::{Body, Guard, Reply};
use crate::id::{AccountId, DeviceId};
use crate::part;
use crate::text::{Name, Secret};

/// What the document says of these calls.
pub const TAGS: &[Tag] = &[("sign-in", "登录与设备。 Signing in and out, and on which devices.")];

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(log_in).service(refresh).service(accept_invitation).service(logout).service(change_password);
    cfg.service(list_devices).service(sign_device_out);
}

/// Outside `/api`, where other services look for it.
pub fn jwks_route(cfg: &mut ServiceConfig) {
    cfg.service(jwks);
}

/// The public keys of access tokens
#[utoipa::path(tag = "sign-in", security(()), responses((status = 200, body = Jwks)))]
#[get("/.well-known/jwks.json")]
async fn jwks(keys: Data<Keys>) -> Reply<Jwks> {
    Reply::ok(keys.jwks())
}

part! {
    /// Who comes in, and on which device.
    #[schema(example = json!({ "login": "north_secretary", "password": "sanhui-demo-2026",
        "device": { "id": "01934f5e-0000-7000-8000-000000000001", "name": "王秀英的手机" } }))]
    sent Login {
        must {
            login: Name,
            password: Secret,
            device: DeviceDraft,
        }
    }
}

/// Sign in
///
/// After a few wrong passwords each further try must wait longer, whether the login exists or not.
#[utoipa::path(tag = "sign-in", security(()), request_body = Login, responses((status = 200, body = Tokens),
    (status = 401, response = Problem401), (status = 409, response = Problem409),
    (status = 429, response = Problem429)))]
#[post("/auth/login")]
async fn log_in(
    db: Data<Db>,
    keys: Data<Keys>,
    config: Data<Config>,
    clock: Data<Clock>,
    passwords: Data<Passwords>,
    delays: Data<Delays>,
    body: Body<Login>,
) -> Result<Reply<Tokens>> {
    let Login { login, password, device } = body.into_inner();
    // However it is written it is one login, and counted as one; none is longer.
    let login: String = login.as_str().to_lowercase().chars().take(65).collect();
    let (name, id) = (login.clone(), device.id);
    let (row, is_known) = db
        .read(move |snapshot| {
            let row = accounts::by_login(snapshot, &name)?;
            let is_known = row.as_ref().map_or(Ok(false), |row| is_signed_in(snapshot, row.id, id))?;
            Ok((row, is_known))
        })
        .await?;
    let key = if is_known { format!("{login} {id}") } else { login };
    let row = row.filter(|row| row.disabled_at.is_none());
    let hash = row.as_ref().and_then(|row| row.password_hash.clone());
    verify(&delays, &passwords, key, clock.now(), password.into_string(), hash).await?;
    let row = row.ok_or(Fault::WrongCredentials)?;
    let days = config.refresh_days;
    Ok(Reply::ok(db.write(move |tx| super::sign_in(tx, &keys, days, &row, &device)).await?))
}

fn is_signed_in(snapshot: &mut Snapshot, account: AccountId, device: DeviceId) -> Result<bool> {
    Ok(accounts::device(snapshot, account, device)?.is_some_and(|row| row.revoked_at.is_none()))
}

/// Verifies a password, slower with each that was wrong.
async fn verify(delays: &Delays, passwords: &Passwords, key: String, now: Moment, password: String, hash: Option<String>) -> Result<()> {
    let attempt = delays.attempt(key, now)?;
    match passwords.verify(password, hash).await {
        Ok(true) => attempt.succeeded(),
        Ok(false) => return Err(Fault::WrongCredentials.into()),
        Err(error) => {
            attempt.unjudged();
            return Err(error);
        }
    }
    Ok(())
}

part! {
    /// What a device holds to stay signed in.
    sent Refresh {
        must {
            refresh_token: Secret,
        }
    }
}

/// Exchange a refresh token
///
/// Each is good once. Within 60 seconds a retry gets the same successor; a later reuse signs the device out.
#[utoipa::path(tag = "sign-in", security(()), request_body = Refresh,
    responses((status = 200, body = Tokens), (status = 401, response = Problem401)))]
#[post("/auth/refresh")]
async fn refresh(db: Data<Db>, keys: Data<Keys>, config: Data<Config>, body: Body<Refresh>) -> Result<Reply<Tokens>> {
    let (token, days) = (body.into_inner().refresh_token, config.refresh_days);
    let outcome = db.write(move |tx| super::refresh(tx, &keys, days, token.as_str())).await?;
    match outcome {
        Refreshed::Tokens(tokens) => Ok(Reply::ok(tokens)),
        Refreshed::Reused => Err(Error::new(Fault::RefreshRefused).saying(
            "这个刷新令牌早已用过；为安全起见，这台设备已退出登录。",
            "This refresh token was used long ago; to be safe, the device has been signed out.",
        )),
        Refreshed::Unknown => Err(Fault::RefreshRefused.into()),
    }
}

part! {
    /// An invitation, and the password that its owner chose.
    #[schema(example = json!({ "code": "7KQ2-9FHM-X3TB-WR5C", "password": "山高路远坑深大军纵横驰奔",
        "device": { "id": "01934f5e-0000-7000-8000-000000000001", "name": "王秀英的手机" } }))]
    sent Acceptance {
        must {
            code: Secret,
            /// At least 10 characters.
            #[schema(value_type = String, format = Password, min_length = 10, max_length = 200)]
            password: Secret,
            device: DeviceDraft,
        }
    }
}

/// Open an account with an invitation code
#[utoipa::path(tag = "sign-in", security(()), request_body = Acceptance, responses((status = 200, body = Tokens),
    (status = 401, response = Problem401), (status = 409, response = Problem409),
    (status = 429, response = Problem429)))]
#[post("/auth/accept-invitation")]
async fn accept_invitation(
    db: Data<Db>,
    keys: Data<Keys>,
    config: Data<Config>,
    clock: Data<Clock>,
    passwords: Data<Passwords>,
    delays: Data<Delays>,
    body: Body<Acceptance>,
) -> Result<Reply<Tokens>> {
    let Acceptance { code, password, device } = body.into_inner();
    let (id, password) = (device.id, password.into_string());
    let (row, is_known) = db
        .read(move |snapshot| {
            let row = accounts::by_invitation(snapshot, &code_hash(code.as_str()))?.ok_or(Fault::InvitationRefused)?;
            let is_known = is_signed_in(snapshot, row.id, id)?;
            Ok((row, is_known))
        })
        .await?;
    let (now, days) = (clock.now(), config.refresh_days);
    if is_known && row.was_opened(now) {
        // The reply was lost on the way and the very same is sent again: it is a sign-in like any other.
        verify(&delays, &passwords, format!("{} {id}", row.login), now, password, row.password_hash.clone()).await?;
        return Ok(Reply::ok(db.write(move |tx| super::sign_in(tx, &keys, days, &row, &device)).await?));
    }
    if !row.is_invited(now) {
        return Err(Fault::InvitationRefused.into());
    }
    password::check(&password, &row.login, "/password")?;
    let hash = passwords.hash(password).await?;
    Ok(Reply::ok(db.write(move |tx| super::open(tx, &keys, days, &row, &hash, &device)).await?))
}

/// Sign this device out
#[utoipa::path(tag = "sign-in", responses((status = 204)))]
#[post("/auth/logout")]
async fn logout(guard: Guard<UseAccount>, db: Data<Db>) -> Result<Reply<()>> {
    guard.write(&db, |tx, scope| super::sign_out(tx, scope, scope.caller()?.device)).await?;
    Ok(Reply::empty())
}

part! {
    /// The password that was, and the one to be.
    sent PasswordChange {
        must {
            current: Secret,
            /// At least 10 characters.
            #[schema(value_type = String, format = Password, min_length = 10, max_length = 200)]
            new: Secret,
        }
    }
}

/// Change one's password
///
/// All other devices are signed out.
#[utoipa::path(tag = "sign-in", request_body = PasswordChange, responses((status = 204)))]
#[post("/auth/password")]
async fn change_password(
    guard: Guard<UseAccount>,
    db: Data<Db>,
    clock: Data<Clock>,
    passwords: Data<Passwords>,
    delays: Data<Delays>,
    body: Body<PasswordChange>,
) -> Result<Reply<()>> {
    let PasswordChange { current, new } = body.into_inner();
    let (current, new) = (current.into_string(), new.into_string());
    let id = guard.account();
    let row = db.read(move |snapshot| accounts::by_id(snapshot, id)).await?.ok_or(Fault::SignInRequired)?;
    let attempt = delays.attempt(id.to_string(), clock.now())?;
    match verdict(&passwords, &row, current, new.clone()).await {
        Ok(Shown::Current) => attempt.succeeded(),
        Ok(Shown::New) => {
            attempt.succeeded();
            return Ok(Reply::empty());
        }
        Ok(Shown::Neither) => return Err(Fault::WrongCredentials.into()),
        Err(error) => {
            attempt.unjudged();
            return Err(error);
        }
    }
    password::check(&new, &row.login, "/new")?;
    let hash = passwords.hash(new).await?;
    guard.write(&db, move |tx, scope| super::change_password(tx, scope, &row.password_hash, &hash)).await?;
    Ok(Reply::empty())
}

/// Which of two passwords the account has.
enum Shown {
    Current,
    /// The reply to this very change was lost, and it is asked for again.
    New,
    Neither,
}

async fn verdict(passwords: &Passwords, row: &AccountRow, current: String, new: String) -> Result<Shown> {
    if passwords.verify(current, row.password_hash.clone()).await? {
        return Ok(Shown::Current);
    }
    let is_new = passwords.verify(new, row.password_hash.clone()).await?;
    Ok(if is_new { Shown::New } else { Shown::Neither })
}

#[derive(Serialize, ToSchema)]
struct Device {
    id: DeviceId,
    name: String,
    created_at: Moment,
    seen_at: Moment,
    /// Whether it is the one that asks.
    this: bool,
}

#[derive(Serialize, ToSchema)]
struct Devices {
    items: Vec<Device>,
}

/// Where one is signed in
///
/// The latest 100, the latest first.
#[utoipa::path(tag = "sign-in", responses((status = 200, body = Devices)))]
#[get("/auth/devices")]
async fn list_devices(guard: Guard<UseAccount>, db: Data<Db>, config: Data<Config>) -> Result<Reply<Devices>> {
    let (this, kept) = (guard.device(), i64::from(config.refresh_days) * 86_400);
    let found = guard
        .read(&db, move |snapshot, scope| {
            let since = snapshot.now().plus_seconds(-kept);
            accounts::devices_since(snapshot, scope.caller()?.account, since)
        })
        .await?;
    let items =
        found.into_iter().map(|row| Device { this: row.id == this, id: row.id, name: row.name, created_at: row.created_at, seen_at: row.seen_at });
    Ok(Reply::ok(Devices { items: items.collect() }))
}

/// Sign one of one's devices out
#[utoipa::path(tag = "sign-in", params(("id" = DeviceId, Path)), responses((status = 204)))]
#[delete("/auth/devices/{id}")]
async fn sign_device_out(guard: Guard<UseAccount>, db: Data<Db>, id: Path<DeviceId>) -> Result<Reply<()>> {
    guard.write(&db, move |tx, scope| super::sign_out(tx, scope, *id)).await?;
    Ok(Reply::empty())
}
