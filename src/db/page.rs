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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn paging(limit: i64) -> Paging<i64> {
        Paging { limit, after: None }
    }

    #[test]
    fn one_row_more_than_the_page_is_asked_for() {
        assert_eq!(paging(20).ask(), 21);
    }

    #[test]
    fn a_page_ends_with_the_position_of_its_last_row_where_there_is_more() {
        let cut = |rows: Vec<i64>| {
            let page = paging(3).cut(rows, |row| row * 10);
            (page.items, page.next)
        };
        assert_eq!(cut(vec![]), (vec![], None));
        assert_eq!(cut(vec![1, 2]), (vec![1, 2], None));
        assert_eq!(cut(vec![1, 2, 3]), (vec![1, 2, 3], None), "a full page is the last one when nothing comes after");
        assert_eq!(cut(vec![1, 2, 3, 4]), (vec![1, 2, 3], Some(30)));
    }

    #[test]
    fn what_is_shown_of_a_row_changes_nothing_of_where_to_go_on() {
        let shown = Listed { items: vec![1, 2], next: Some(2_i64) }.map(|row| format!("#{row}"));
        assert_eq!((shown.items, shown.next), (vec!["#1".to_string(), "#2".to_string()], Some(2)));
    }

    proptest! {
        #[test]
        fn page_by_page_every_row_comes_once_and_in_order(count in 0_i64..40, limit in 1_i64..9) {
            let mut found = Vec::new();
            let mut after = None;
            loop {
                let paging = Paging { limit, after };
                let rest = (0..count).filter(|row| paging.after.is_none_or(|after| *row > after));
                let page = paging.cut(rest.take(paging.ask() as usize).collect(), |row| *row);
                prop_assert!(page.items.len() as i64 <= limit && (page.next.is_none() || page.items.len() as i64 == limit));
                found.extend(page.items);
                match page.next {
                    Some(next) => after = Some(next),
                    None => break,
                }
            }
            prop_assert_eq!(found, (0..count).collect::<Vec<_>>());
        }
    }
}
