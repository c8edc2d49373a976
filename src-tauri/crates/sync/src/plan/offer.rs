//! Questions a plan has about a CapabilityStatement, put once.

use wardbook_fhir::{Capabilities, TypeCapability};

#[derive(Clone, Copy)]
pub(super) struct Offer<'a>(pub(super) &'a Capabilities);

impl Offer<'_> {
    pub(super) fn reads(self, resource_type: &str) -> bool {
        self.0.supports(resource_type, "read")
    }

    pub(super) fn searches(self, resource_type: &str) -> bool {
        self.0.supports(resource_type, "search-type")
    }

    pub(super) fn has_param(self, resource_type: &str, param: &str) -> bool {
        self.0.offers_search_param(resource_type, param)
    }

    /// The first of these parameters that a search of this type takes.
    pub(super) fn param(
        self,
        resource_type: &str,
        params: &'static [&'static str],
    ) -> Option<&'static str> {
        if !self.searches(resource_type) {
            return None;
        }
        params
            .iter()
            .copied()
            .find(|param| self.has_param(resource_type, param))
    }

    /// A search parameter as this server spells it: Epic lists `_lastupdated`.
    pub(super) fn spelling(self, resource_type: &str, param: &str) -> Option<String> {
        let own = self.0.types.get(resource_type)?;
        own.search_params
            .iter()
            .chain(&self.0.search_params)
            .find(|name| name.eq_ignore_ascii_case(param))
            .cloned()
    }

    pub(super) fn gives_provenance(self, resource_type: &str) -> bool {
        self.0
            .offers_rev_include(resource_type, "Provenance:target")
    }

    /// `_count` needs no listing; but a server that lists it for some types takes it only there.
    pub(super) fn takes_count(self, resource_type: &str) -> bool {
        let lists = |offer: &TypeCapability| offer.search_params.contains("_count");
        self.0.types.get(resource_type).is_some_and(lists) || !self.0.types.values().any(lists)
    }
}
