//! Search by a part of a text.

/// A part of text for LIKE, with `%`, `_` and `\` meaning themselves.
pub fn like_part(text: &str) -> String {
    text.chars().flat_map(|c| if matches!(c, '%' | '_' | '\\') { vec!['\\', c] } else { vec![c] }).collect()
}
