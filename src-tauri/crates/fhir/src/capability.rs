//! CapabilityStatement: what a server offers, read leniently from real statements.

use std::collections::{BTreeMap, BTreeSet};

use crate::json::{Node, Object, ReadError};

/// What a server offers for one type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TypeCapability {
    /// `read`, `search-type`, `create`…
    pub interactions: BTreeSet<String>,
    /// Search parameters.
    pub search_params: BTreeSet<String>,
    /// `_include` values.
    pub search_includes: BTreeSet<String>,
    /// `_revinclude` values.
    pub rev_includes: BTreeSet<String>,
    /// `$operations`, without the dollar sign.
    pub operations: BTreeSet<String>,
    /// Profiles it says it follows.
    pub profiles: BTreeSet<String>,
    /// `no-version`, `versioned`, `versioned-update`.
    pub versioning: Option<String>,
    /// `conditionalRead` as sent.
    pub conditional_read: Option<String>,
    /// `If-None-Exist` on create.
    pub conditional_create: bool,
    /// Update by search.
    pub conditional_update: bool,
    /// Update may create.
    pub update_create: bool,
}

/// The addresses of the older sign-in extension.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OauthUris {
    /// Authorization.
    pub authorize: Option<String>,
    /// Token.
    pub token: Option<String>,
    /// Revocation.
    pub revoke: Option<String>,
    /// Introspection.
    pub introspect: Option<String>,
    /// Registration.
    pub register: Option<String>,
    /// Management.
    pub manage: Option<String>,
}

/// What a server offers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Capabilities {
    /// "4.0.1".
    pub fhir_version: Option<String>,
    /// Name of the software.
    pub software_name: Option<String>,
    /// Version of the software.
    pub software_version: Option<String>,
    /// Who publishes it.
    pub publisher: Option<String>,
    /// What this installation is.
    pub implementation: Option<String>,
    /// When the statement was made.
    pub date: Option<String>,
    /// Formats (json, application/fhir+json…).
    pub formats: Vec<String>,
    /// By type.
    pub types: BTreeMap<String, TypeCapability>,
    /// Whole-system interactions (`batch`, `transaction`).
    pub interactions: BTreeSet<String>,
    /// Search parameters of every type.
    pub search_params: BTreeSet<String>,
    /// Whole-system operations.
    pub operations: BTreeSet<String>,
    /// The older sign-in extension, where there is one.
    pub oauth: Option<OauthUris>,
    /// Where to listen for pings of Subscriptions.
    pub websocket: Option<String>,
    /// Security services (SMART-on-FHIR).
    pub security: BTreeSet<String>,
}

/// Why a statement cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CapabilityError {
    /// Not a JSON object.
    #[error("the statement is not JSON")]
    NotJson(#[from] ReadError),
    /// Another resource.
    #[error("the answer is not a CapabilityStatement")]
    NotAStatement,
    /// Nothing about a server.
    #[error("the statement says nothing about a server")]
    NoServer,
}

impl Capabilities {
    /// Read a statement, also a DSTU2 Conformance as far as it is alike.
    pub fn parse(body: &[u8]) -> Result<Self, CapabilityError> {
        let statement = Object::parse(body)?;
        if !matches!(
            statement.text("resourceType").as_deref(),
            Some("CapabilityStatement" | "Conformance")
        ) {
            return Err(CapabilityError::NotAStatement);
        }
        let software = statement.object("software").unwrap_or_default();
        let mut found = Self {
            fhir_version: statement.text("fhirVersion"),
            software_name: software.text("name"),
            software_version: software.text("version"),
            publisher: statement.text("publisher"),
            implementation: statement
                .at("implementation.description")
                .and_then(Node::text),
            date: statement.text("date"),
            formats: statement
                .list("format")
                .into_iter()
                .filter_map(Node::text)
                .collect(),
            ..Self::default()
        };
        let mut servers = 0;
        for rest in statement.objects("rest") {
            if rest.text("mode").is_some_and(|mode| mode != "server") {
                continue;
            }
            servers += 1;
            found
                .interactions
                .extend(named(&rest, "interaction", "code"));
            found
                .search_params
                .extend(named(&rest, "searchParam", "name"));
            found.operations.extend(operations(&rest));
            let listens = rest.objects("extension").into_iter().find(|one| {
                one.text("url").is_some_and(|url| {
                    url.ends_with("/StructureDefinition/capabilitystatement-websocket")
                })
            });
            found.websocket = listens
                .and_then(|one| one.text("valueUri").or_else(|| one.text("valueUrl")))
                .or(found.websocket);
            for resource in rest.objects("resource") {
                let Some(name) = resource.text("type") else {
                    continue;
                };
                found.types.entry(name).or_default().add(&resource);
            }
            if let Some(security) = rest.object("security") {
                found.read_security(&security);
            }
        }
        if servers == 0 {
            Err(CapabilityError::NoServer)
        } else {
            Ok(found)
        }
    }

    fn read_security(&mut self, security: &Object<'_>) {
        for service in security.objects("service") {
            self.security.extend(named(&service, "coding", "code"));
            self.security.extend(service.text("text"));
        }
        for extension in security.objects("extension") {
            let is_oauth = extension
                .text("url")
                .is_some_and(|url| url.ends_with("/StructureDefinition/oauth-uris"));
            if !is_oauth {
                continue;
            }
            let uris = self.oauth.get_or_insert_default();
            for part in extension.objects("extension") {
                let uri = part.text("valueUri").or_else(|| part.text("valueUrl"));
                let place = match part.text("url").as_deref() {
                    Some("authorize") => &mut uris.authorize,
                    Some("token") => &mut uris.token,
                    Some("revoke") => &mut uris.revoke,
                    Some("introspect") => &mut uris.introspect,
                    Some("register") => &mut uris.register,
                    Some("manage") => &mut uris.manage,
                    _ => continue,
                };
                *place = uri;
            }
        }
    }

    /// The server offers an interaction on a type.
    pub fn supports(&self, resource_type: &str, interaction: &str) -> bool {
        self.types
            .get(resource_type)
            .is_some_and(|found| found.interactions.contains(interaction))
    }

    /// The server offers a search parameter on a type. Epic writes `_lastupdated`, so letters'
    /// case does not count.
    pub fn offers_search_param(&self, resource_type: &str, param: &str) -> bool {
        let is_it = |name: &String| name.eq_ignore_ascii_case(param);
        self.types.get(resource_type).is_some_and(|found| {
            found.search_params.iter().any(is_it) || self.search_params.iter().any(is_it)
        })
    }

    /// The server offers `_revinclude=value` on a type.
    pub fn offers_rev_include(&self, resource_type: &str, value: &str) -> bool {
        self.types
            .get(resource_type)
            .is_some_and(|found| ["*", value].iter().any(|v| found.rev_includes.contains(*v)))
    }
}

impl TypeCapability {
    fn add(&mut self, resource: &Object<'_>) {
        let texts = |name: &str| resource.list(name).into_iter().filter_map(Node::text);
        self.interactions
            .extend(named(resource, "interaction", "code"));
        self.search_params
            .extend(named(resource, "searchParam", "name"));
        self.search_includes.extend(texts("searchInclude"));
        self.rev_includes.extend(texts("searchRevInclude"));
        self.operations.extend(operations(resource));
        self.profiles.extend(texts("supportedProfile"));
        self.versioning = resource
            .text("versioning")
            .or_else(|| self.versioning.take());
        self.conditional_read = resource
            .text("conditionalRead")
            .or_else(|| self.conditional_read.take());
        self.conditional_create |= resource.truth("conditionalCreate").unwrap_or(false);
        self.conditional_update |= resource.truth("conditionalUpdate").unwrap_or(false);
        self.update_create |= resource.truth("updateCreate").unwrap_or(false);
    }
}

fn named(object: &Object<'_>, list: &str, name: &str) -> Vec<String> {
    object
        .objects(list)
        .iter()
        .filter_map(|one| one.text(name))
        .collect()
}

fn operations(object: &Object<'_>) -> Vec<String> {
    let names = named(object, "operation", "name");
    names
        .into_iter()
        .map(|name| name.trim_start_matches('$').to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_statement_is_read_as_far_as_it_is_understood() {
        let found = Capabilities::parse(
            br#"{"resourceType":"CapabilityStatement","fhirVersion":"4.0.1","format":["json",7],
            "software":{"name":"Sandbox","version":"3"},"rest":[{"mode":"client","resource":[{"type":"X"}]},
            {"mode":"server","searchParam":[{"name":"_id"}],"interaction":[{"code":"batch"}],
            "security":{"service":[{"coding":[{"code":"SMART-on-FHIR"}]}],"extension":[{
            "url":"http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris",
            "extension":[{"url":"token","valueUri":"https://e.org/t"},{"url":"authorize","valueUri":"https://e.org/a"}]}]},
            "resource":[{"type":"Patient","interaction":[{"code":"read"},{"code":"search-type"},"odd"],
            "searchParam":[{"name":"_lastupdated"},{"name":7}],"conditionalCreate":true,"versioning":"versioned"},
            {"interaction":[]},"odd"]}]}"#,
        )
        .unwrap();
        assert_eq!(found.types.len(), 1);
        assert!(found.supports("Patient", "read") && !found.supports("Patient", "create"));
        assert!(!found.supports("Observation", "read"));
        assert!(found.offers_search_param("Patient", "_lastUpdated"));
        assert!(found.offers_search_param("Patient", "_id"));
        assert_eq!(
            found.oauth.unwrap().token.as_deref(),
            Some("https://e.org/t")
        );
        assert!(found.security.contains("SMART-on-FHIR"));
    }

    #[test]
    fn what_is_no_statement_is_said_so() {
        let read = |text: &str| Capabilities::parse(text.as_bytes()).unwrap_err();
        assert_eq!(read("<html>"), CapabilityError::NotJson(ReadError));
        assert_eq!(
            read(r#"{"resourceType":"Patient"}"#),
            CapabilityError::NotAStatement
        );
        assert_eq!(
            read(r#"{"resourceType":"CapabilityStatement"}"#),
            CapabilityError::NoServer
        );
    }
}
