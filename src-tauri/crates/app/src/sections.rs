//! The sections of a chart: their order and titles. The words a section of records goes by come from
//! the `fhir` room; this is how they are shown.

/// Sections in chart order, with their titles.
pub const SECTIONS: [(&str, &str); 18] = [
    ("summary", "Summary"),
    ("results", "Results"),
    ("vitals", "Vitals"),
    ("medications", "Medications"),
    ("problems", "Problems"),
    ("allergies", "Allergies"),
    ("immunizations", "Immunizations"),
    ("encounters", "Encounters"),
    ("notes", "Notes & documents"),
    ("procedures", "Procedures"),
    ("orders", "Orders & appointments"),
    ("care-plan", "Care plan"),
    ("family-history", "Family history"),
    ("social-history", "Social history"),
    ("devices", "Devices"),
    ("imaging", "Imaging"),
    ("insurance", "Insurance"),
    ("other", "Other"),
];

/// The title of a section, also of those that are in the ledger and not in the chart.
pub fn title(section: &str) -> &'static str {
    match section {
        "demographics" => "Patient",
        "people" => "People, places and drugs",
        _ => SECTIONS
            .iter()
            .find(|(name, _)| *name == section)
            .map_or("Other", |(_, title)| title),
    }
}

/// Its place in chart order; what is not in the chart comes last.
pub(crate) fn place(section: &str) -> usize {
    SECTIONS
        .iter()
        .position(|(name, _)| *name == section)
        .unwrap_or(SECTIONS.len())
}

/// Whether there is such a section.
pub fn is_section(name: &str) -> bool {
    SECTIONS.iter().any(|(section, _)| *section == name)
}
