//! Accounts and the invitations that open them: nobody hands a password around.

use serde::Serialize;
use utoipa::ToSchema;

use super::device_store::revoke_devices;
use super::store::{self, AccountRow};
use crate::act::{Act, Subject};
use crate::authz::action::{ManageAccount, ManageGrant, ManageSystem, UseAccount};
use crate::authz::{At, Role, Scope};
use crate::clock::Moment;
use crate::db::page::{Listed, Paging};
use crate::db::{Snapshot, Tx};
use crate::error::{Error, Fault, FieldError, FieldFault, Result};
use crate::hash::sha256_hex;
use crate::id::{AccountId, MemberId, OrganizationId};
use crate::organizations;
use crate::part;
use crate::seen::{Arrival, Seen, Stands};
use crate::text::Name;

/// Seconds for which an invitation is good: a week.
const INVITATION: i64 = 7 * 86_400;
/// Letters and digits that nobody mistakes for each other when they are read out.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const CODE_LENGTH: usize = 16;

part! {
    /// An account as an administrator sends it.
    #[schema(example = json!({ "login": "wang.xiuying", "name": "王秀英", "organization": "01934f5e-0000-7000-8000-000000000002" }))]
    sent AccountDraft {
        must {
            /// Unique; lower case letters, digits, `_`, `-` and `.`.
            #[schema(value_type = String, min_length = 3, max_length = 64, pattern = "^[a-z0-9][a-z0-9._-]{2,63}$")]
            login: Name,
            name: Name,
            /// Where the account is kept: whoever administers this organisation administers the account.
            organization: OrganizationId,
        }
        may {
            /// Whose account it is, where that is a member.
            member: MemberId,
        }
    }
}

/// An account.
#[derive(Debug, Serialize, ToSchema)]
pub struct Account {
    pub id: AccountId,
    pub login: String,
    pub name: String,
    pub organization: OrganizationId,
    pub member: Option<MemberId>,
    /// Whether its owner has chosen a password.
    pub opened: bool,
    pub disabled: bool,
    pub version: i32,
}

/// An account and the code that opens it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Invited {
    #[serde(flatten)]
    pub account: Account,
    /// Give it to the owner; shown this once, good for one use and seven days. Absent when a request was repeated.
    pub invitation_code: Option<String>,
    pub invitation_until: Option<Moment>,
}

impl AccountRow {
    pub(super) fn spoken(&self) -> Account {
        Account {
            id: self.id,
            login: self.login.clone(),
            name: self.name.clone(),
            organization: self.organization_id,
            member: self.member_id,
            opened: self.password_hash.is_some(),
            disabled: self.disabled_at.is_some(),
            version: self.version,
        }
    }

    /// Whether the invitation may still be accepted.
    pub fn is_invited(&self, now: Moment) -> bool {
        self.invitation_used_at.is_none() && self.is_invitation_good(now)
    }
    /// Whether the invitation was accepted, not so long ago that nobody would still wait for the reply.
    pub fn was_opened(&self, now: Moment) -> bool {
        self.invitation_used_at.is_some() && self.is_invitation_good(now)
    }
    fn is_invitation_good(&self, now: Moment) -> bool {
        self.disabled_at.is_none() && self.invitation_hash.is_some() && self.invitation_until.is_some_and(|until| now < until)
    }
}

fn check_login(login: &str) -> Option<FieldError> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
    let begins_well = login.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    let is_good = (3..=64).contains(&login.len()) && login.chars().all(fits) && begins_well;
    (!is_good).then(|| FieldError::new("/login", FieldFault::BadFormat).with("^[a-z0-9][a-z0-9._-]{2,63}$"))
}

/// A code for an invitation: 80 random bits, easy to read out.
fn code() -> Result<String> {
    let mut bytes = [0; CODE_LENGTH];
    aws_lc_rs::rand::fill(&mut bytes).map_err(Error::internal)?;
    let letter = |byte: &u8| ALPHABET.get(usize::from(byte % 32)).map(|letter| char::from(*letter));
    let letters: Vec<char> = bytes.iter().filter_map(letter).collect();
    let parts: Vec<String> = letters.chunks(4).map(|part| part.iter().collect()).collect();
    Ok(parts.join("-"))
}

/// What is kept of a code; dashes, spaces and case do not matter to who types it in.
pub fn code_hash(code: &str) -> String {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    sha256_hex(plain.as_bytes())
}

/// Makes an account, or changes its login, name and member.
///
/// # Errors
/// `not_found` outside the administrator's organisations; `forbidden` when the account holds more than they may give;
/// `already_exists`; `stale_version`; `invalid`.
pub fn put(tx: &mut Tx, scope: &Scope<ManageAccount>, id: AccountId, seen: Seen, draft: AccountDraft) -> Result<(Invited, bool)> {
    let known = store::seek(tx, scope, id)?;
    if let Some((row, at)) = &known {
        may_act_for(tx, scope, at, row)?;
    }
    let stands = |(row, _): &(AccountRow, At<ManageAccount>)| Stands { version: row.version, same: draft.is(row) };
    let quiet = |row: &AccountRow| Invited { account: row.spoken(), invitation_code: None, invitation_until: None };
    match seen.meets(known, stands)? {
        Arrival::Create => make(tx, scope, id, draft).map(|invited| (invited, true)),
        Arrival::Same((row, _)) => Ok((quiet(&row), false)),
        Arrival::Change((row, at)) => {
            let row = change(tx, scope, &at, row, draft)?;
            Ok((quiet(&row), false))
        }
    }
}

impl AccountDraft {
    /// Whether it says what is kept.
    fn is(&self, row: &AccountRow) -> bool {
        let said = (self.login.as_str(), self.name.as_str(), self.member, self.organization);
        said == (row.login.as_str(), row.name.as_str(), row.member_id, row.organization_id)
    }
}

fn make(tx: &mut Tx, scope: &Scope<ManageAccount>, id: AccountId, draft: AccountDraft) -> Result<Invited> {
    let mut wrong = mistakes(tx, scope, id, &draft)?;
    let at = match organizations::place(tx, scope, draft.organization) {
        Ok((_, at)) if wrong.is_empty() => at,
        Ok(_) => return Err(Error::fields(wrong)),
        Err(error) => {
            let mut error = error.in_field("/organization");
            error.fields.append(&mut wrong);
            return Err(error);
        }
    };
    let code = code()?;
    let until = tx.now().plus_seconds(INVITATION);
    let row = AccountRow {
        id,
        login: draft.login.into_string(),
        name: draft.name.into_string(),
        organization_id: at.organization(),
        member_id: draft.member,
        password_hash: None,
        invitation_hash: Some(code_hash(&code)),
        invitation_until: Some(until),
        invitation_used_at: None,
        disabled_at: None,
        created_at: tx.now(),
        password_changed_at: None,
        version: 1,
    };
    let row = store::insert(tx, &at, row)?;
    tx.note(at.note(Act::AccountCreate, Subject::Account(id), row.version));
    Ok(Invited { account: row.spoken(), invitation_code: Some(code), invitation_until: Some(until) })
}

fn change(tx: &mut Tx, scope: &Scope<ManageAccount>, at: &At<ManageAccount>, row: AccountRow, draft: AccountDraft) -> Result<AccountRow> {
    let mut wrong = mistakes(tx, scope, row.id, &draft)?;
    if row.organization_id != draft.organization {
        let (zh, en) =
            ("账号不能换组织；请在新的组织另建账号或授予岗位。", "An account does not change its organisation; grant a role there instead.");
        wrong.push(FieldError::saying("/organization", zh, en));
    }
    Error::unless_empty(wrong)?;
    let changed = AccountRow { login: draft.login.into_string(), name: draft.name.into_string(), member_id: draft.member, ..row };
    let row = store::update(tx, at, changed)?;
    tx.note(at.note(Act::AccountChange, Subject::Account(row.id), row.version));
    Ok(row)
}

/// What is wrong with a draft, all at once.
fn mistakes(tx: &mut Tx, scope: &Scope<ManageAccount>, id: AccountId, draft: &AccountDraft) -> Result<Vec<FieldError>> {
    let mut wrong: Vec<FieldError> = check_login(draft.login.as_str()).into_iter().collect();
    if store::by_login(tx, draft.login.as_str())?.is_some_and(|other| other.id != id) {
        wrong.push(FieldError::new("/login", FieldFault::TakenAlready).with(&draft.login));
    }
    if let Some(member) = draft.member {
        match crate::members::place(tx, scope, member) {
            Ok(_) => (),
            Err(error) if error.fault == Fault::NotFound => wrong.push(FieldError::new("/member", FieldFault::NotThere)),
            Err(error) => return Err(error),
        }
    }
    Ok(wrong)
}

/// Whoever resets an account could act in its name: only those who could give every role it holds.
fn may_act_for(tx: &mut Tx, scope: &Scope<ManageAccount>, at: &At<ManageAccount>, row: &AccountRow) -> Result<()> {
    let (grants, system) = (scope.also::<ManageGrant>(), scope.also::<ManageSystem>());
    let today = tx.today();
    for (role, path) in store::roles_of(tx, at, row, today)? {
        let may_give = grants.covers(&path) && (role != Role::SystemAdministrator || system.covers(&path));
        if !may_give {
            return Err(Fault::Forbidden.into());
        }
    }
    Ok(())
}

fn managed(tx: &mut Tx, scope: &Scope<ManageAccount>, id: AccountId) -> Result<(AccountRow, At<ManageAccount>)> {
    let (row, at) = store::find(tx, scope, id)?;
    may_act_for(tx, scope, &at, &row)?;
    Ok((row, at))
}

/// A new code: for a lost one, for a forgotten password, for an account that was disabled. Signs all devices out.
///
/// # Errors
/// `not_found` outside the administrator's organisations; `forbidden` when the account holds more than they may give.
pub fn invite(tx: &mut Tx, scope: &Scope<ManageAccount>, id: AccountId) -> Result<Invited> {
    let (row, at) = managed(tx, scope, id)?;
    let code = code()?;
    let until = tx.now().plus_seconds(INVITATION);
    let invited = AccountRow {
        invitation_hash: Some(code_hash(&code)),
        invitation_until: Some(until),
        invitation_used_at: None,
        password_hash: None,
        disabled_at: None,
        ..row
    };
    let row = store::update(tx, &at, invited)?;
    revoke_devices(tx, id, None)?;
    tx.note(at.note(Act::AccountInvite, Subject::Account(id), row.version));
    Ok(Invited { account: row.spoken(), invitation_code: Some(code), invitation_until: Some(until) })
}

/// Ends an account's sign-ins at once, with a password and with an invitation. A new invitation opens it again.
///
/// # Errors
/// `not_found` outside the administrator's organisations; `forbidden` when the account holds more than they may give.
pub fn disable(tx: &mut Tx, scope: &Scope<ManageAccount>, id: AccountId) -> Result<Account> {
    let (row, at) = managed(tx, scope, id)?;
    if row.disabled_at.is_some() {
        return Ok(row.spoken());
    }
    let disabled = AccountRow { disabled_at: Some(tx.now()), invitation_hash: None, invitation_until: None, ..row };
    let row = store::update(tx, &at, disabled)?;
    revoke_devices(tx, id, None)?;
    tx.note(at.note(Act::AccountDisable, Subject::Account(id), row.version));
    Ok(row.spoken())
}

/// Keeps the owner's new password.
///
/// # Errors
/// `stale_version` when another change was quicker.
pub fn set_password(tx: &mut Tx, at: &At<UseAccount>, row: AccountRow, hash: &str) -> Result<AccountRow> {
    let changed = AccountRow { password_hash: Some(hash.to_string()), password_changed_at: Some(tx.now()), ..row };
    store::update(tx, at, changed)
}

/// The accounts kept at an organisation.
///
/// # Errors
/// `not_found` outside the administrator's organisations.
pub fn list(
    snapshot: &mut Snapshot,
    scope: &Scope<ManageAccount>,
    organization: OrganizationId,
    paging: &Paging<String>,
) -> Result<Listed<Account, String>> {
    let (_, at) = organizations::place(snapshot, scope, organization)?;
    let rows = store::kept_at(snapshot, &at, paging.after.as_deref(), paging.ask())?;
    Ok(paging.cut(rows, |row| row.login.clone()).map(|row| row.spoken()))
}
