//! Many rows into one table. SQLite is fastest with one prepared statement again and again; PostgreSQL with many rows in
//! a statement, since each statement is a way there and back.

/// Rows that go into one statement on PostgreSQL: with 20 columns well below its 65,535 parameters.
pub const AT_ONCE: usize = 1_000;

/// Inserts a slice of rows of one table.
macro_rules! insert_many {
    ($tx:expr, $table:expr, $rows:expr) => {{
        let rows = $rows;
        match $tx.conn() {
            $crate::db::Conn::Lite(lite) => rows.iter().try_for_each(|row| diesel::insert_into($table).values(row).execute(lite).map(drop)),
            $crate::db::Conn::Pg(pg) => {
                rows.chunks($crate::db::bulk::AT_ONCE).try_for_each(|rows| diesel::insert_into($table).values(rows).execute(pg).map(drop))
            }
        }
    }};
}
pub(crate) use insert_many;
