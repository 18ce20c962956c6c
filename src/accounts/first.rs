//! The first account at an organisation, from which all others come.

use super::people::{self, AccountDraft, Invited};
use super::{grants, store};
use crate::authz::action::ManageAccount;
use crate::authz::{Role, Scope};
use crate::db::Tx;
use crate::error::Result;
use crate::id::{AccountId, OrganizationId};
use crate::seen::Seen;
use crate::text::Name;

/// Makes an account with a role at an organisation, or invites its owner anew and sees to it that they hold the role.
///
/// # Errors
/// `not_found` outside the scope; `invalid` for a login that nobody could sign in with, or a role that makes no sense there.
pub fn first(tx: &mut Tx, scope: &Scope<ManageAccount>, login: Name, name: Name, organization: OrganizationId, role: Role) -> Result<Invited> {
    let invited = match store::by_login(tx, login.as_str())? {
        Some(known) => people::invite(tx, scope, known.id)?,
        None => {
            let draft = AccountDraft { login, name, organization, member: None };
            people::put(tx, scope, AccountId::fresh(), Seen::Nothing, draft)?.0
        }
    };
    grants::give(tx, &scope.also(), organization, invited.account.id, role)?;
    Ok(invited)
}
