/// A connection to either database; every query is written once against it.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    Lite(diesel::SqliteConnection),
    Pg(diesel::PgConnection),
}
