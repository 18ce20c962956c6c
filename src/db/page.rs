//! Pages of a list, by keyset: a store asks for the rows after a position, so a row that comes or goes shifts nothing.
//! Not here: the cursor that carries the position over the wire (`http::page`).

/// What to read: so many rows, after this position.
#[derive(Clone, Debug)]
pub struct Paging<K> {
    pub limit: i64,
    pub after: Option<K>,
}

impl<K> Paging<K> {
    /// How many rows a store must ask for: one more than the page, to know whether there is a next one.
    pub fn ask(&self) -> i64 {
        self.limit + 1
    }
    /// Cuts the extra row off and takes the position of the last row that stays.
    pub fn cut<T>(&self, mut rows: Vec<T>, position: impl Fn(&T) -> K) -> Listed<T, K> {
        let most = usize::try_from(self.limit).unwrap_or(0);
        let more = rows.len() > most;
        rows.truncate(most);
        let next = if more { rows.last().map(position) } else { None };
        Listed { items: rows, next }
    }
}

/// Rows found, and where the next page begins.
#[derive(Debug)]
pub struct Listed<T, K> {
    pub items: Vec<T>,
    pub next: Option<K>,
}

impl<T, K> Listed<T, K> {
    pub fn map<U>(self, to: impl FnMut(T) -> U) -> Listed<U, K> {
        Listed { items: self.items.into_iter().map(to).collect(), next: self.next }
    }
}
