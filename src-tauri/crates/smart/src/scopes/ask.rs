//! What to ask for: only the types that are needed, in the syntax that the server speaks. Never a
//! wildcard, which some servers refuse whole and which nobody should have to grant.

use std::collections::BTreeSet;

use crate::discovery::Discovery;

/// The same where the EHR started us: the launch is part of what is asked, and the sign-in lasts as
/// long as the EHR's own session.
pub fn scopes_for_launch(types: &[&str], discovery: &Discovery) -> Vec<String> {
    let mut scopes = scopes_for(types, discovery);
    scopes.insert(0, "launch".to_owned());
    if discovery.offers("permission-online")
        && let Some(offline) = scopes.iter_mut().find(|scope| *scope == "offline_access")
    {
        "online_access".clone_into(offline);
    }
    scopes
}

/// The scopes to ask for to read these resource types. The same input gives the same output.
pub fn scopes_for(types: &[&str], discovery: &Discovery) -> Vec<String> {
    let mut scopes = vec!["openid".to_owned(), "fhirUser".to_owned()];
    // A sign-in that outlives the browser's session, where the server has one to give.
    if discovery.offers("permission-offline") {
        scopes.push("offline_access".to_owned());
    } else if discovery.offers("permission-online") {
        scopes.push("online_access".to_owned());
    }
    scopes.extend(reading("user", types, discovery));
    scopes
}

/// The same for a program that signs in by itself (client credentials).
pub fn scopes_for_itself(types: &[&str], discovery: &Discovery) -> Vec<String> {
    reading("system", types, discovery)
}

/// What writing these types needs, in the syntax of the scopes that are asked for anyway: type, make, change.
/// Scopes of their own, so that an EHR which gives only reading still gives that.
pub fn scopes_to_write(asked: &[String], types: &[(&str, bool, bool)]) -> Vec<String> {
    let mut scopes = Vec::new();
    for (name, make, change) in types {
        for whose in ["user", "system"] {
            let old = format!("{whose}/{name}.read");
            let new = format!("{whose}/{name}.rs");
            let letters = match (make, change) {
                (true, true) => "cu",
                (true, false) => "c",
                (false, true) => "u",
                (false, false) => continue,
            };
            if asked.contains(&old) {
                scopes.push(format!("{whose}/{name}.write"));
            } else if asked.contains(&new) {
                scopes.push(format!("{whose}/{name}.{letters}"));
            }
        }
    }
    scopes
}

fn reading(whose: &str, types: &[&str], discovery: &Discovery) -> Vec<String> {
    // A server that names neither syntax is older than the second.
    let letters = if discovery.offers("permission-v2") {
        "rs"
    } else {
        "read"
    };
    let types: BTreeSet<&str> = types.iter().copied().filter(|name| *name != "*").collect();
    types
        .into_iter()
        .map(|name| format!("{whose}/{name}.{letters}"))
        .collect()
}
