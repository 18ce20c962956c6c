//! Accounts, spoken.

use actix_web::web::{Data, Path};
use actix_web::{delete, get, post, put};
use deserr::Deserr;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use super::grants::{self, Grant, GrantDraft};
use super::me::{self, Me};
use super::people::{self, Account, AccountDraft, Invited};
use super::sign_in::{self, DeviceDraft, Refreshed, Tokens};
use super::{Delays, Passwords, password, store};
use crate::authz::action::{ManageAccount, ManageGrant, ReadGrant, UseAccount};
use crate::authz::token::{Jwks, Keys};
use crate::clock::{Clock, Moment};
use crate::config::Config;
use crate::db::Db;
use crate::error::{Error, Fault, Result};
use crate::http::docs::{Problem401, Problem409, Problem429};
use crate::http::page::Paged;
use crate::http::{Body, Guard, List, Page, Reply, Seen};
use crate::id::{AccountId, DeviceId, GrantId, OrganizationId};

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(log_in).service(refresh).service(accept_invitation).service(logout).service(change_password);
    cfg.service(list_devices).service(sign_device_out).service(who_am_i);
    cfg.service(put_account).service(invite_account).service(disable_account).service(list_accounts);
    cfg.service(list_grants).service(put_grant).service(end_grant);
}

/// Outside `/api`, where other services look for it.
pub fn jwks_route(cfg: &mut ServiceConfig) {
    cfg.service(jwks);
}

/// The public keys of access tokens
#[utoipa::path(tag = "auth", security(()), responses((status = 200, body = Jwks)))]
#[get("/.well-known/jwks.json")]
async fn jwks(keys: Data<Keys>) -> Reply<Jwks> {
    Reply::ok(keys.jwks())
}

#[derive(Deserr, ToSchema)]
#[deserr(deny_unknown_fields)]
struct Login {
    #[schema(example = "north_secretary")]
    login: String,
    #[schema(example = "sanhui-demo-2026")]
    password: String,
    device: DeviceDraft,
}

/// Sign in
///
/// After a few wrong passwords each further try must wait longer, whether the login exists or not.
#[utoipa::path(tag = "auth", security(()), request_body = Login, responses((status = 200, body = Tokens),
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
    let login: String = login.trim().to_lowercase().chars().take(65).collect();
    let (name, id) = (login.clone(), device.id);
    let (row, is_known) = db
        .read(move |snapshot| {
            let row = store::account_by_login(snapshot, &name)?;
            let is_known = row.as_ref().map_or(Ok(false), |row| store::is_device_of(snapshot, row.id, id))?;
            Ok((row, is_known))
        })
        .await?;
    let key = if is_known { format!("{login} {id}") } else { login };
    let row = row.filter(|row| row.disabled_at.is_none());
    let hash = row.as_ref().and_then(|row| row.password_hash.clone());
    verify(&delays, &passwords, key, clock.now(), password, hash).await?;
    let row = row.ok_or(Fault::WrongCredentials)?;
    let days = config.refresh_days;
    Ok(Reply::ok(db.write(move |tx| sign_in::sign_in(tx, &keys, days, &row, &device)).await?))
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

#[derive(Deserr, ToSchema)]
#[deserr(deny_unknown_fields)]
struct Refresh {
    refresh_token: String,
}

/// Exchange a refresh token
///
/// Each is good once. Within 60 seconds a retry gets the same successor; a later reuse signs the device out.
#[utoipa::path(tag = "auth", security(()), request_body = Refresh,
    responses((status = 200, body = Tokens), (status = 401, response = Problem401)))]
#[post("/auth/refresh")]
async fn refresh(db: Data<Db>, keys: Data<Keys>, config: Data<Config>, body: Body<Refresh>) -> Result<Reply<Tokens>> {
    let (token, days) = (body.into_inner().refresh_token, config.refresh_days);
    let outcome = db.write(move |tx| sign_in::refresh(tx, &keys, days, &token)).await?;
    match outcome {
        Refreshed::Tokens(tokens) => Ok(Reply::ok(tokens)),
        Refreshed::Reused => Err(Error::new(Fault::RefreshRefused).saying(
            "这个刷新令牌早已用过；为安全起见，这台设备已退出登录。",
            "This refresh token was used long ago; to be safe, the device has been signed out.",
        )),
        Refreshed::Unknown => Err(Fault::RefreshRefused.into()),
    }
}

#[derive(Deserr, ToSchema)]
#[deserr(deny_unknown_fields)]
struct Acceptance {
    #[schema(example = "7KQ2-9FHM-X3TB-WR5C")]
    code: String,
    /// At least 10 characters.
    #[schema(min_length = 10, max_length = 200)]
    password: String,
    device: DeviceDraft,
}

/// Open an account with an invitation code
#[utoipa::path(tag = "auth", security(()), request_body = Acceptance, responses((status = 200, body = Tokens),
    (status = 401, response = Problem401), (status = 409, response = Problem409),
    (status = 429, response = Problem429)))]
#[post("/auth/accept-invitation")]
async fn accept_invitation(
    db: Data<Db>,
    keys: Data<Keys>,
    config: Data<Config>,
    clock: Data<Clock>,
    passwords: Data<Passwords>,
    body: Body<Acceptance>,
) -> Result<Reply<Tokens>> {
    let Acceptance { code, password, device } = body.into_inner();
    let row = db.read(move |snapshot| store::account_by_invitation(snapshot, &people::code_hash(&code))).await?;
    let row = row.filter(|row| row.is_invited(clock.now())).ok_or(Fault::InvitationRefused)?;
    password::check(&password, &row.login, "/password")?;
    let hash = passwords.hash(password).await?;
    let days = config.refresh_days;
    Ok(Reply::ok(db.write(move |tx| sign_in::open(tx, &keys, days, &row, &hash, &device)).await?))
}

/// Sign this device out
#[utoipa::path(tag = "auth", responses((status = 204)))]
#[post("/auth/logout")]
async fn logout(guard: Guard<UseAccount>, db: Data<Db>) -> Result<Reply<()>> {
    guard.write(&db, |tx, scope| sign_in::sign_out(tx, scope.caller().account, scope.caller().device)).await?;
    Ok(Reply::empty())
}

#[derive(Deserr, ToSchema)]
#[deserr(deny_unknown_fields)]
struct PasswordChange {
    current: String,
    /// At least 10 characters.
    #[schema(min_length = 10, max_length = 200)]
    new: String,
}

/// Change one's password
///
/// All other devices are signed out.
#[utoipa::path(tag = "auth", request_body = PasswordChange, responses((status = 204)))]
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
    let id = guard.account();
    let row = db.read(move |snapshot| store::account(snapshot, id)).await?.ok_or(Fault::SignInRequired)?;
    let verified = row.password_hash.clone();
    verify(&delays, &passwords, id.to_string(), clock.now(), current, row.password_hash).await?;
    password::check(&new, &row.login, "/new")?;
    let hash = passwords.hash(new).await?;
    guard.write(&db, move |tx, scope| sign_in::change_password(tx, scope.caller().account, scope.caller().device, &verified, &hash)).await?;
    Ok(Reply::empty())
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
#[utoipa::path(tag = "auth", responses((status = 200, body = Devices)))]
#[get("/auth/devices")]
async fn list_devices(guard: Guard<UseAccount>, db: Data<Db>, config: Data<Config>) -> Result<Reply<Devices>> {
    let (this, kept) = (guard.device(), i64::from(config.refresh_days) * 86_400);
    let found = guard.read(&db, move |snapshot, scope| store::devices_of(snapshot, scope.caller().account, scope.now().plus_seconds(-kept))).await?;
    let items = found.into_iter().map(|(id, name, created_at, seen_at)| Device { id, name, created_at, seen_at, this: id == this }).collect();
    Ok(Reply::ok(Devices { items }))
}

/// Sign one of one's devices out
#[utoipa::path(tag = "auth", params(("id" = DeviceId, Path)), responses((status = 204)))]
#[delete("/auth/devices/{id}")]
async fn sign_device_out(guard: Guard<UseAccount>, db: Data<Db>, id: Path<DeviceId>) -> Result<Reply<()>> {
    guard.write(&db, move |tx, scope| sign_in::sign_out(tx, scope.caller().account, *id)).await?;
    Ok(Reply::empty())
}

/// Who am I, and what may I do where?
#[utoipa::path(tag = "auth", responses((status = 200, body = Me)))]
#[get("/me")]
async fn who_am_i(guard: Guard<UseAccount>, db: Data<Db>) -> Result<Reply<Me>> {
    Ok(Reply::ok(guard.read(&db, me::of).await?))
}

/// Make or change an account
///
/// A new account answers a one-time invitation code for its owner; no password is handed around.
#[utoipa::path(tag = "accounts", request_body = AccountDraft,
    params(("id" = AccountId, Path), ("If-Match" = Option<String>, Header), ("If-None-Match" = Option<String>, Header)),
    responses((status = 200, body = Invited), (status = 201, body = Invited)))]
#[put("/accounts/{id}")]
async fn put_account(guard: Guard<ManageAccount>, db: Data<Db>, id: Path<AccountId>, seen: Seen, body: Body<AccountDraft>) -> Result<Reply<Invited>> {
    let (id, draft) = (*id, body.into_inner());
    let (invited, is_new) = guard.write(&db, move |tx, scope| people::put(tx, scope, id, seen, draft)).await?;
    let version = invited.account.version;
    Ok(Reply::put(invited, is_new).version(version))
}

/// Invite an account's owner anew
///
/// For a lost code, a forgotten password or a disabled account. All its devices are signed out.
#[utoipa::path(tag = "accounts", params(("id" = AccountId, Path)), responses((status = 200, body = Invited)))]
#[post("/accounts/{id}/invitation")]
async fn invite_account(guard: Guard<ManageAccount>, db: Data<Db>, id: Path<AccountId>) -> Result<Reply<Invited>> {
    Ok(Reply::ok(guard.write(&db, move |tx, scope| people::invite(tx, scope, *id)).await?))
}

/// Disable an account at once
#[utoipa::path(tag = "accounts", params(("id" = AccountId, Path)), responses((status = 200, body = Account)))]
#[post("/accounts/{id}/disable")]
async fn disable_account(guard: Guard<ManageAccount>, db: Data<Db>, id: Path<AccountId>) -> Result<Reply<Account>> {
    Ok(Reply::ok(guard.write(&db, move |tx, scope| people::disable(tx, scope, *id)).await?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct NoFilter {}

/// The accounts kept at an organisation
#[utoipa::path(tag = "accounts", params(("id" = OrganizationId, Path), Paged), responses((status = 200, body = Page<Account>)))]
#[get("/organizations/{id}/accounts")]
async fn list_accounts(
    guard: Guard<ManageAccount>,
    db: Data<Db>,
    id: Path<OrganizationId>,
    list: List<NoFilter, String>,
) -> Result<Reply<Page<Account>>> {
    let (NoFilter {}, paging, sealer) = list.parts();
    let found = guard.read(&db, move |snapshot, scope| people::list(snapshot, scope, *id, &paging)).await?;
    Ok(Reply::ok(sealer.page(found)))
}

/// Who holds which role at an organisation
#[utoipa::path(tag = "grants", params(("id" = OrganizationId, Path), Paged), responses((status = 200, body = Page<Grant>)))]
#[get("/organizations/{id}/grants")]
async fn list_grants(guard: Guard<ReadGrant>, db: Data<Db>, id: Path<OrganizationId>, list: List<NoFilter, GrantId>) -> Result<Reply<Page<Grant>>> {
    let (NoFilter {}, paging, sealer) = list.parts();
    let found = guard.read(&db, move |snapshot, scope| grants::list(snapshot, scope, *id, &paging)).await?;
    Ok(Reply::ok(sealer.page(found)))
}

/// Give a role, or change its days
#[utoipa::path(tag = "grants", request_body = GrantDraft, params(("id" = OrganizationId, Path), ("grant" = GrantId, Path),
    ("If-Match" = Option<String>, Header), ("If-None-Match" = Option<String>, Header)),
    responses((status = 200, body = Grant), (status = 201, body = Grant)))]
#[put("/organizations/{id}/grants/{grant}")]
async fn put_grant(
    guard: Guard<ManageGrant>,
    db: Data<Db>,
    path: Path<(OrganizationId, GrantId)>,
    seen: Seen,
    body: Body<GrantDraft>,
) -> Result<Reply<Grant>> {
    let ((organization, id), draft) = (*path, body.into_inner());
    let (grant, is_new) = guard.write(&db, move |tx, scope| grants::put(tx, scope, organization, id, seen, draft)).await?;
    let version = grant.version;
    Ok(Reply::put(grant, is_new).version(version))
}

/// End a role now
///
/// Its holder's next request no longer has it.
#[utoipa::path(tag = "grants", params(("id" = OrganizationId, Path), ("grant" = GrantId, Path)), responses((status = 204)))]
#[delete("/organizations/{id}/grants/{grant}")]
async fn end_grant(guard: Guard<ManageGrant>, db: Data<Db>, path: Path<(OrganizationId, GrantId)>) -> Result<Reply<()>> {
    let (organization, id) = *path;
    guard.write(&db, move |tx, scope| grants::end(tx, scope, organization, id)).await?;
    Ok(Reply::empty())
}
