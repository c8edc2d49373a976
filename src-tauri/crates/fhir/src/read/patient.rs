//! Patient (and RelatedPerson, Practitioner as far as they are alike): who it is.

use super::codeable::{Coded, Reference, absent_in_words, absent_reason};
use super::human_name::HumanName;
use crate::json::{Node, Object, ReadError};

/// An identifier.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Identifier {
    /// usual, official, temp, secondary, old.
    pub use_: Option<String>,
    /// Type.
    pub kind: Option<Coded>,
    /// System.
    pub system: Option<String>,
    /// Value.
    pub value: Option<String>,
    /// It is over.
    pub ended: bool,
}

impl Identifier {
    fn all(object: &Object<'_>) -> Vec<Self> {
        let read = |object: &Object<'_>| Self {
            use_: object.text("use"),
            kind: Coded::one(object, "type"),
            system: object.text("system"),
            value: object.text("value"),
            ended: object.at("period.end").is_some()
                || object.text("use").as_deref() == Some("old"),
        };
        object.objects("identifier").iter().map(read).collect()
    }

    fn is_type(&self, code: &str) -> bool {
        self.kind.as_ref().is_some_and(|kind| kind.has(code))
    }

    fn says_type(&self, texts: &[&str]) -> bool {
        let text = self.kind.as_ref().and_then(|kind| kind.text.as_deref());
        text.is_some_and(|text| texts.iter().any(|one| one.eq_ignore_ascii_case(text)))
    }
}

/// Has the patient died?
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deceased {
    /// Yes, on a day (FHIR date) or, where the EHR gave none, without.
    Yes(Option<String>),
    /// The EHR says no.
    No,
    /// The EHR says nothing.
    NotSaid,
}

/// How to reach somebody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Telecom {
    /// phone, email…
    pub system: Option<String>,
    /// home, work, mobile…
    pub use_: Option<String>,
    /// Number or address.
    pub value: Option<String>,
}

/// Somebody to call.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contact {
    /// Name as said.
    pub name: Option<String>,
    /// Relationship in words.
    pub relationship: Option<String>,
    /// How to reach.
    pub telecom: Vec<Telecom>,
}

/// A patient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patient {
    /// FHIR id.
    pub id: Option<String>,
    /// All names.
    pub names: Vec<HumanName>,
    /// All identifiers.
    pub identifiers: Vec<Identifier>,
    /// Administrative gender as sent.
    pub gender: Option<String>,
    /// FHIR date.
    pub birth_date: Option<String>,
    /// Why there is no birth date, in words.
    pub birth_date_absent: Option<String>,
    /// Death.
    pub deceased: Deceased,
    /// The record is in use.
    pub active: Option<bool>,
    /// Addresses in words, the home address first.
    pub addresses: Vec<String>,
    /// Telephone and the like.
    pub telecom: Vec<Telecom>,
    /// Languages in words, the preferred first.
    pub languages: Vec<String>,
    /// Marital status in words.
    pub marital_status: Option<String>,
    /// Race in words.
    pub race: Option<String>,
    /// Ethnicity in words.
    pub ethnicity: Option<String>,
    /// Sex assigned at birth as sent.
    pub birth_sex: Option<String>,
    /// Contacts.
    pub contacts: Vec<Contact>,
    /// General practitioners.
    pub general_practitioners: Vec<Reference>,
    /// Records that stand for the same person ("replaced-by" first of all).
    pub links: Vec<(String, Reference)>,
}

impl Patient {
    /// Read a Patient.
    pub fn read(body: &[u8]) -> Result<Self, ReadError> {
        let object = Object::parse(body)?;
        let mut addresses = object.objects("address");
        addresses.sort_by_key(|address| match address.text("use").as_deref() {
            _ if address.at("period.end").is_some() => 9,
            Some("home") => 0,
            None => 1,
            Some("old") => 8,
            Some(_) => 2,
        });
        let mut communications = object.objects("communication");
        communications.sort_by_key(|one| one.truth("preferred") != Some(true));
        let languages = communications
            .iter()
            .filter_map(|one| Coded::one(one, "language")?.words());
        let birth_date = object.text("birthDate");
        Ok(Self {
            id: object.text("id"),
            names: HumanName::all(&object, "name"),
            identifiers: Identifier::all(&object),
            gender: object.text("gender"),
            birth_date_absent: birth_date
                .is_none()
                .then(|| absent_reason(&object.object("_birthDate")?))
                .flatten()
                .map(|code| absent_in_words(&code)),
            birth_date,
            deceased: deceased(&object),
            active: object.truth("active"),
            addresses: addresses.iter().filter_map(address).collect(),
            telecom: telecoms(&object),
            languages: languages.collect(),
            marital_status: Coded::one(&object, "maritalStatus").and_then(|c| c.words()),
            race: us_core(&object, "us-core-race"),
            ethnicity: us_core(&object, "us-core-ethnicity"),
            birth_sex: extension(&object, "us-core-birthsex").and_then(|e| e.text("valueCode")),
            contacts: object.objects("contact").iter().map(contact).collect(),
            general_practitioners: Reference::all(&object, "generalPractitioner"),
            links: object
                .objects("link")
                .iter()
                .filter_map(|link| {
                    Some((
                        link.text("type").unwrap_or_default(),
                        Reference::one(link, "other")?,
                    ))
                })
                .collect(),
        })
    }

    /// "Family, Given"; nothing where the EHR gave no name.
    pub fn name(&self) -> Option<String> {
        HumanName::preferred(&self.names)?.family_first()
    }

    /// The medical record number: an identifier of type MR, else the usual, else the official one,
    /// never a social security number, a licence or a passport.
    pub fn mrn(&self) -> Option<&str> {
        let has_value = |one: &&Identifier| one.value.is_some();
        let current = || {
            self.identifiers
                .iter()
                .filter(has_value)
                .filter(|one| !one.ended)
        };
        let use_ = |one: &Identifier, use_: &str| one.use_.as_deref() == Some(use_);
        let record = |one: &&Identifier| {
            one.is_type("MR")
                || one.is_type("MRN")
                || one.says_type(&["MRN", "Medical record number"])
        };
        let of_use = |wanted: &str| current().find(|one| use_(one, wanted) && !is_other(one));
        // Epic names the types of its identifiers in text only; EPI is its own record number.
        let enterprise = || current().find(|one| one.says_type(&["EPI"]));
        current()
            .filter(record)
            .min_by_key(|one| (!use_(one, "usual"), !use_(one, "official")))
            .or_else(enterprise)
            .or_else(|| of_use("usual"))
            .or_else(|| of_use("official"))
            .or_else(|| current().find(|one| one.use_.is_none() && !is_other(one)))
            .and_then(|one| one.value.as_deref())
    }
}

/// A number of civil life, or of the EHR's machinery: no hospital's record number.
fn is_other(one: &Identifier) -> bool {
    let civil_type = [
        "SS", "SB", "DL", "PPN", "TAX", "MC", "MA", "NI", "PRN", "EN",
    ];
    let civil_system = [
        "us-ssn",
        "2.16.840.1.113883.4.1",
        "passport",
        "2.16.840.1.113883.4.3.",
    ];
    // Keys of the EHR's own machinery, which nobody on a ward knows.
    let machine = [
        "FHIR",
        "FHIR STU3",
        "CEID",
        "INTERNAL",
        "EXTERNAL",
        "MYCHARTLOGIN",
        "WPRINTERNAL",
    ];
    one.says_type(&machine)
        || civil_type.iter().any(|code| one.is_type(code))
        || one.system.as_deref().is_some_and(|system| {
            civil_system.iter().any(|part| match system.find(part) {
                // "…4.1" is not "…4.10".
                Some(at) => {
                    part.ends_with('.')
                        || !system
                            .get(at + part.len()..)
                            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
                }
                None => false,
            })
        })
}

fn deceased(object: &Object<'_>) -> Deceased {
    if let Some(date) = object.text("deceasedDateTime") {
        return Deceased::Yes(Some(date));
    }
    match object.truth("deceasedBoolean") {
        Some(true) => Deceased::Yes(None),
        Some(false) => Deceased::No,
        // A date of death that is withheld is still a death.
        None if object.get("_deceasedDateTime").is_some() => Deceased::Yes(None),
        None => Deceased::NotSaid,
    }
}

fn address(address: &Object<'_>) -> Option<String> {
    if let Some(text) = address.text("text") {
        return Some(text.lines().map(str::trim).collect::<Vec<_>>().join(", "));
    }
    let mut parts: Vec<String> = address
        .list("line")
        .into_iter()
        .filter_map(Node::text)
        .collect();
    let place: Vec<String> = ["city", "state", "postalCode"]
        .iter()
        .filter_map(|name| address.text(name))
        .collect();
    if !place.is_empty() {
        parts.push(place.join(" "));
    }
    parts.extend(address.text("country"));
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn telecoms(object: &Object<'_>) -> Vec<Telecom> {
    let read = |one: &Object<'_>| Telecom {
        system: one.text("system"),
        use_: one.text("use"),
        value: one.text("value"),
    };
    let mut all: Vec<Telecom> = object.objects("telecom").iter().map(read).collect();
    all.retain(|one| one.value.is_some() && one.use_.as_deref() != Some("old"));
    all
}

fn contact(contact: &Object<'_>) -> Contact {
    let relationships: Vec<String> = Coded::all(contact, "relationship")
        .iter()
        .filter_map(Coded::words)
        .collect();
    Contact {
        name: contact
            .object("name")
            .and_then(|name| HumanName::read(&name)?.spoken()),
        relationship: (!relationships.is_empty()).then(|| relationships.join(", ")),
        telecom: telecoms(contact),
    }
}

fn extension<'a>(object: &Object<'a>, name: &str) -> Option<Object<'a>> {
    object.objects("extension").into_iter().find(|one| {
        one.text("url")
            .is_some_and(|url| url.rsplit('/').next() == Some(name))
    })
}

/// A US Core race or ethnicity: its text, else the displays of its categories.
fn us_core(object: &Object<'_>, name: &str) -> Option<String> {
    let found = extension(object, name)?;
    let parts = found.objects("extension");
    let is_text = |one: &&Object<'_>| one.text("url").as_deref() == Some("text");
    if let Some(text) = parts
        .iter()
        .find(is_text)
        .and_then(|one| one.text("valueString"))
    {
        return Some(text);
    }
    let words: Vec<String> = parts
        .iter()
        .filter_map(|one| Coded::one(one, "valueCoding")?.words())
        .collect();
    // The DSTU2 form is one concept.
    if words.is_empty() {
        return Coded::one(&found, "valueCodeableConcept")?.words();
    }
    Some(words.join(", "))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn read(json: &str) -> Patient {
        Patient::read(json.as_bytes()).unwrap()
    }

    #[test]
    fn amy_shaw_is_known_by_her_record_number() {
        let amy = read(
            r#"{"resourceType":"Patient","id":"example","identifier":[
            {"system":"http://hl7.org/fhir/sid/us-ssn","value":"999-11-2222","type":{"coding":[{"code":"SS"}]}},
            {"use":"official","value":"ENT-9"},
            {"use":"usual","type":{"coding":[{"code":"MR"}],"text":"MRN"},"value":"1032702"}],
            "name":[{"use":"old","family":"Shaw","given":["Amy","V."]},{"family":"Baxter","given":["Amy","V."]}],
            "telecom":[{"system":"phone","value":"555-555-5555","use":"home"},{"system":"email"}],
            "gender":"female","birthDate":"1987-02-20",
            "address":[{"use":"old","line":["49 Meadow St"],"city":"Mounds"},{"line":["183 Mountain View St","2"],"city":"Mounds","state":"OK","postalCode":"74048","country":"US"}],
            "communication":[{"language":{"coding":[{"code":"es","display":"Spanish"}]}},{"language":{"text":"English"},"preferred":true}],
            "maritalStatus":{"coding":[{"code":"M","display":"Married"}]},
            "extension":[{"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-race","extension":[
              {"url":"ombCategory","valueCoding":{"code":"2106-3","display":"White"}},{"url":"text","valueString":"Mixed"}]},
              {"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-ethnicity","extension":[
              {"url":"ombCategory","valueCoding":{"code":"2135-2","display":"Hispanic or Latino"}}]}],
            "contact":[{"name":{"given":["Ana"],"family":"Baxter"},"relationship":[{"text":"Mother"}],"telecom":[{"value":"555"}]}]}"#,
        );
        assert_eq!(amy.name().unwrap(), "Baxter, Amy V.");
        assert_eq!(amy.mrn(), Some("1032702"));
        assert_eq!(
            amy.addresses[0],
            "183 Mountain View St, 2, Mounds OK 74048, US"
        );
        assert_eq!(amy.languages, ["English", "Spanish"]);
        assert_eq!(amy.telecom.len(), 1);
        assert_eq!(
            (amy.race.as_deref(), amy.ethnicity.as_deref()),
            (Some("Mixed"), Some("Hispanic or Latino"))
        );
        assert_eq!(amy.contacts[0].name.as_deref(), Some("Ana Baxter"));
        assert_eq!(amy.contacts[0].relationship.as_deref(), Some("Mother"));
        assert_eq!(amy.deceased, Deceased::NotSaid);
    }

    #[test]
    fn a_social_security_number_never_becomes_the_record_number() {
        let mrn = |identifiers: &str| {
            read(&format!(r#"{{"identifier":{identifiers}}}"#))
                .mrn()
                .map(str::to_owned)
        };
        assert_eq!(
            mrn(
                r#"[{"use":"official","system":"urn:oid:2.16.840.1.113883.4.1","value":"927-80-3287"}]"#
            ),
            None
        );
        assert_eq!(
            mrn(r#"[{"use":"official","system":"urn:oid:2.16.840.1.113883.4.10","value":"X"}]"#)
                .unwrap(),
            "X"
        );
        assert_eq!(mrn(r#"[{"use":"old","type":{"coding":[{"code":"MR"}]},"value":"1"},{"use":"usual","value":"2"}]"#).unwrap(), "2");
        assert_eq!(
            mrn(r#"[{"type":{"coding":[{"code":"MR"}]}},{"value":7}]"#),
            None
        );
    }

    #[test]
    fn death_and_a_withheld_birth_date_are_told_from_silence() {
        assert_eq!(read(r#"{"deceasedBoolean":false}"#).deceased, Deceased::No);
        assert_eq!(
            read(r#"{"deceasedBoolean":true}"#).deceased,
            Deceased::Yes(None)
        );
        assert_eq!(
            read(r#"{"deceasedDateTime":"2021"}"#).deceased,
            Deceased::Yes(Some("2021".into()))
        );
        let masked = read(
            r#"{"_birthDate":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"masked"}]}}"#,
        );
        assert_eq!(masked.birth_date_absent.unwrap(), "Hidden by the EHR");
        assert_eq!(read(r#"{"birthDate":19870220}"#).birth_date, None);
    }
}
