//! Coded things: CodeableConcept, Coding, CodeableReference and Reference, in words.

use crate::json::{Node, Object};

/// One code of one system.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coding {
    /// System as sent.
    pub system: Option<String>,
    /// Code as sent.
    pub code: Option<String>,
    /// Display as sent.
    pub display: Option<String>,
}

/// A concept: its text and its codes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coded {
    /// Text as sent.
    pub text: Option<String>,
    /// Codes as sent; the one its author chose comes first.
    pub codings: Vec<Coding>,
    /// Why there is nothing: the code of a data-absent-reason extension.
    pub absent: Option<String>,
}

impl Coded {
    /// Read a CodeableConcept, a Coding, a CodeableReference's concept, or a bare text or code.
    pub fn read(node: Node<'_>) -> Option<Self> {
        if let Some(text) = node.text() {
            return Some(Self {
                text: Some(text),
                ..Self::default()
            });
        }
        let object = node.object()?;
        if let Some(concept) = object.object("concept") {
            return Some(Self::of(&concept));
        }
        if object.get("coding").is_none() && object.get("code").is_some() {
            let codings = vec![coding(&object)];
            return Some(Self {
                codings,
                absent: absent_reason(&object),
                text: None,
            });
        }
        Some(Self::of(&object))
    }

    fn of(object: &Object<'_>) -> Self {
        let mut codings = object.objects("coding");
        codings.sort_by_key(|coding| coding.truth("userSelected") != Some(true));
        let codings: Vec<Coding> = codings.iter().map(coding).collect();
        Self {
            text: object.text("text"),
            codings,
            absent: absent_reason(object),
        }
    }

    /// A member that is one concept.
    pub fn one(object: &Object<'_>, name: &str) -> Option<Self> {
        object.list(name).into_iter().find_map(Self::read)
    }

    /// A member that is a list of concepts.
    pub fn all(object: &Object<'_>, name: &str) -> Vec<Self> {
        object
            .list(name)
            .into_iter()
            .filter_map(Self::read)
            .collect()
    }

    /// In words: the text, else a display, else a code.
    pub fn words(&self) -> Option<String> {
        let display = || {
            self.codings
                .iter()
                .find_map(|coding| coding.display.clone())
        };
        let code = || self.codings.iter().find_map(|coding| coding.code.clone());
        self.text.clone().or_else(display).or_else(code)
    }

    /// The first code.
    pub fn code(&self) -> Option<&str> {
        self.codings
            .iter()
            .find_map(|coding| coding.code.as_deref())
    }

    /// One of its codes is this one, whatever the system.
    pub fn has(&self, code: &str) -> bool {
        self.codings
            .iter()
            .any(|coding| coding.code.as_deref() == Some(code))
    }

    /// The status it stands for: its first code, else its text in lower case.
    pub fn status(&self) -> Option<String> {
        self.code()
            .map(str::to_owned)
            .or_else(|| Some(self.text.as_ref()?.to_lowercase()))
    }

    /// The code with a short name of its system ("ICD-10 I50.22").
    pub fn code_in_words(&self) -> Option<String> {
        let named = |coding: &&Coding| coding.system.as_deref().and_then(short_system).is_some();
        let with_code = || self.codings.iter().filter(|coding| coding.code.is_some());
        let coding = with_code().find(named).or_else(|| with_code().next())?;
        let code = coding.code.as_ref()?;
        match coding.system.as_deref().and_then(short_system) {
            Some(system) => Some(format!("{system} {code}")),
            None => Some(code.clone()),
        }
    }

    /// What makes two concepts the same row: system and code, else the text in lower case.
    pub fn key(&self) -> Option<String> {
        let loinc = |c: &&Coding| c.system.as_deref() == Some("http://loinc.org");
        let with_code = || self.codings.iter().filter(|coding| coding.code.is_some());
        match with_code().find(loinc).or_else(|| with_code().next()) {
            Some(Coding {
                system,
                code: Some(code),
                ..
            }) => Some(format!("{}|{code}", system.as_deref().unwrap_or_default())),
            _ => Some(self.text.as_ref()?.to_lowercase()),
        }
    }

    /// A code of a system.
    pub fn code_of(&self, system: &str) -> Option<&str> {
        let mut found = self
            .codings
            .iter()
            .filter(|c| c.system.as_deref() == Some(system));
        found.find_map(|coding| coding.code.as_deref())
    }
}

fn coding(object: &Object<'_>) -> Coding {
    Coding {
        system: object.text("system"),
        code: object.text("code"),
        display: object.text("display"),
    }
}

/// The code of a data-absent-reason extension on an element.
pub fn absent_reason(element: &Object<'_>) -> Option<String> {
    element.objects("extension").iter().find_map(|extension| {
        let url = extension.text("url")?;
        if !url.ends_with("/data-absent-reason") {
            return None;
        }
        extension.text("valueCode").or_else(|| {
            let code = extension.at("valueCodeableConcept.coding.code")?;
            code.text()
        })
    })
}

/// A data-absent-reason, or a null flavour, in words.
pub fn absent_in_words(code: &str) -> String {
    match code {
        "unknown" | "UNK" => "Not known",
        "asked-unknown" | "ASKU" => "Asked, not known",
        "temp-unknown" | "NAV" => "Not known yet",
        "not-asked" | "NASK" => "Not asked",
        "asked-declined" => "Asked, declined",
        "masked" | "MSK" => "Hidden by the EHR",
        "not-applicable" | "NA" => "Not applicable",
        "unsupported" => "Not supported by the EHR",
        "as-text" => "In the text only",
        "error" => "Error in measuring",
        "not-a-number" => "Not a number",
        "negative-infinity" => "Below all numbers",
        "positive-infinity" => "Above all numbers",
        "not-performed" => "Not performed",
        "not-permitted" => "Not permitted",
        _ => return format!("No value ({code})"),
    }
    .to_owned()
}

/// A short name of a code system.
pub fn short_system(uri: &str) -> Option<&'static str> {
    let uri = uri.trim_end_matches('/');
    Some(match uri {
        "http://snomed.info/sct" | "urn:oid:2.16.840.1.113883.6.96" => "SNOMED",
        "http://loinc.org" | "urn:oid:2.16.840.1.113883.6.1" => "LOINC",
        "http://hl7.org/fhir/sid/icd-10-cm" | "urn:oid:2.16.840.1.113883.6.90" => "ICD-10-CM",
        "http://hl7.org/fhir/sid/icd-10" | "urn:oid:2.16.840.1.113883.6.3" => "ICD-10",
        "http://www.cms.gov/Medicare/Coding/ICD10" => "ICD-10-PCS",
        "http://hl7.org/fhir/sid/icd-9-cm"
        | "urn:oid:2.16.840.1.113883.6.103"
        | "urn:oid:2.16.840.1.113883.6.42" => "ICD-9",
        "http://www.nlm.nih.gov/research/umls/rxnorm" | "urn:oid:2.16.840.1.113883.6.88" => {
            "RxNorm"
        }
        "http://hl7.org/fhir/sid/ndc" => "NDC",
        "http://hl7.org/fhir/sid/cvx" => "CVX",
        "http://www.ama-assn.org/go/cpt" => "CPT",
        "http://unitsofmeasure.org" => "UCUM",
        "http://www.whocc.no/atc" => "ATC",
        "http://fdasis.nlm.nih.gov" => "UNII",
        _ => return None,
    })
}

/// A code system in words: its short name, else "HL7 observation-category", else its whole address.
pub fn system_in_words(uri: &str) -> String {
    const HL7: [(&str, &str); 2] = [
        ("http://terminology.hl7.org/CodeSystem/", "HL7"),
        ("http://hl7.org/fhir/us/core/CodeSystem/", "US Core"),
    ];
    let of_hl7 = || {
        HL7.iter()
            .find_map(|(start, name)| Some(format!("{name} {}", uri.strip_prefix(start)?)))
    };
    match short_system(uri) {
        Some(short) => short.to_owned(),
        None => of_hl7().unwrap_or_else(|| uri.to_owned()),
    }
}

/// A reference to another resource.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reference {
    /// "Type/id", "#id" or a URL, as sent.
    pub reference: Option<String>,
    /// Display as sent.
    pub display: Option<String>,
    /// Type as sent, or as the reference names it.
    pub resource_type: Option<String>,
}

impl Reference {
    /// Read a Reference, or a CodeableReference's reference.
    pub fn read(node: Node<'_>) -> Option<Self> {
        let mut object = node.object()?;
        if let Some(inner) = object.object("reference") {
            object = inner;
        }
        let reference = object.text("reference");
        let display = object.text("display").or_else(|| {
            let identifier = object.at("identifier.value")?;
            identifier.text()
        });
        let named = reference.as_ref().and_then(|text| {
            let mut parts = text.rsplit('/').skip(1);
            parts.find(|part| part.starts_with(|c: char| c.is_ascii_uppercase()))
        });
        let resource_type = object.text("type").or_else(|| named.map(str::to_owned));
        (reference.is_some() || display.is_some()).then_some(Self {
            reference,
            display,
            resource_type,
        })
    }

    /// A member that is one reference.
    pub fn one(object: &Object<'_>, name: &str) -> Option<Self> {
        object.list(name).into_iter().find_map(Self::read)
    }

    /// A member that is a list of references.
    pub fn all(object: &Object<'_>, name: &str) -> Vec<Self> {
        object
            .list(name)
            .into_iter()
            .filter_map(Self::read)
            .collect()
    }

    /// The id at the end of a relative or absolute reference.
    pub fn id(&self) -> Option<&str> {
        let text = self.reference.as_deref()?;
        if text.starts_with('#') || text.starts_with("urn:") {
            return None;
        }
        let text = text.split("/_history/").next()?;
        text.rsplit('/').next().filter(|id| !id.is_empty())
    }

    /// The contained resource it names.
    pub fn contained<'a>(&self, resource: &Object<'a>) -> Option<Object<'a>> {
        let id = self.reference.as_deref()?.strip_prefix('#')?;
        let mut all = resource.objects("contained").into_iter();
        all.find(|one| {
            one.text("id")
                .is_some_and(|found| found.trim_start_matches('#') == id)
        })
    }
}
