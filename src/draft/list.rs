//! A bounded list that knows whether it was said.

use deserr::{DeserializeError, Deserr, IntoValue, Sequence, Value, ValuePointerRef};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{LONGEST_LIST, refused};
use crate::error::FieldFault;

/// A list of at most `MOST`. A written `[]` says *none*, a list that is left out says nothing, and both read as empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct List<T, const MOST: usize = LONGEST_LIST>(Option<Vec<T>>);

impl<T, const MOST: usize> List<T, MOST> {
    /// Whether it was said, be it that there are none.
    pub fn is_said(&self) -> bool {
        self.0.is_some()
    }
    pub fn is_unsaid(&self) -> bool {
        self.0.is_none()
    }
    /// What was said, none where nothing was.
    pub fn into_vec(self) -> Vec<T> {
        self.0.unwrap_or_default()
    }
    /// What was said, or that nothing was.
    pub fn said(self) -> Option<Vec<T>> {
        self.0
    }
}

impl<T, const MOST: usize> Default for List<T, MOST> {
    fn default() -> Self {
        List(None)
    }
}

impl<T, const MOST: usize> std::ops::Deref for List<T, MOST> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        self.0.as_deref().unwrap_or_default()
    }
}

impl<T, const MOST: usize> From<Vec<T>> for List<T, MOST> {
    fn from(said: Vec<T>) -> Self {
        List(Some(said))
    }
}

impl<T, const MOST: usize> FromIterator<T> for List<T, MOST> {
    fn from_iter<I: IntoIterator<Item = T>>(entries: I) -> Self {
        List(Some(entries.into_iter().collect()))
    }
}

impl<'l, T, const MOST: usize> IntoIterator for &'l List<T, MOST> {
    type Item = &'l T;
    type IntoIter = std::slice::Iter<'l, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T, const MOST: usize> IntoIterator for List<T, MOST> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;
    fn into_iter(self) -> Self::IntoIter {
        self.into_vec().into_iter()
    }
}

/// A list that must be said is one, whatever a default made of it.
impl<T: Serialize, const MOST: usize> Serialize for List<T, MOST> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self)
    }
}

/// What is kept was bounded when it was sent; a bound that is made narrower must not make it unreadable.
impl<'de, T: Deserialize<'de>, const MOST: usize> Deserialize<'de> for List<T, MOST> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Vec::deserialize(from).map(List::from)
    }
}

/// Null is no list; a part takes it for one that was left out, as it does for everything that may be.
impl<T: Deserr<E>, E: DeserializeError, const MOST: usize> Deserr<E> for List<T, MOST> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, E> {
        match value {
            Value::Sequence(entries) if entries.len() > MOST => Err(refused(at, FieldFault::TooMany, &[MOST.to_string()])),
            value => Vec::deserialize_from_value(value, at).map(List::from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Name;

    crate::part! {
        /// What may be said, and what must.
        Said {
            must many at most 2 {
                names: Name,
            }
            many {
                others: Name,
            }
        }
    }

    fn read(body: &str) -> Result<Said, (String, FieldFault, Vec<String>)> {
        crate::draft::parse::<Said>(body.as_bytes()).map_err(|mut error| {
            let field = error.fields.remove(0);
            assert!(error.fields.is_empty(), "{error:?}");
            (field.pointer, field.fault, field.arguments)
        })
    }

    #[test]
    fn what_says_none_is_told_from_what_says_nothing() {
        let none = read(r#"{"names":[],"others":[]}"#).expect("a part");
        assert!(none.others.is_said() && !none.others.is_unsaid() && none.others.is_empty());
        for left_out in [r#"{"names":[]}"#, r#"{"names":[],"others":null}"#] {
            let unsaid = read(left_out).expect("a part");
            assert!(unsaid.others.is_unsaid() && !unsaid.others.is_said() && unsaid.others.is_empty());
            assert_ne!(unsaid, none);
            assert_eq!(unsaid.others.said(), None);
        }
    }

    #[test]
    fn what_was_said_comes_back_as_it_was_said() {
        for body in [r#"{"names":[],"others":[]}"#, r#"{"names":[]}"#, r#"{"names":["a"],"others":["b","c"]}"#] {
            let part = read(body).expect("a part");
            assert_eq!(serde_json::to_string(&part).expect("JSON"), body);
            assert_eq!(serde_json::from_str::<Said>(body).expect("a part"), part);
        }
        let unsaid = Said { names: List::default(), others: List::default() };
        assert_eq!(serde_json::to_string(&unsaid).expect("JSON"), r#"{"names":[]}"#);
    }

    #[test]
    fn a_list_has_its_own_bound_and_says_it_in_its_place() {
        assert!(read(r#"{"names":["a","b"]}"#).is_ok());
        assert_eq!(read(r#"{"names":["a","b","c"]}"#), Err(("/names".to_string(), FieldFault::TooMany, vec!["2".to_string()])));
        assert!(read(&format!(r#"{{"names":[],"others":[{}]}}"#, [r#""x""#; LONGEST_LIST].join(","))).is_ok());
    }

    #[test]
    fn a_list_that_must_be_said_is_a_list() {
        assert_eq!(read("{}"), Err(("/names".to_string(), FieldFault::Required, vec!["names".to_string()])));
        assert_eq!(read(r#"{"names":null}"#), Err(("/names".to_string(), FieldFault::WrongType, vec!["array".to_string()])));
        assert_eq!(read(r#"{"names":["a",""]}"#), Err(("/names/1".to_string(), FieldFault::Empty, vec![])));
    }

    #[test]
    fn a_list_is_gone_through_like_any_other() {
        let list: List<u8> = [1, 2].into_iter().collect();
        assert_eq!(((&list).into_iter().sum::<u8>(), list.len(), list.clone().into_vec()), (3, 2, vec![1, 2]));
        assert_eq!((list.clone().into_iter().collect::<Vec<u8>>(), list.said()), (vec![1, 2], Some(vec![1, 2])));
        assert!(List::<u8>::from(vec![]).is_said());
    }
}
