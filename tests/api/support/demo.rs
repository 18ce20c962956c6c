//! The demo world as a template, with a device for each of its accounts.

use std::sync::OnceLock;

use super::database::Template;

/// Made once in the process.
pub fn template() -> &'static Template {
    static TEMPLATE: OnceLock<Template> = OnceLock::new();
    TEMPLATE.get_or_init(|| Template::make(|_, _| ()))
}
