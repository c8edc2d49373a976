//! Names of elements in words, and the order in which a record is read.

/// Stems of elements that may be of several types: `valueQuantity` is called "Value".
const CHOICES: &[&str] = &[
    "value",
    "effective",
    "onset",
    "abatement",
    "performed",
    "occurrence",
    "occurred",
    "medication",
    "deceased",
    "multipleBirth",
    "reported",
    "asNeeded",
    "dose",
    "rate",
    "due",
    "detail",
    "start",
    "collected",
    "content",
    "serviced",
    "product",
    "allowed",
    "used",
    "born",
    "age",
    "item",
    "scheduled",
    "timing",
    "created",
    "author",
    "location",
    "diagnosis",
    "procedure",
    "answer",
    "module",
    "identified",
    "rendered",
    "minimumVolume",
    "additive",
    "source",
    "target",
    "entity",
    "subject",
    "event",
    "statusReason",
    "udi",
    "time",
    "indication",
    "substance",
    "fastingStatus",
    "quantity",
    "doseNumber",
    "seriesDoses",
    "participantEffective",
    "chargeItem",
    "legallyBinding",
];

/// Types a choice ends with.
const TYPES: &[&str] = &[
    "Address",
    "Age",
    "Annotation",
    "Attachment",
    "Base64Binary",
    "Boolean",
    "Canonical",
    "Code",
    "CodeableConcept",
    "CodeableReference",
    "Coding",
    "ContactDetail",
    "ContactPoint",
    "Count",
    "Date",
    "DateTime",
    "Decimal",
    "Distance",
    "Dosage",
    "Duration",
    "Expression",
    "HumanName",
    "Id",
    "Identifier",
    "Instant",
    "Integer",
    "Integer64",
    "Markdown",
    "Meta",
    "Money",
    "Oid",
    "Period",
    "PositiveInt",
    "Quantity",
    "Range",
    "Ratio",
    "RatioRange",
    "Reference",
    "SampledData",
    "Signature",
    "SimpleQuantity",
    "String",
    "Time",
    "Timing",
    "UnsignedInt",
    "Uri",
    "Url",
    "Uuid",
];

/// Names whose words are not those of their letters.
const NAMED: &[(&str, &str)] = &[
    ("id", "Id at the EHR"),
    ("meta", "Versions and tags"),
    ("text", "In words"),
    ("telecom", "Contact"),
    ("udiCarrier", "UDI carrier"),
    ("carrierHRF", "UDI as printed"),
    ("carrierAIDC", "UDI as scanned"),
    ("linkId", "Question number"),
    ("url", "URL"),
    ("dataAbsentReason", "Why there is no value"),
    ("doNotPerform", "Do not perform"),
    ("payor", "Payer"),
    ("vaccineCode", "Vaccine"),
    ("hasMember", "Members"),
    ("derivedFrom", "Derived from"),
    ("basedOn", "Based on"),
    ("partOf", "Part of"),
    ("numberOfRepeatsAllowed", "Repeats allowed"),
    ("implicitRules", "Rules of its own"),
    ("asNeeded", "As needed"),
];

/// The words of an element's name.
pub(super) fn label(name: &str) -> String {
    let stem = stem(name);
    if let Some((_, words)) = NAMED.iter().find(|(known, _)| *known == stem) {
        return (*words).to_owned();
    }
    let mut words = String::with_capacity(stem.len() + 4);
    let mut before = ' ';
    for letter in stem.chars() {
        if words.is_empty() {
            words.extend(letter.to_uppercase());
        } else if letter == '-' || letter == '_' {
            words.push(' ');
        } else if letter.is_ascii_uppercase() && !before.is_ascii_uppercase() {
            words.push(' ');
            words.push(letter.to_ascii_lowercase());
        } else {
            words.push(letter);
        }
        before = letter;
    }
    words
}

/// The name without the type a choice ends with.
pub(super) fn stem(name: &str) -> &str {
    for kind in TYPES {
        if let Some(stem) = name.strip_suffix(kind)
            && CHOICES.contains(&stem)
        {
            return stem;
        }
    }
    name
}

/// Names that hold a date though they do not end so.
const DATES: &[&str] = &[
    "start",
    "end",
    "issued",
    "recorded",
    "created",
    "authored",
    "authoredOn",
    "sent",
    "received",
    "started",
    "time",
    "lastUpdated",
    "event",
    "whenPrepared",
    "whenHandedOver",
    "recordedOn",
    "orderedOn",
    "lastModified",
    "timestamp",
];

/// Whether an element of this name holds a date where its text is one.
pub(super) fn is_date(name: &str) -> bool {
    DATES.contains(&name)
        || name == "date"
        || ["Date", "DateTime", "Instant", "Time"]
            .iter()
            .any(|end| name.ends_with(end))
}

/// What a record says comes first, what it is filed by last; otherwise the order of the EHR stands.
pub(super) fn place(name: &str) -> u8 {
    match name {
        "modifierExtension" => 0,
        "contained" => 2,
        "identifier" => 3,
        "text" => 4,
        "id" | "meta" | "language" | "implicitRules" => 5,
        _ => 1,
    }
}
