//! A connection as the edge sees it: what is configured, how its sign-in stands, what was asked for and
//! what was granted. Never a secret, only whether there is one.

use wardbook_fhir::Capabilities;
use wardbook_smart::Scopes;
use wardbook_store::connections::{self, Row};

use super::{kind, launch_address, needs_secret, redirect, software, uses_browser, ways};
use crate::door::Pass;
use crate::failure::Fault;
use crate::live::Live;
use crate::wire::connection::{
    Auth, Connection, ConnectionDetails, Reach, ScopeRow, SecretState, SignInState,
};

impl Pass {
    /// A connection as the edge sees it.
    pub(crate) async fn describe(&self, row: &Row) -> Result<Connection, Fault> {
        let id = row.id;
        let (patients, records) = self.read(move |_, c| connections::counts(c, id)).await?;
        let live = self.live_of(row).await.ok();
        let capabilities = row
            .capability
            .as_deref()
            .and_then(|body| Capabilities::parse(body).ok());
        let granted = live.as_deref().and_then(granted).unwrap_or_default();
        let asked = self.scopes_asked(row.uuid).await?;
        let auth = kind(&row.auth);
        let browser = uses_browser(auth);
        Ok(Connection {
            id: row.uuid.to_string(),
            name: row.name.clone(),
            fhir_base: row.fhir_base.clone(),
            client_id: row.client_id.clone(),
            auth,
            details: details(row, browser),
            secret: match live.as_deref() {
                _ if !super::wanted::has_secret(auth) => SecretState::NotNeeded,
                Some(live) if live.has_secret => SecretState::Kept,
                _ if needs_secret(auth) => SecretState::Missing,
                _ => SecretState::NotNeeded,
            },
            redirect_uri: browser.then(|| redirect(&row.details).to_register()),
            launch_uris: launch_uris(auth, self.app().launch_port_address()),
            public_keys: live.as_deref().and_then(|live| live.public_keys.clone()),
            software: capabilities.as_ref().and_then(software),
            fhir_version: capabilities.and_then(|found| found.fhir_version),
            sign_in: live
                .as_deref()
                .map_or(SignInState::NotNeeded, Live::sign_in_state),
            reach: live
                .as_deref()
                .map_or(Reach::Unknown, |live| live.meter.reach()),
            scopes: side_by_side(&asked, &granted),
            requested_scopes: asked,
            granted_scopes: granted.to_strings(),
            patients: u32::try_from(patients).unwrap_or(u32::MAX),
            records: u32::try_from(records).unwrap_or(u32::MAX),
            synced_at: row.synced_at.map(|ms| ms as f64),
        })
    }
}

fn granted(live: &Live) -> Option<Scopes> {
    live.tokens.as_ref()?.granted()
}

fn details(row: &Row, browser: bool) -> ConnectionDetails {
    let kept = row.details.clone();
    ConnectionDetails {
        comes_back: browser.then(|| ways::way_of(kept.redirect.as_deref())),
        authorize_url: kept.authorize_url,
        token_url: kept.token_url,
        scopes: kept.scopes,
        account: kept.account,
        key_id: kept.key_id,
    }
}

/// Only SMART has launches.
fn launch_uris(auth: Auth, port: Option<String>) -> Vec<String> {
    if matches!(auth, Auth::Smart | Auth::SmartSecret | Auth::SmartKey) {
        std::iter::once(launch_address()).chain(port).collect()
    } else {
        Vec::new()
    }
}

/// What a scope is about: its resource type, or itself.
fn about(scope: &str) -> &str {
    match scope.split_once('/') {
        Some((_, rest)) if !scope.starts_with("launch/") => {
            rest.split(['.', '?']).next().unwrap_or(rest)
        }
        _ => scope,
    }
}

/// Each asked scope with what was granted about the same thing; then what nobody asked for.
fn side_by_side(asked: &[String], granted: &Scopes) -> Vec<ScopeRow> {
    let given = granted.to_strings();
    let mut rows: Vec<ScopeRow> = asked
        .iter()
        .map(|scope| ScopeRow {
            granted: given
                .iter()
                .filter(|other| about(other) == about(scope) || about(other) == "*")
                .cloned()
                .collect(),
            whole: granted.missing(std::slice::from_ref(scope)).is_empty(),
            asked: Some(scope.clone()),
        })
        .collect();
    let extra = given
        .iter()
        .filter(|scope| !rows.iter().any(|row| row.granted.contains(scope)));
    let extra: Vec<ScopeRow> = extra
        .map(|scope| ScopeRow {
            asked: None,
            granted: vec![scope.clone()],
            whole: true,
        })
        .collect();
    rows.extend(extra);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_and_what_was_given_stand_side_by_side_in_either_syntax() {
        let asked = [
            "openid",
            "user/Patient.rs",
            "user/Observation.rs",
            "user/Condition.rs",
            "offline_access",
        ]
        .map(str::to_owned);
        let granted = Scopes::parse(
            "openid user/Patient.read user/Observation.rs?category=laboratory user/Basic.rs",
        );
        let rows = side_by_side(&asked, &granted);
        let said: Vec<(Option<&str>, String, bool)> = rows
            .iter()
            .map(|row| (row.asked.as_deref(), row.granted.join(" "), row.whole))
            .collect();
        assert_eq!(
            said,
            [
                (Some("openid"), "openid".to_owned(), true),
                (
                    Some("user/Patient.rs"),
                    "user/Patient.read".to_owned(),
                    true
                ),
                (
                    Some("user/Observation.rs"),
                    "user/Observation.rs?category=laboratory".to_owned(),
                    false
                ),
                (Some("user/Condition.rs"), String::new(), false),
                (Some("offline_access"), String::new(), false),
                (None, "user/Basic.rs".to_owned(), true),
            ]
        );
    }
}
