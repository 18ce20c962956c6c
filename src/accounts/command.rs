//! What the command line does with accounts: it is the operator's, who proves nothing but holds the database.

use super::people::{check_login, code, code_hash};
use super::store::{self, AccountRow, GrantRow};
use crate::authz::{Role, policy};
use crate::clock::Day;
use crate::db::{Note, Tx};
use crate::error::{Error, Fault, Result};
use crate::id::{AccountId, DeviceId, GrantId, OrganizationId};
use crate::organizations;
use crate::text::Name;

/// Makes an account with a role at an organisation, or invites a known one anew. Answers the invitation code.
///
/// # Errors
/// When the organisation does not exist or has no such role, or the login is none that could sign in.
pub fn first_administrator(tx: &mut Tx, login: &Name, name: &Name, organization: OrganizationId, role: Role, today: Day) -> Result<String> {
    check_login(login.as_str())?;
    let place = organizations::place(tx, organization)?.ok_or_else(|| Error::internal(format!("there is no organisation {organization}")))?;
    let kind = organizations::kind(tx, organization)?;
    if !policy::fits(role, kind) {
        return Err(Error::internal(format!("a {kind} has no {role}")));
    }
    let code = code()?;
    let now = tx.now();
    let until = now.plus_seconds(7 * 86_400);
    let (id, version, is_new) = match store::account_by_login(tx, login.as_str())? {
        Some(known) => {
            store::invite(tx, known.id, &code_hash(&code), until)?;
            (known.id, known.version + 1, false)
        }
        None => {
            let row = AccountRow {
                id: AccountId::fresh(),
                login: login.to_string(),
                name: name.to_string(),
                organization_id: organization,
                member_id: None,
                password_hash: None,
                invitation_hash: Some(code_hash(&code)),
                invitation_until: Some(until),
                disabled_at: None,
                created_at: now,
                password_changed_at: None,
                version: 1,
            };
            store::insert_account(tx, &row)?;
            (row.id, 1, true)
        }
    };
    let note = Note { action: if is_new { "account.create" } else { "account.invite" }, subject: id.0, version, ..operator(&place) };
    tx.note(note);
    let held = store::roles_of(tx, id, today)?;
    if !held.iter().any(|(has, path)| *has == role && *path == place.path) {
        give(tx, GrantId::fresh(), id, &place, role, today)?;
    }
    Ok(code)
}

fn give(tx: &mut Tx, id: GrantId, account: AccountId, place: &organizations::Place, role: Role, from: Day) -> Result<()> {
    let row = GrantRow {
        id,
        account_id: account,
        organization_id: place.id,
        role,
        valid_from: from,
        valid_to: None,
        created_at: tx.now(),
        created_by: None,
        revoked_at: None,
        version: 1,
    };
    store::insert_grant(tx, &row)?;
    tx.note(Note { action: "grant.create", subject_kind: "grant", subject: id.0, ..operator(place) });
    Ok(())
}

/// The trail's row for what the operator did.
fn operator(place: &organizations::Place) -> Note {
    Note {
        action: "account.create",
        organization: place.id,
        path: place.path.clone(),
        actor: None,
        device: None,
        subject_kind: "account",
        subject: place.id.0,
        version: 1,
        hash: None,
    }
}

/// An account with a known password and one role: for the demo world only.
///
/// # Errors
/// When the login is taken or the organisation does not exist.
pub fn known_accounts(tx: &mut Tx, accounts: &[KnownAccount], today: Day) -> Result<()> {
    for known in accounts {
        let place = organizations::place(tx, known.organization)?.ok_or(Fault::NotFound)?;
        let row = AccountRow {
            id: known.id,
            login: known.login.to_string(),
            name: known.name.to_string(),
            organization_id: known.organization,
            member_id: None,
            password_hash: Some(known.password_hash.clone()),
            invitation_hash: None,
            invitation_until: None,
            disabled_at: None,
            created_at: tx.now(),
            password_changed_at: Some(tx.now()),
            version: 1,
        };
        store::insert_account(tx, &row)?;
        tx.note(Note { subject: known.id.0, ..operator(&place) });
        give(tx, known.grant, known.id, &place, known.role, today)?;
        store::keep_device(tx, known.id, known.device, "demo")?;
    }
    Ok(())
}

/// See [`known_accounts`].
pub struct KnownAccount {
    pub id: AccountId,
    pub grant: GrantId,
    pub device: DeviceId,
    pub login: &'static str,
    pub name: &'static str,
    pub organization: OrganizationId,
    pub role: Role,
    pub password_hash: String,
}
