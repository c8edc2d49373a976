//! Code systems and identifier systems by their addresses.

pub(crate) const LOINC: &str = "http://loinc.org";
pub(crate) const SNOMED: &str = "http://snomed.info/sct";
pub(crate) const RXNORM: &str = "http://www.nlm.nih.gov/research/umls/rxnorm";
pub(crate) const ICD10: &str = "http://hl7.org/fhir/sid/icd-10-cm";
pub(crate) const CVX: &str = "http://hl7.org/fhir/sid/cvx";
pub(crate) const UCUM: &str = "http://unitsofmeasure.org";
pub(crate) const OBSERVATION_CATEGORY: &str =
    "http://terminology.hl7.org/CodeSystem/observation-category";
pub(crate) const INTERPRETATION: &str =
    "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";
pub(crate) const ABSENT: &str = "http://terminology.hl7.org/CodeSystem/data-absent-reason";
pub(crate) const ACT: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
pub(crate) const V2_0203: &str = "http://terminology.hl7.org/CodeSystem/v2-0203";
pub(crate) const V2_0074: &str = "http://terminology.hl7.org/CodeSystem/v2-0074";
/// The number a person is registered under here.
pub(crate) const MRN: &str = "urn:oid:2.16.840.1.113883.19.5.1";
pub(crate) const NPI: &str = "http://hl7.org/fhir/sid/us-npi";
/// Numbers this server gives to orders, results and documents.
pub(crate) const ACCESSION: &str = "urn:oid:2.16.840.1.113883.19.5.2";
