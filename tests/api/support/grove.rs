//! A small world for the permission matrix: the same tree seen from everywhere. Planted once in the process, through
//! the API itself wherever the API can.
//!
//! ```text
//! county ─┬─ township ─┬─ village_before ── branch_cousin
//!         │            ├─ village ─┬─ branch_before
//!         │            │           ├─ branch ── group      (moved here from old_village)
//!         │            │           └─ branch_after         (the path right after the branch's)
//!         │            └─ village_after
//!         └─ old_township ─┬─ (the village was moved away from here)
//!                          └─ old_village                  (the branch was moved away from here)
//! ```

use std::collections::BTreeMap;
use std::sync::OnceLock;

use diesel::prelude::*;
use sanhui::authz::Role;
use sanhui::authz::policy::fits;
use sanhui::clock::Day;
use sanhui::db::schema::{accounts, devices, grants, organizations};
use sanhui::db::{Path, Tx};
use sanhui::error::Result;
use sanhui::id::{AccountId, GrantId, OrganizationId};

use super::app::{TestApp, clock, device_of};
use super::database::{Database, Template};
pub use super::places::{Relation, TREE, Target, could, may};

/// The account that plants: system and organisation administrator at the county.
pub const GARDENER: AccountId = AccountId::of(0xacc0);
const NOBODY: AccountId = AccountId::of(0xacc1);
const ENDED: AccountId = AccountId::of(0xacc2);
const FIRST_CALLER: u128 = 0xacc10;

/// Every role at every organisation where it can be given.
fn seats() -> Vec<(Role, &'static str)> {
    let roles = Role::ALL.iter().copied();
    roles.flat_map(|role| TREE.iter().filter(move |(_, _, kind)| fits(role, *kind)).map(move |(name, ..)| (role, *name))).collect()
}

/// The ids that samples are filled with, by name.
#[derive(Clone)]
pub struct Ids {
    pub known: BTreeMap<String, String>,
    pub versions: BTreeMap<String, i32>,
}

impl Ids {
    pub fn fill(&self, text: &str) -> String {
        let mut text = text.to_string();
        for (name, id) in &self.known {
            text = text.replace(&format!("{{{name}}}"), id);
        }
        text
    }
    /// The version a record has now.
    pub fn version(&self, record: &str) -> i32 {
        *self.versions.get(record).unwrap_or_else(|| panic!("the grove has no version of {record}"))
    }
    pub fn get(&self, name: &str) -> &str {
        self.known.get(name).unwrap_or_else(|| panic!("the grove has no {name}"))
    }
    /// As many ids of the same names that nothing has.
    fn elsewhere(&self) -> Ids {
        // Nobody has planted so many trees.
        let other = |name: &str| if name.ends_with("_path") { "zzz".to_string() } else { uuid::Uuid::now_v7().to_string() };
        let known = self.known.keys().map(|name| (name.clone(), other(name))).collect();
        Ids { known, versions: self.versions.clone() }
    }
}

pub struct Grove {
    pub template: Template,
    pub ids: Ids,
    /// The same names, of things that do not exist.
    pub nowhere: Ids,
    /// An account without a role.
    pub nobody: AccountId,
    /// An account with every role, all over.
    pub ended: AccountId,
    callers: BTreeMap<(&'static str, &'static str), AccountId>,
}

impl Grove {
    /// The one grove of this process.
    pub fn plant() -> &'static Grove {
        static GROVE: OnceLock<Grove> = OnceLock::new();
        GROVE.get_or_init(|| std::thread::spawn(planted).join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    }

    /// Where a role is held, and as which account. For what is nobody's, once.
    pub fn callers(&self, role: Role, target: Target) -> Vec<(&'static str, AccountId)> {
        let held = TREE.iter().filter_map(|(seat, ..)| Some((*seat, *self.callers.get(&(role.word(), *seat))?)));
        let most = if target == Target::None { 1 } else { TREE.len() };
        held.take(most).collect()
    }
}

/// The account that holds a role at an organisation, by their words.
pub fn seated(role: &str, place: &str) -> AccountId {
    let found = seats().into_iter().zip(0..).find(|((one, seat), _)| one.word() == role && *seat == place);
    found.map(|(_, number)| AccountId::of(FIRST_CALLER + number)).unwrap_or_else(|| panic!("nobody is {role} at {place}"))
}

/// Plants the grove in a thread of its own: whoever asks first may already be inside a runtime.
fn planted() -> Grove {
    let mut ids = Ids { known: BTreeMap::new(), versions: BTreeMap::new() };
    let template = Template::make(|url, key_file| {
        actix_web::rt::System::new().block_on(async {
            let app = TestApp::open(Database::living(url), key_file, |_| ()).await;
            app.app.db.write(first_seed).await.expect("the first seed");
            ids.known.insert("county".into(), COUNTY.to_string());
            super::orchard::plant_trees(&app, &mut ids).await;
            let places = ids.known.clone();
            app.app.db.write(move |tx| seat_everybody(tx, &places)).await.expect("the callers");
            super::orchard::keep_records(&app, &mut ids).await;
        });
    });
    let nowhere = ids.elsewhere();
    let callers = seats().into_iter().zip(0..).map(|((role, seat), number)| ((role.word(), seat), AccountId::of(FIRST_CALLER + number))).collect();
    Grove { template, nowhere, ids, nobody: NOBODY, ended: ENDED, callers }
}

const COUNTY: OrganizationId = OrganizationId::of(0xc0);

/// What no caller of the API can make: the first organisation and the first administrator.
fn first_seed(tx: &mut Tx) -> Result<()> {
    let (now, begun) = (tx.now(), Day::of(2020, 1, 1).expect("a day"));
    let path = Path::root(1).expect("a path");
    let settings =
        r#"[{"from":null,"kind":"party_committee","sector":null,"level":null,"party_day":null,"large_or_scattered":false,"has_committee":null}]"#;
    diesel::insert_into(organizations::table)
        .values((
            (
                organizations::id.eq(COUNTY),
                organizations::path.eq(path),
                organizations::name.eq("大河县委"),
                organizations::kind.eq("party_committee"),
            ),
            (organizations::settings.eq(settings), organizations::active_from.eq(begun), organizations::status.eq("active")),
            organizations::next_child.eq(1),
            (organizations::created_at.eq(now), organizations::updated_at.eq(now), organizations::version.eq(1)),
        ))
        .execute(tx.conn())?;
    add_account(tx, GARDENER, "gardener")?;
    let today = clock().today();
    for role in [Role::SystemAdministrator, Role::OrganizationAdministrator] {
        add_grant(tx, GARDENER, COUNTY, role, (today.plus_days(-30), None), false)?;
    }
    Ok(())
}

/// An account for every role at every organisation, one without a role, and one whose roles are over.
fn seat_everybody(tx: &mut Tx, places: &BTreeMap<String, String>) -> Result<()> {
    let today = clock().today();
    let place = |name: &str| OrganizationId(places.get(name).and_then(|id| id.parse().ok()).expect("an organisation of the grove"));
    add_account(tx, NOBODY, "nobody")?;
    add_account(tx, ENDED, "ended")?;
    for ((role, seat), number) in seats().into_iter().zip(0..) {
        let id = AccountId::of(FIRST_CALLER + number);
        add_account(tx, id, &format!("{}-{}", role.word(), seat))?;
        add_grant(tx, id, place(seat), role, (today.plus_days(-30), None), false)?;
        add_grant(tx, ENDED, place(seat), role, (today.plus_days(-30), Some(today.plus_days(-1))), false)?;
        add_grant(tx, ENDED, place(seat), role, (today.plus_days(-30), None), true)?;
        add_grant(tx, ENDED, place(seat), role, (today.plus_days(1), None), false)?;
    }
    Ok(())
}

/// An account that can only be used by its token, on the device that tests give every account.
pub fn add_account(tx: &mut Tx, id: AccountId, login: &str) -> Result<()> {
    let now = tx.now();
    diesel::insert_into(accounts::table)
        .values((
            (accounts::id.eq(id), accounts::login.eq(login), accounts::name.eq(login), accounts::organization_id.eq(COUNTY)),
            (accounts::created_at.eq(now), accounts::version.eq(1)),
        ))
        .execute(tx.conn())?;
    add_device(tx, id)
}

/// The device that [`device_of`] names.
pub fn add_device(tx: &mut Tx, account: AccountId) -> Result<()> {
    let now = tx.now();
    diesel::insert_into(devices::table)
        .values((
            (devices::id.eq(device_of(account)), devices::account_id.eq(account), devices::name.eq("test")),
            (devices::created_at.eq(now), devices::seen_at.eq(now)),
        ))
        .execute(tx.conn())?;
    Ok(())
}

fn add_grant(tx: &mut Tx, account: AccountId, at: OrganizationId, role: Role, days: (Day, Option<Day>), is_revoked: bool) -> Result<()> {
    let now = tx.now();
    diesel::insert_into(grants::table)
        .values((
            (grants::id.eq(GrantId::fresh()), grants::account_id.eq(account), grants::organization_id.eq(at), grants::role.eq(role.word())),
            (grants::valid_from.eq(days.0), grants::valid_to.eq(days.1), grants::created_at.eq(now), grants::version.eq(1)),
            grants::revoked_at.eq(is_revoked.then_some(now)),
        ))
        .execute(tx.conn())?;
    Ok(())
}
