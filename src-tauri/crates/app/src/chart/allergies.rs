//! Allergies and intolerances. "No known allergies" is said only where the EHR said it; "nothing
//! recorded" only where the EHR was asked to the end; otherwise it is not known, and says so.

use wardbook_fhir::read::allergy::{Allergy, NoneKnown};
use wardbook_store::StoreError;

use super::UNREADABLE;
use super::completeness;
use super::desk::{Desk, rank};
use crate::wire::chart::BannerAllergy;
use crate::wire::coverage::CoverageState;
use crate::wire::section::{Allergies, AllergyRow, AllergyStatement, Standing};

/// All rows, what they say as a whole, and the banner's share of them.
pub(super) struct Read {
    pub(super) allergies: Allergies,
    pub(super) banner: Vec<BannerAllergy>,
}

/// Reads the section.
pub(super) fn all(desk: &Desk<'_>) -> Result<Read, StoreError> {
    let mut rows = Vec::new();
    let mut banner = Vec::new();
    let (mut listed, mut none_known) = (false, false);
    for sheet in desk.sheets("allergies")? {
        let Ok(found) = Allergy::read(&sheet.body) else {
            // It may be an allergy: it counts as one until somebody looks.
            listed = true;
            banner.push(BannerAllergy {
                substance: UNREADABLE.to_owned(),
                reaction: None,
                severe: false,
            });
            rows.push(unreadable(sheet.id()));
            continue;
        };
        let stands = sheet.standing(found.standing);
        let counts = !stands.is_withdrawn();
        // What the EHR removed says nothing any more.
        none_known |= !sheet.removed && found.says_none_known() == Some(NoneKnown::All);
        let severe = found.is_severe();
        let reactions: Vec<String> = found
            .reactions
            .iter()
            .filter_map(|reaction| reaction.words.clone())
            .collect();
        if counts && found.none_known.is_none() {
            listed = true;
            if stands != Standing::Past {
                banner.push(BannerAllergy {
                    substance: found
                        .substance
                        .clone()
                        .unwrap_or_else(|| "Substance not named".to_owned()),
                    reaction: (!reactions.is_empty()).then(|| reactions.join(", ")),
                    severe,
                });
            }
        }
        rows.push(AllergyRow {
            record: sheet.id(),
            substance: found.substance,
            reactions,
            severity: found.severity,
            criticality: found.criticality,
            kind: found.kind,
            categories: found.categories,
            clinical_status: found.clinical_status,
            verification: found.verification,
            standing: stands,
            onset: found.onset.or(found.recorded),
        });
    }
    rows.sort_by_key(|row| {
        (
            rank(&row.standing),
            row.criticality.as_deref() != Some("high"),
        )
    });
    banner.sort_by_key(|row| !row.severe);
    let statement = if listed {
        AllergyStatement::Listed
    } else if none_known {
        AllergyStatement::NoneKnown
    } else if completeness::of_section(desk, "allergies")?.state == CoverageState::Complete {
        AllergyStatement::NothingRecorded
    } else {
        AllergyStatement::NotKnown
    };
    Ok(Read {
        allergies: Allergies { statement, rows },
        banner,
    })
}

fn unreadable(record: String) -> AllergyRow {
    AllergyRow {
        record,
        substance: Some(UNREADABLE.to_owned()),
        reactions: Vec::new(),
        severity: None,
        criticality: None,
        kind: None,
        categories: Vec::new(),
        clinical_status: None,
        verification: None,
        standing: Standing::Unknown,
        onset: None,
    }
}
