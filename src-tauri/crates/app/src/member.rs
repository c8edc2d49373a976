//! Members of JSON objects that are written here: one put in without trusting that it is an object, and those without a
//! value taken out. What is no object is left as it is.

use serde_json::Value;

/// Puts `to` in as `name`.
pub(crate) fn put(object: &mut Value, name: &str, to: Value) {
    if let Some(map) = object.as_object_mut() {
        map.insert(name.to_owned(), to);
    }
}

/// Members without a value are no members.
pub(crate) fn without_nothing(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, member| !member.is_null());
            members.values_mut().for_each(without_nothing);
        }
        Value::Array(items) => items.iter_mut().for_each(without_nothing),
        _ => {}
    }
}
