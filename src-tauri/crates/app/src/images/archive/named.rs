//! What an ImagingStudy of the chart says of its images (R4 ImagingStudy, Endpoint): names, numbers, and the archive it
//! points to. Refuses to take a value that is absent for an empty one.

use serde_json::Value;

/// A study, as the chart names it.
#[derive(Clone, Default)]
pub(in crate::images) struct Named {
    /// Our id of the record.
    pub(in crate::images) record: String,
    pub(in crate::images) uid: Option<String>,
    pub(in crate::images) accession: Option<String>,
    /// Its day.
    pub(in crate::images) date: Option<String>,
    pub(in crate::images) description: Option<String>,
    pub(in crate::images) modalities: Vec<String>,
    /// Orders it came of: `ServiceRequest/id`.
    pub(in crate::images) orders: Vec<String>,
    /// Endpoints it refers to: `Endpoint/id`.
    pub(in crate::images) endpoints: Vec<String>,
    /// Addresses of DICOMweb endpoints it holds itself.
    pub(in crate::images) addresses: Vec<String>,
}

/// Reads an ImagingStudy; `None` where it is none.
pub(in crate::images) fn read(record: String, body: &[u8]) -> Option<Named> {
    let study: Value = serde_json::from_slice(body).ok()?;
    if study.get("resourceType")?.as_str()? != "ImagingStudy" {
        return None;
    }
    let identifiers = list(&study, "/identifier");
    let uid = identifiers.iter().find_map(|one| {
        let value = text(one, "/value")?;
        let oid = value.strip_prefix("urn:oid:");
        let named = text(one, "/system").as_deref() == Some("urn:dicom:uid");
        oid.map(str::to_owned).or(named.then_some(value))
    });
    let accession = identifiers.iter().find_map(|one| {
        let coded = list(one, "/type/coding")
            .iter()
            .any(|coding| text(coding, "/code").as_deref() == Some("ACSN"));
        coded.then(|| text(one, "/value")).flatten()
    });
    let mut modalities: Vec<String> = list(&study, "/modality")
        .iter()
        .filter_map(|coding| text(coding, "/code"))
        .chain(
            list(&study, "/series")
                .iter()
                .filter_map(|series| text(series, "/modality/code")),
        )
        .collect();
    modalities.sort();
    modalities.dedup();
    let series = list(&study, "/series").iter();
    let endpoints = std::iter::once(&study)
        .chain(series)
        .flat_map(|of| list(of, "/endpoint"))
        .filter_map(|one| text(one, "/reference"));
    let contained = list(&study, "/contained").iter();
    Some(Named {
        record,
        uid,
        accession,
        date: text(&study, "/started").and_then(|at| at.get(..10).map(str::to_owned)),
        description: text(&study, "/description"),
        modalities,
        orders: list(&study, "/basedOn")
            .iter()
            .filter_map(|one| text(one, "/reference"))
            .collect(),
        endpoints: endpoints.filter(|to| to.starts_with("Endpoint/")).collect(),
        addresses: contained.filter_map(address).collect(),
    })
}

/// The DICOMweb base of an Endpoint that is in use: its address, without the study some write behind it.
pub(super) fn address(endpoint: &Value) -> Option<String> {
    if text(endpoint, "/resourceType").as_deref() != Some("Endpoint") {
        return None;
    }
    let status = text(endpoint, "/status");
    let kind = text(endpoint, "/connectionType/code");
    let web = matches!(
        kind.as_deref(),
        Some("dicom-wado-rs" | "dicom-qido-rs" | "dicom-stow-rs")
    );
    if !web || status.as_deref() != Some("active") {
        return None;
    }
    let address = text(endpoint, "/address")?;
    let base = address
        .split_once("/studies/")
        .map_or(address.as_str(), |(base, _)| base);
    Some(base.trim_end_matches('/').to_owned())
}

fn text(of: &Value, pointer: &str) -> Option<String> {
    let text = of.pointer(pointer)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn list<'a>(of: &'a Value, pointer: &str) -> &'a [Value] {
    of.pointer(pointer)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::{address, read};

    #[test]
    fn a_study_is_known_by_its_uid_and_number_and_leads_to_its_archive() {
        let endpoint = |status: &str, at: &str| {
            json!({"resourceType": "Endpoint", "id": "e", "status": status,
                "connectionType": {"code": "dicom-wado-rs"}, "address": at})
        };
        let whole = "https://pacs.example/dicom-web/studies/1.2.3/series/1";
        let study = json!({
            "resourceType": "ImagingStudy", "started": "2024-06-11T08:00:00Z",
            "identifier": [
                {"system": "urn:dicom:uid", "value": "urn:oid:1.2.3"},
                {"type": {"coding": [{"code": "ACSN"}]}, "value": "A77"},
            ],
            "modality": [{"code": "CT"}], "series": [{"modality": {"code": "SR"}, "endpoint": [{"reference": "Endpoint/9"}]}],
            "contained": [endpoint("active", whole)],
        });
        let named = read("r".into(), &serde_json::to_vec(&study).unwrap()).unwrap();
        assert_eq!(named.uid.as_deref(), Some("1.2.3"));
        assert_eq!(named.accession.as_deref(), Some("A77"));
        assert_eq!(named.date.as_deref(), Some("2024-06-11"));
        assert_eq!(named.modalities, ["CT", "SR"]);
        assert_eq!(named.endpoints, ["Endpoint/9"]);
        assert_eq!(named.addresses, ["https://pacs.example/dicom-web"]);
        assert_eq!(address(&endpoint("off", whole)), None, "not in use");
        assert!(read("r".into(), b"{\"resourceType\":\"Patient\"}").is_none());
    }
}
