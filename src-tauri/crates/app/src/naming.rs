//! Names of people, for comparing. Owns what is the same name written otherwise; refuses to say who somebody is.

use wardbook_store::search::fold;

/// What is written otherwise and means the same, made the same.
pub(crate) fn plain(text: &str) -> String {
    fold(text.trim())
}

/// The names in a text.
pub(crate) fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|word| !word.is_empty())
        .map(plain)
}

/// The same name, or either is the first letter of the other.
pub(crate) fn is_short_for(one: &str, other: &str) -> bool {
    let is_letter = |text: &str| text.chars().count() == 1;
    one == other
        || (is_letter(one) && other.starts_with(one))
        || (is_letter(other) && one.starts_with(other))
}
