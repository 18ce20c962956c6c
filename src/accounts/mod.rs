//! Accounts: whose they are, on which devices they are signed in, and which roles they hold where. Not here: how somebody
//! signs in (`sign_in`), what a role may do (`authz::policy`), and access tokens (`authz::token`).

mod device_store;
mod first;
mod grants;
pub mod http;
mod me;
mod people;
mod store;

pub use device_store::{DeviceRow, device, devices_since, keep_device, revoke_device, revoke_devices, saw_device};
pub use first::first;
pub use grants::{Grant, GrantDraft, end_all as end_grants, put as put_grant};
pub use people::{Account, AccountDraft, Invited, code_hash, invite, put, set_password};
pub use store::{AccountRow, GrantState, by_id, by_invitation, by_login};
