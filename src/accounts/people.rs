//! Accounts and the invitations that open them: nobody hands a password around.

use deserr::Deserr;
use serde::Serialize;
use utoipa::ToSchema;

use super::store::{self, AccountRow};
use crate::authz::action::{ManageAccount, ManageGrant, ManageSystem};
use crate::authz::token::sha256_hex;
use crate::authz::{At, Role, Scope};
use crate::clock::Moment;
use crate::db::{Snapshot, Tx};
use crate::error::{Error, Fault, FieldError, FieldFault, Result};
use crate::http::{Listed, Paging, Seen};
use crate::id::{AccountId, MemberId, OrganizationId};
use crate::organizations;
use crate::text::Name;

/// Seconds for which an invitation is good: a week.
const INVITATION: i64 = 7 * 86_400;
/// Letters and digits that nobody mistakes for each other when they are read out.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const CODE_LENGTH: usize = 16;

/// An account as an administrator sends it.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(deny_unknown_fields)]
pub struct AccountDraft {
    /// Unique; lower case letters, digits, `_`, `-` and `.`.
    #[schema(value_type = String, example = "wang.xiuying", pattern = "^[a-z0-9][a-z0-9._-]{2,63}$")]
    pub login: Name,
    #[schema(value_type = String, example = "王秀英")]
    pub name: Name,
    /// Where the account is kept: whoever administers this organisation administers the account.
    pub organization: OrganizationId,
    /// Whose account it is, where that is a member.
    #[deserr(default)]
    pub member: Option<MemberId>,
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
    pub(super) fn is_invited(&self, now: Moment) -> bool {
        self.disabled_at.is_none() && self.invitation_hash.is_some() && self.invitation_until.is_some_and(|until| now < until)
    }
}

pub(super) fn check_login(login: &str) -> Result<()> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
    let good =
        (3..=64).contains(&login.len()) && login.chars().all(fits) && login.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    if good { Ok(()) } else { Err(Error::field(FieldError::new("/login", FieldFault::BadFormat).with("^[a-z0-9][a-z0-9._-]{2,63}$"))) }
}

/// A code for an invitation: 80 random bits, easy to read out.
pub fn code() -> Result<String> {
    let mut bytes = [0; CODE_LENGTH];
    aws_lc_rs::rand::fill(&mut bytes).map_err(Error::internal)?;
    let letters: Vec<char> = bytes.iter().filter_map(|byte| ALPHABET.get(usize::from(byte % 32)).map(|letter| char::from(*letter))).collect();
    Ok(letters.chunks(4).map(|part| part.iter().collect::<String>()).collect::<Vec<_>>().join("-"))
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
    if store::account(tx, id)?.is_some() {
        let (known, at) = managed(tx, scope, id)?;
        return change(tx, scope, &at, known, seen, draft).map(|account| (Invited { account, invitation_code: None, invitation_until: None }, false));
    }
    if seen != Seen::Nothing {
        return Err(if seen == Seen::Unsaid { Fault::VersionRequired } else { Fault::NotFound }.into());
    }
    let at = organizations::at(tx, scope, draft.organization).map_err(|_| FieldError::new("/organization", FieldFault::NotThere));
    let mut wrong = mistakes(tx, scope, id, &draft)?;
    let at = at.map_err(|error| wrong.insert(0, error));
    match at {
        Ok(at) if wrong.is_empty() => Ok((make(tx, &at, id, draft)?, true)),
        _ => Err(Error::fields(wrong)),
    }
}

fn make(tx: &mut Tx, at: &At<ManageAccount>, id: AccountId, draft: AccountDraft) -> Result<Invited> {
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
        disabled_at: None,
        created_at: tx.now(),
        password_changed_at: None,
        version: 1,
    };
    store::insert_account(tx, &row)?;
    tx.note(at.note("account.create", "account", id.0, 1, None));
    Ok(Invited { account: row.spoken(), invitation_code: Some(code), invitation_until: Some(until) })
}

fn change(
    tx: &mut Tx,
    scope: &Scope<ManageAccount>,
    at: &At<ManageAccount>,
    mut row: AccountRow,
    seen: Seen,
    draft: AccountDraft,
) -> Result<Account> {
    let same = row.login == draft.login.as_str()
        && row.name == draft.name.as_str()
        && row.member_id == draft.member
        && row.organization_id == draft.organization;
    match seen {
        Seen::Nothing if same => return Ok(row.spoken()),
        Seen::Nothing => return Err(Fault::AlreadyExists.into()),
        seen => seen.must_be(row.version)?,
    }
    let mut wrong = mistakes(tx, scope, row.id, &draft)?;
    if row.organization_id != draft.organization {
        let (zh, en) =
            ("账号不能换组织；请在新的组织另建账号或授予岗位。", "An account does not change its organisation; grant a role there instead.");
        wrong.push(FieldError::new("/organization", FieldFault::NotAllowedHere).with(zh).with(en));
    }
    if !wrong.is_empty() {
        return Err(Error::fields(wrong));
    }
    row.login = draft.login.into_string();
    row.name = draft.name.into_string();
    row.member_id = draft.member;
    row.version += 1;
    store::rename_account(tx, &row)?;
    tx.note(at.note("account.change", "account", row.id.0, row.version, None));
    Ok(row.spoken())
}

/// What is wrong with a draft, all at once.
fn mistakes(tx: &mut Tx, scope: &Scope<ManageAccount>, id: AccountId, draft: &AccountDraft) -> Result<Vec<FieldError>> {
    let mut wrong = check_login(draft.login.as_str()).err().map(|error| error.fields).unwrap_or_default();
    if store::account_by_login(tx, draft.login.as_str())?.is_some_and(|other| other.id != id) {
        wrong.push(FieldError::new("/login", FieldFault::TakenAlready).with(&draft.login));
    }
    if let Some(member) = draft.member {
        match crate::members::place(tx, member)? {
            Some(path) if scope.covers(&path) => (),
            _ => wrong.push(FieldError::new("/member", FieldFault::NotThere)),
        }
    }
    Ok(wrong)
}

pub(super) fn not_there(pointer: &str) -> Error {
    Error::field(FieldError::new(pointer, FieldFault::NotThere))
}

fn managed(tx: &mut Tx, scope: &Scope<ManageAccount>, id: AccountId) -> Result<(AccountRow, At<ManageAccount>)> {
    let row = store::account(tx, id)?.ok_or(Fault::NotFound)?;
    let at = organizations::at(tx, scope, row.organization_id)?;
    // Whoever resets an account could act in its name: only those who could give every role it holds.
    for (role, path) in store::roles_of(tx, id, scope.today())? {
        let may_give = scope.also::<ManageGrant>().covers(&path) && (role != Role::SystemAdministrator || scope.also::<ManageSystem>().covers(&path));
        if !may_give {
            return Err(Fault::Forbidden.into());
        }
    }
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
    store::invite(tx, id, &code_hash(&code), until)?;
    tx.note(at.note("account.invite", "account", id.0, row.version + 1, None));
    let account = Account { opened: false, disabled: false, version: row.version + 1, ..row.spoken() };
    Ok(Invited { account, invitation_code: Some(code), invitation_until: Some(until) })
}

/// Ends an account's sign-ins at once. A new invitation opens it again.
///
/// # Errors
/// `not_found` outside the administrator's organisations; `forbidden` when the account holds more than they may give.
pub fn disable(tx: &mut Tx, scope: &Scope<ManageAccount>, id: AccountId) -> Result<Account> {
    let (row, at) = managed(tx, scope, id)?;
    if row.disabled_at.is_some() {
        return Ok(row.spoken());
    }
    store::disable(tx, id)?;
    tx.note(at.note("account.disable", "account", id.0, row.version + 1, None));
    Ok(Account { disabled: true, version: row.version + 1, ..row.spoken() })
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
    organizations::at(snapshot, scope, organization)?;
    let rows = store::accounts_of(snapshot, organization, paging.after.as_deref(), paging.ask())?;
    Ok(paging.cut(rows, |row| row.login.clone()).map(|row| row.spoken()))
}
