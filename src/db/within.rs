//! The filter that every read by scope has.

/// A filter for a path column: within one of the ranges; for none, nothing. Boxed, so that it can be put together with
/// others.
macro_rules! within {
    ($column:expr, $table:ty, $ranges:expr) => {{
        use diesel::prelude::*;
        let nowhere: Box<dyn diesel::expression::BoxableExpression<$table, $crate::db::conn::MultiBackend, SqlType = diesel::sql_types::Bool>> =
            Box::new(diesel::dsl::AsExprOf::<bool, diesel::sql_types::Bool>::from(
                diesel::expression::AsExpression::<diesel::sql_types::Bool>::as_expression(false),
            ));
        $ranges.iter().fold(nowhere, |any, range| Box::new(any.or($column.ge(range.low.clone()).and($column.lt(range.high.clone())))))
    }};
}
pub(crate) use within;
