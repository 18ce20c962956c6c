//! The demo world as a template, and who lives in it.

use std::sync::OnceLock;

use sanhui::app::App;
use sanhui::demo;
use sanhui::id::{AccountId, OrganizationId, SessionId};

use super::app::{clock, config};
use super::database::Template;
use super::grove::add_device;

/// The people and places of the demo world, by name.
pub struct World {
    pub north_secretary: AccountId,
    pub north_recorder: AccountId,
    pub group_leader: AccountId,
    pub south_secretary: AccountId,
    pub town_reviewer: AccountId,
    pub town_auditor: AccountId,
    pub town_administrator: AccountId,
    pub county_reviewer: AccountId,
    pub system_administrator: AccountId,
    pub county: OrganizationId,
    pub town: OrganizationId,
    pub north_branch: OrganizationId,
    pub south_branch: OrganizationId,
    pub north_group: OrganizationId,
    /// Accepted, returned, submitted late, a draft; and the southern neighbour's.
    pub sessions: [SessionId; 5],
}

/// As `sanhui demo` makes it.
pub fn world() -> World {
    let account = |login: &str| demo::account(demo::ACCOUNTS.iter().position(|(known, ..)| *known == login).expect("an account of the demo world"));
    World {
        north_secretary: account("north_secretary"),
        north_recorder: account("north_recorder"),
        group_leader: account("group_leader"),
        south_secretary: account("south_secretary"),
        town_reviewer: account("town_reviewer"),
        town_auditor: account("town_auditor"),
        town_administrator: account("town_administrator"),
        county_reviewer: account("county_reviewer"),
        system_administrator: account("system_administrator"),
        county: demo::COUNTY,
        town: demo::TOWN,
        north_branch: demo::NORTH_BRANCH,
        south_branch: demo::SOUTH_BRANCH,
        north_group: demo::NORTH_GROUP,
        sessions: [0, 1, 2, 3, 4].map(demo::session),
    }
}

/// Made once in the process.
pub fn template() -> &'static Template {
    static TEMPLATE: OnceLock<Template> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        Template::make(|url, key_file| {
            let app = App::build_with(config(url, key_file), clock(), false).expect("an app");
            demo::fill(&app).expect("the demo world");
            let devices = |tx: &mut sanhui::db::Tx| (0..demo::ACCOUNTS.len()).try_for_each(|number| add_device(tx, demo::account(number)));
            app.db.write_blocking(devices).expect("a device for each account");
        })
    })
}
