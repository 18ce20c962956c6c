//! Accounts and roles, spoken.

use actix_web::web::{Data, Path};
use actix_web::{delete, get, post, put};
use utoipa_actix_web::service_config::ServiceConfig;

use super::grants::{self, Grant, GrantDraft};
use super::me::{self, Me};
use super::people::{self, Account, AccountDraft, Invited};
use crate::authz::action::{ManageAccount, ManageGrant, ReadGrant, UseAccount};
use crate::db::Db;
use crate::error::Result;
use crate::http::docs::Tag;
use crate::http::page::{NoFilter, Paged};
use crate::http::{Body, Guard, IfMatchOrNone, List, Page, Reply, Versioned};
use crate::id::{AccountId, GrantId, OrganizationId};
use crate::seen::Seen;

/// What the document says of these calls.
pub const TAGS: &[Tag] = &[
    ("accounts", "账号与邀请，本人的岗位。 Accounts and invitations; who one is and what one may do."),
    ("grants", "岗位：谁在哪个组织、从哪天到哪天。 Who holds which role where, from day to day."),
];

pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(who_am_i);
    cfg.service(put_account).service(invite_account).service(disable_account).service(list_accounts);
    cfg.service(list_grants).service(put_grant).service(end_grant);
}

impl Versioned for Invited {
    fn version(&self) -> i32 {
        self.account.version
    }
}

impl Versioned for Grant {
    fn version(&self) -> i32 {
        self.version
    }
}

/// Who am I, and what may I do where?
#[utoipa::path(tag = "accounts", responses((status = 200, body = Me)))]
#[get("/me")]
async fn who_am_i(guard: Guard<UseAccount>, db: Data<Db>) -> Result<Reply<Me>> {
    Ok(Reply::ok(guard.read(&db, me::of).await?))
}

/// Make or change an account
///
/// A new account answers a one-time invitation code for its owner; no password is handed around.
#[utoipa::path(tag = "accounts", request_body = AccountDraft,
    params(("id" = AccountId, Path), IfMatchOrNone),
    responses((status = 200, body = Invited), (status = 201, body = Invited)))]
#[put("/accounts/{id}")]
async fn put_account(guard: Guard<ManageAccount>, db: Data<Db>, id: Path<AccountId>, seen: Seen, body: Body<AccountDraft>) -> Result<Reply<Invited>> {
    let (id, draft) = (*id, body.into_inner());
    Ok(Reply::kept(guard.write(&db, move |tx, scope| people::put(tx, scope, id, seen, draft)).await?))
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
    IfMatchOrNone),
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
    Ok(Reply::kept(guard.write(&db, move |tx, scope| grants::put(tx, scope, organization, id, seen, draft)).await?))
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
