//! A member of a JSON object, put in without trusting that it is one: what is no object is left as it is.

use serde_json::Value;

/// Puts `to` in as `name`.
pub(crate) fn put(object: &mut Value, name: &str, to: Value) {
    if let Some(map) = object.as_object_mut() {
        map.insert(name.to_owned(), to);
    }
}
