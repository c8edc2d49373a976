//! What to ask for: only the types that are needed, in the syntax that the server speaks. Never a
//! wildcard, which some servers refuse whole and which nobody should have to grant.

use std::collections::BTreeSet;

use crate::discovery::Discovery;

/// The scopes to ask for to read these resource types. The same input gives the same output.
pub fn scopes_for(types: &[&str], discovery: &Discovery) -> Vec<String> {
    let mut scopes = vec!["openid".to_owned(), "fhirUser".to_owned()];
    // A sign-in that outlives the browser's session, where the server has one to give.
    if discovery.offers("permission-offline") {
        scopes.push("offline_access".to_owned());
    } else if discovery.offers("permission-online") {
        scopes.push("online_access".to_owned());
    }
    // A server that names neither syntax is older than the second.
    let letters = if discovery.offers("permission-v2") {
        "rs"
    } else {
        "read"
    };
    let types: BTreeSet<&str> = types.iter().copied().filter(|name| *name != "*").collect();
    scopes.extend(
        types
            .into_iter()
            .map(|name| format!("user/{name}.{letters}")),
    );
    scopes
}
