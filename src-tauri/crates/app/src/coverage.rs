//! Coverage of one patient or of all: the ledger as the edge sees it, section by section.

use std::collections::BTreeMap;

use uuid::Uuid;
use wardbook_store::ledger::State;
use wardbook_store::{StoreError, ledger, patients};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::chart::completeness;
use crate::door::Act;
use crate::failure::Fault;
use crate::patients::Listing;
use crate::sections;
use crate::wire::coverage::{Coverage, ReadCoverage};
use crate::wire::profile::Failure;

impl App {
    /// Coverage of one patient, or of every patient here.
    pub async fn read_coverage(
        &self,
        actor: &Actor,
        request: ReadCoverage,
    ) -> Result<Vec<Coverage>, Failure> {
        let act = Act::unrecorded("coverage", Permission::ListPatients);
        self.enter(actor, act, |pass| async move {
            let wanted = match request.patient.as_deref().map(str::trim) {
                None | Some("") => None,
                Some(text) => Some(Uuid::try_parse(text).map_err(|_| Fault::no_patient())?),
            };
            let found = pass
                .read(move |_, c| {
                    let listing = Listing::new(c)?;
                    let mut all = Vec::new();
                    let mut add = |row: &patients::Row| -> Result<(), StoreError> {
                        all.extend(of_patient(c, &listing, row)?);
                        Ok(())
                    };
                    if let Some(uuid) = wanted {
                        let Some(row) = patients::get(c, uuid)? else {
                            return Ok(None);
                        };
                        add(&row)?;
                    } else {
                        let (total, _) = patients::page(c, "", 0, 0)?;
                        let (_, rows) = patients::page(c, "", 0, total)?;
                        rows.iter().try_for_each(add)?;
                    }
                    Ok(Some(all))
                })
                .await?;
            found.ok_or_else(Fault::no_patient)
        })
        .await
    }
}

/// A patient's sections in chart order, each put together from its reads.
fn of_patient(
    c: &wardbook_store::rusqlite::Connection,
    listing: &Listing,
    row: &patients::Row,
) -> Result<Vec<Coverage>, StoreError> {
    let whose = listing.whose(row);
    let rows = ledger::of_patient(c, row.id)?;
    let counts: BTreeMap<String, u64> = wardbook_store::records::in_sections(c, row.id)?
        .into_iter()
        .map(|one| (one.section, one.all))
        .collect();
    let mut by_section: BTreeMap<usize, (&str, Vec<&ledger::Row>)> = BTreeMap::new();
    // Imported records have no ledger: their sections are told from what is here.
    for section in counts.keys().filter(|_| whose.imported) {
        by_section
            .entry(sections::place(section))
            .or_insert((section, Vec::new()));
    }
    // What nobody can be asked is written once a connection and is as true for this patient.
    let counts_here = |read: &&ledger::Row| {
        read.patient != 0 || matches!(read.state, State::NotOffered | State::NotGranted)
    };
    for read in rows.iter().filter(counts_here) {
        let place = sections::place(&read.section);
        by_section
            .entry(place)
            .or_insert((&read.section, Vec::new()))
            .1
            .push(read);
    }
    Ok(by_section
        .values()
        .map(|(section, reads)| {
            let count = counts.get(*section).copied().unwrap_or_default();
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            completeness::together(&whose, section, reads, count)
        })
        .collect())
}
