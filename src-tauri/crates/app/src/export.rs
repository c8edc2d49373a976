//! Taking a chart out: one collection Bundle, written as it is read, every resource to the byte as it
//! came. What the chart refers to outside itself (practitioners, places, drugs) comes along, so that it
//! can be read elsewhere.

use std::collections::BTreeSet;
use std::io::{BufWriter, Write};
use std::path::Path;

use uuid::Uuid;
use wardbook_fhir::text::{Scan, scan};
use wardbook_store::rusqlite::Connection;
use wardbook_store::{Store, StoreError, connections, mapping, patients, records};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::Act;
use crate::failure::Fault;
use crate::live::IMPORT_BASE;
use crate::new_file;
use crate::patients::{Named, named};
use crate::wire::profile::Failure;
use crate::wire::transfer::{ExportChart, Exported};

impl App {
    /// Exports a chart to a file that does not exist yet.
    pub async fn export_chart(
        &self,
        actor: &Actor,
        request: ExportChart,
    ) -> Result<Exported, Failure> {
        let Some(patient) = self.patient_named(&request.patient).await else {
            return self
                .nobody(actor, "chart.export", Permission::ExportCharts)
                .await;
        };
        let act = Act::recorded("chart.export", Permission::ExportCharts).of_patient(patient);
        self.enter(actor, act, |pass| async move {
            pass.read(move |store, c| Ok(to_file(store, c, patient, Path::new(&request.path))))
                .await?
        })
        .await
    }

    /// Exports a chart to a writer: the terminal's standard output.
    pub async fn export_chart_to(
        &self,
        actor: &Actor,
        patient: &str,
        mut to: impl Write + Send + 'static,
    ) -> Result<Exported, Failure> {
        let Some(patient) = self.patient_named(patient).await else {
            return self
                .nobody(actor, "chart.export", Permission::ExportCharts)
                .await;
        };
        let act = Act::recorded("chart.export", Permission::ExportCharts).of_patient(patient);
        self.enter(actor, act, |pass| async move {
            pass.read(move |store, c| Ok(write(store, c, patient, &mut to)))
                .await?
        })
        .await
    }

    /// A patient by our id, the EHR's id, MRN or a name only one has; for the terminal.
    pub async fn find_here(&self, actor: &Actor, text: &str) -> Result<String, Failure> {
        let act = Act::recorded("patients.search", Permission::ListPatients);
        let text = text.to_owned();
        self.enter(actor, act, |pass| async move {
            match pass.read(move |_, c| named(c, &text)).await? {
                Named::One(patient) => Ok(patient.to_string()),
                Named::Nobody => Err(Fault::no_patient()),
                Named::Several(total) => Err(Fault::invalid(format!(
                    "{total} patients match. Name one by its id; “list” shows them."
                ))),
            }
        })
        .await
    }

    /// The patient before the act, so that the audit row names the chart. Shows nothing to anybody.
    pub(crate) async fn patient_named(&self, text: &str) -> Option<Uuid> {
        let (text, open) = (text.to_owned(), self.opened().ok()?);
        let found = crate::door::blocking(move || Ok(open.store().read(|c| named(c, &text))?));
        match found.await.ok()? {
            Named::One(patient) => Some(patient),
            _ => None,
        }
    }

    /// The act on a patient who is not here.
    pub(crate) async fn nobody<T>(
        &self,
        actor: &Actor,
        name: &'static str,
        needs: Permission,
    ) -> Result<T, Failure> {
        let act = Act::recorded(name, needs);
        self.enter(actor, act, |_| async { Err(Fault::no_patient()) })
            .await
    }
}

fn to_file(store: &Store, c: &Connection, patient: Uuid, path: &Path) -> Result<Exported, Fault> {
    let file = new_file::named(path)?;
    let mut to = BufWriter::new(file);
    let exported = write(store, c, patient, &mut to).and_then(|exported| {
        to.flush()?;
        to.get_ref().sync_all()?;
        Ok(exported)
    });
    if exported.is_err() {
        // Half a chart under a whole chart's name would be read as the whole.
        let _left = std::fs::remove_file(path);
    }
    exported
}

/// Writes and counts.
struct Counted<'w, W> {
    to: &'w mut W,
    bytes: u64,
}

impl<W: Write> Counted<'_, W> {
    fn put(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.bytes += bytes.len() as u64;
        self.to.write_all(bytes)
    }
}

pub(crate) fn write(
    store: &Store,
    c: &Connection,
    patient: Uuid,
    to: &mut impl Write,
) -> Result<Exported, Fault> {
    let row = patients::get(c, patient)?.ok_or_else(Fault::no_patient)?;
    let connection = connections::get(c, row.connection)?;
    let base = (connection.fhir_base != IMPORT_BASE).then_some(connection.fhir_base);
    let mut out = Counted { to, bytes: 0 };
    let mut seen: BTreeSet<i64> = BTreeSet::new();
    let mut outside: BTreeSet<(String, String)> = BTreeSet::new();
    let mut failed: Result<(), Fault> = Ok(());
    out.put(b"{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[")?;
    records::each_of_patient(store, c, row.id, |record, body| {
        let mut found = Scan::default();
        scan(&body, &mut found);
        outside.extend(found.references.drain(..));
        failed = entry(
            &mut out,
            c,
            &record,
            &body,
            seen.is_empty(),
            base.as_deref(),
        );
        seen.insert(record.id);
        // Any store error ends the walk; what really happened is in `failed`.
        if failed.is_err() {
            Err(StoreError::Closed)
        } else {
            Ok(())
        }
    })
    .or_else(|error| if failed.is_err() { Ok(()) } else { Err(error) })?;
    failed?;
    for (kind, id) in outside {
        let Some(record) = records::find(c, row.connection, &kind, &id)? else {
            continue;
        };
        // Another patient's records stay where they are, whatever refers to them.
        if record.patient.is_none() && seen.insert(record.id) {
            let body = records::body(store, c, record.id)?;
            entry(&mut out, c, &record, &body, false, base.as_deref())?;
        }
    }
    out.put(b"]}\n")?;
    out.to.flush()?;
    Ok(Exported {
        resources: u32::try_from(seen.len()).unwrap_or(u32::MAX),
        bytes: out.bytes as f64,
    })
}

fn entry<W: Write>(
    out: &mut Counted<'_, W>,
    c: &Connection,
    record: &records::Row,
    body: &[u8],
    first: bool,
    base: Option<&str>,
) -> Result<(), Fault> {
    if !first {
        out.put(b",")?;
    }
    out.put(b"\n{")?;
    if let Some(base) = base
        && let Some(mapping) = mapping::of_record(c, record.id)?
    {
        let url = format!("{base}/{}/{}", record.resource_type, mapping.fhir_id);
        let url = serde_json::to_string(&url).map_err(|_| Fault::internal("writing an address"))?;
        out.put(b"\"fullUrl\":")?;
        out.put(url.as_bytes())?;
        out.put(b",")?;
    }
    out.put(b"\"resource\":")?;
    out.put(body)?;
    out.put(b"}")?;
    Ok(())
}
