//! Extensions by the names people know them by. An extension without a known name goes by the end of its
//! URL, and the URL stands below.

use super::{Item, labels};

/// Ends of URLs, and what they are called.
const KNOWN: &[(&str, &str)] = &[
    ("us-core-race", "Race"),
    ("us-core-ethnicity", "Ethnicity"),
    ("us-core-birthsex", "Sex assigned at birth"),
    ("us-core-sex", "Sex"),
    ("us-core-genderIdentity", "Gender identity"),
    ("us-core-tribal-affiliation", "Tribal affiliation"),
    ("us-core-extension-questionnaire-uri", "Questionnaire"),
    ("us-core-direct", "Direct address"),
    ("us-core-jurisdiction", "Jurisdiction"),
    ("us-core-individual-sex", "Sex"),
    ("us-core-interpreter-needed", "Interpreter needed"),
    ("us-core-medication-adherence", "Adherence"),
    ("us-core-authentication-time", "Authenticated"),
    ("individual-genderIdentity", "Gender identity"),
    ("individual-pronouns", "Pronouns"),
    ("individual-recordedSexOrGender", "Recorded sex or gender"),
    (
        "patient-sexParameterForClinicalUse",
        "Sex parameter for clinical use",
    ),
    ("patient-birthTime", "Time of birth"),
    ("patient-birthPlace", "Place of birth"),
    ("patient-mothersMaidenName", "Mother's maiden name"),
    ("patient-religion", "Religion"),
    ("patient-nationality", "Nationality"),
    ("patient-citizenship", "Citizenship"),
    ("patient-interpreterRequired", "Interpreter required"),
    ("patient-genderIdentity", "Gender identity"),
    ("patient-animal", "Animal"),
    ("condition-assertedDate", "Asserted"),
    ("data-absent-reason", "Why there is no value"),
    ("v3-NullFlavor", "Why there is no value"),
    ("iso21090-nullFlavor", "Why there is no value"),
    ("rendered-value", "As shown"),
    ("event-statusReason", "Reason for the status"),
    ("timezone", "Time zone"),
    ("geolocation", "Geolocation"),
    ("questionnaire-hidden", "Hidden question"),
    ("StructureDefinition/display", "Display"),
];

/// Parts of the extensions above.
const PARTS: &[(&str, &str)] = &[
    ("ombCategory", "Category"),
    ("detailed", "Detailed"),
    ("text", "In words"),
    ("tribalAffiliation", "Tribe"),
    ("isEnrolled", "Enrolled"),
];

/// Names an item after the extension it came from.
pub(super) fn name(url: &str, item: &mut Item) {
    url.clone_into(&mut item.name);
    if let Some((_, words)) = PARTS.iter().find(|(part, _)| *part == url) {
        (*words).clone_into(&mut item.label);
        return;
    }
    if let Some((_, words)) = KNOWN.iter().find(|(end, _)| is(url, end)) {
        (*words).clone_into(&mut item.label);
        lift_text(item);
        return;
    }
    let end = url
        .trim_end_matches('/')
        .rsplit(['/', '#', ':'])
        .next()
        .unwrap_or(url);
    item.label = labels::label(end);
    // A bare name inside another extension is no address.
    if url.contains([':', '/']) {
        item.fine.insert(0, url.to_owned());
    }
}

/// Race and ethnicity say themselves in words beside their codes: those words come first.
fn lift_text(item: &mut Item) {
    if item.value.is_some() {
        return;
    }
    if let Some(at) = item
        .items
        .iter()
        .position(|one| one.name == "text" && one.items.is_empty())
    {
        item.value = item.items.remove(at).value;
    }
}

/// Whether an item is the extension that says why there is no value.
pub(super) fn is_absent_reason(name: &str) -> bool {
    is(name, "data-absent-reason")
}

fn is(url: &str, end: &str) -> bool {
    url.strip_suffix(end)
        .is_some_and(|rest| rest.ends_with('/'))
}
