//! An UPDATE that says which version it replaces. A lock that somebody forgot then loses nothing: of two changes that saw
//! the same version the second finds no row.

/// Replaces the row of `$table` found by `$found`, if it still stands at version `$seen`. `$found` should name the row's
/// organisation beside its id, so that a proof for another place replaces nothing.
///
/// Answers `stale_version` with the version that stands, or `not_found` when there is none.
macro_rules! replace {
    ($tx:expr, $table:ident, $found:expr, $seen:expr, $set:expr) => {{
        use diesel::prelude::*;
        let replaced = diesel::update($table::table.filter($found).filter($table::version.eq($seen))).set($set).execute($tx.conn())?;
        if replaced == 1 {
            Ok(())
        } else {
            let stands: Option<i32> = $table::table.filter($found).select($table::version).first($tx.conn()).optional()?;
            Err(stands.map_or_else(|| $crate::error::Fault::NotFound.into(), $crate::error::Error::stale))
        }
    }};
}
pub(crate) use replace;
