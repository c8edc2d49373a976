//! Taking a chart, or parts of it, out of Wardbook: pages to print, an International Patient Summary, a table, the
//! whole chart. Owns what each says of itself: whose it is, since when, what was not complete, what is left out.
//! Refuses to write over a file, to leave half of one, and to write anywhere but where a person said.

pub(crate) mod filled;
mod ips;
mod layout;
mod letters;
mod paper;
mod pdf;
pub(crate) mod plot;
mod results;
mod tables;

use std::io::Write as _;
use std::path::Path;

use uuid::Uuid;
use wardbook_store::rusqlite::Connection;
use wardbook_store::{Store, StoreError, patients};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::chart::{self, Desk};
use crate::door::Act;
use crate::failure::Fault;
use crate::new_file;
use crate::patients::Listing;
use crate::sections::{self, is_section};
use crate::wire::chart::{Banner, SectionHead};
use crate::wire::coverage::{Coverage, CoverageState};
use crate::wire::out::{OutForm, TakeOut, TakenOut};
use crate::wire::profile::Failure;
use crate::wire::section::{AllergyStatement, Section};
use paper::{Paper, Part};
use tables::Table;

/// What is taken out, before it is a file.
struct Made {
    bytes: Vec<u8>,
    amount: String,
    incomplete: Vec<String>,
    left_out: Vec<String>,
}

/// A chart on the desk with its banner and heads.
struct Opened<'d> {
    desk: &'d Desk<'d>,
    banner: Banner,
    heads: Vec<SectionHead>,
    who: String,
    now: i64,
}

impl App {
    /// Takes something out, to a file that is not there yet.
    pub async fn take_out(&self, actor: &Actor, request: TakeOut) -> Result<TakenOut, Failure> {
        let path = request.path.trim().to_owned();
        self.taken(actor, request, move |out| {
            to_file(Path::new(&path), &out.bytes)?;
            Ok(path)
        })
        .await
    }

    /// The same, to a writer: the terminal's standard output.
    pub async fn take_out_to(
        &self,
        actor: &Actor,
        request: TakeOut,
        mut to: impl std::io::Write + Send + 'static,
    ) -> Result<TakenOut, Failure> {
        self.taken(actor, request, move |out| {
            to.write_all(&out.bytes)?;
            to.flush()?;
            Ok(String::new())
        })
        .await
    }

    async fn taken(
        &self,
        actor: &Actor,
        request: TakeOut,
        write: impl FnOnce(&Made) -> Result<String, Fault> + Send + 'static,
    ) -> Result<TakenOut, Failure> {
        let name = match request.form {
            OutForm::Pdf => "chart.pdf",
            OutForm::Summary => "chart.ips",
            OutForm::Csv => "chart.csv",
            OutForm::Bundle => "chart.export",
        };
        let needs = match request.form {
            OutForm::Pdf => Permission::PrintCharts,
            OutForm::Summary | OutForm::Csv | OutForm::Bundle => Permission::ExportCharts,
        };
        let Some(patient) = self.patient_named(&request.patient).await else {
            return self.nobody(actor, name, needs).await;
        };
        let mut act = Act::recorded(name, needs).of_patient(patient);
        let known = request.sections.iter().all(|section| is_section(section));
        if known && !request.sections.is_empty() {
            act = act.about(request.sections.join(" "));
        }
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            if !known {
                return Err(Fault::invalid("There is no such section in a chart."));
            }
            let now = pass.app().now();
            let ids = [(); 3].map(|()| pass.app().new_id());
            pass.read(move |store, c| {
                let out = match make(store, c, patient, &request, &person, now, ids)? {
                    Ok(out) => out,
                    Err(fault) => return Ok(Err(fault)),
                };
                Ok(write(&out).map(|path| TakenOut {
                    path,
                    bytes: out.bytes.len() as f64,
                    amount: out.amount,
                    incomplete: out.incomplete,
                    left_out: out.left_out,
                }))
            })
            .await?
        })
        .await
    }
}

fn make(
    store: &Store,
    c: &Connection,
    patient: Uuid,
    request: &TakeOut,
    person: &str,
    now: i64,
    ids: [Uuid; 3],
) -> Result<Result<Made, Fault>, StoreError> {
    let Some(row) = patients::get(c, patient)? else {
        return Ok(Err(Fault::no_patient()));
    };
    let desk = Desk::new(store, c, row, None);
    let opened = Opened::of(&desk, now)?;
    match request.form {
        OutForm::Pdf => opened.pages(&request.sections, person),
        OutForm::Csv => opened.csv(&request.sections),
        OutForm::Summary => ips::summary(&opened, person, ids),
        OutForm::Bundle => {
            let mut bytes = Vec::new();
            let written = crate::export::write(store, c, patient, &mut bytes);
            let incomplete = opened.incomplete(|head| head.section != "summary");
            Ok(written.map(|exported| Made {
                bytes,
                amount: many(exported.resources as usize, "resource"),
                incomplete,
                left_out: Vec::new(),
            }))
        }
    }
}

fn many(n: usize, what: &str) -> String {
    if n == 1 {
        format!("1 {what}")
    } else {
        format!("{n} {what}s")
    }
}

/// "Sørensen, Ingrid · born 1960-03-14 · female · MRN 00421187".
fn identity(banner: &Banner) -> String {
    let row = &banner.patient;
    let born = row.birth_date.as_deref().unwrap_or("not recorded");
    let died = banner.deceased.as_ref().map(|when| match when.as_str() {
        "yes" => "died".to_owned(),
        when => format!("died {when}"),
    });
    let parts = [
        Some(
            row.name
                .clone()
                .unwrap_or_else(|| "Name not recorded".to_owned()),
        ),
        Some(format!("born {born}")),
        Some(
            row.gender
                .clone()
                .unwrap_or_else(|| "sex not recorded".to_owned()),
        ),
        Some(match &row.mrn {
            Some(mrn) => format!("MRN {mrn}"),
            None => "MRN not recorded".to_owned(),
        }),
        died,
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// A moment where this computer is, and where that is.
fn moment(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms)
        .map(|at| {
            at.to_zoned(jiff::tz::TimeZone::system())
                .strftime("%Y-%m-%d %H:%M %Z")
                .to_string()
        })
        .unwrap_or_default()
}

fn is_complete(coverage: &Coverage) -> bool {
    coverage.state == CoverageState::Complete && coverage.quarantined == 0
}

/// "complete as of 2026-03-14 14:02 CET"; what is not complete says why.
fn in_words(coverage: &Coverage) -> String {
    let state = match coverage.state {
        CoverageState::NotAsked => "never asked for",
        CoverageState::Partial => "only a part is here",
        CoverageState::Complete => "complete",
        CoverageState::Refused => "refused by the EHR",
        CoverageState::NotOffered => "not offered by the EHR",
        CoverageState::NotGranted => "not covered by the sign-in",
        CoverageState::Failed => "could not be renewed",
    };
    let when = coverage
        .as_of
        .map(|at| format!(" as of {}", moment(at as i64)))
        .unwrap_or_default();
    let why = coverage
        .reason
        .as_ref()
        .map(|why| format!(" ({why})"))
        .unwrap_or_default();
    format!("{state}{when}{why}")
}

/// What is said of a section without a row: never a bare "none".
fn empty(head: &SectionHead, section: &Section) -> String {
    if let Section::Allergies(found) = section
        && found.statement == AllergyStatement::NoneKnown
    {
        return "The EHR says: no known allergies.".to_owned();
    }
    if is_complete(&head.coverage) {
        "Nothing recorded at the EHR. That is not the same as none.".to_owned()
    } else {
        format!("Not known: {}.", in_words(&head.coverage))
    }
}

impl<'d> Opened<'d> {
    fn of(desk: &'d Desk<'d>, now: i64) -> Result<Self, StoreError> {
        let listing = Listing::new(desk.c)?;
        let listed = listing.row(desk.c, &desk.patient)?;
        let banner = chart::banner_of(desk, listed, now)?;
        let heads = chart::heads(desk.c, &listing, desk)?;
        let who = identity(&banner);
        Ok(Opened {
            desk,
            banner,
            heads,
            who,
            now,
        })
    }
}

impl Opened<'_> {
    fn head(&self, section: &str) -> Option<&SectionHead> {
        self.heads.iter().find(|head| head.section == section)
    }

    /// A sentence for each of these sections that was not complete, or of which somebody keeps something back from
    /// whoever takes it out.
    fn incomplete(&self, of: impl Fn(&SectionHead) -> bool) -> Vec<String> {
        let mut sentences = Vec::new();
        for head in self.heads.iter().filter(|head| of(head)) {
            let title = &head.title;
            if !is_complete(&head.coverage) {
                sentences.push(format!("{title}: {}.", in_words(&head.coverage)));
            }
            if head.held_back > 0 {
                let held = many(head.held_back as usize, "document");
                sentences.push(format!("{title}: {held} held back by somebody here."));
            }
        }
        sentences
    }

    /// A section's tables, every record of it.
    fn tables(&self, section: &str) -> Result<(Section, Vec<Table>), StoreError> {
        let read = match section {
            // Every result, not only what fits into a sheet.
            "results" | "vitals" => Section::Records(Vec::new()),
            _ => chart::rows(self.desk, section, self.now)?,
        };
        let tables = match section {
            "results" | "vitals" => vec![results::table(self.desk, section)?],
            _ => tables::of(&read),
        };
        Ok((read, tables))
    }

    fn source(&self) -> String {
        let row = &self.banner.patient;
        let when = match row.as_of {
            Some(at) => format!("as of {}", moment(at as i64)),
            None => "no time of completeness is known".to_owned(),
        };
        format!(
            "From {}, {when}. Times in the tables as the EHR sent them.",
            row.connection_name
        )
    }

    /// What must be seen first, whatever sections were chosen.
    fn first(&self) -> Vec<String> {
        let banner = &self.banner;
        let allergies = match banner.allergy_statement {
            AllergyStatement::Listed => {
                let each = banner.allergies.iter().map(|one| {
                    let how = one
                        .reaction
                        .as_ref()
                        .map(|how| format!(" ({how})"))
                        .unwrap_or_default();
                    format!(
                        "{}{how}{}",
                        one.substance,
                        if one.severe { ", SEVERE" } else { "" }
                    )
                });
                format!("Allergies: {}", each.collect::<Vec<_>>().join("; "))
            }
            AllergyStatement::NoneKnown => "Allergies: the EHR says none are known".to_owned(),
            AllergyStatement::NothingRecorded => {
                "Allergies: nothing recorded; that is not the same as none".to_owned()
            }
            AllergyStatement::NotKnown => "Allergies: NOT KNOWN".to_owned(),
        };
        let flags = banner.flags.iter().map(|flag| format!("Alert: {flag}"));
        std::iter::once(allergies).chain(flags).collect()
    }

    fn pages(&self, chosen: &[String], person: &str) -> Result<Result<Made, Fault>, StoreError> {
        let mut parts = Vec::new();
        let mut left_out = Vec::new();
        for (section, title) in sections::SECTIONS {
            if section == "summary" || !chosen.iter().any(|one| one == section) {
                continue;
            }
            let Some(head) = self.head(section) else {
                continue;
            };
            let (read, tables) = self.tables(section)?;
            if section == "notes" && tables.iter().any(|table| !table.rows.is_empty()) {
                left_out.push(
                    "The texts of notes and documents: only their list is in these pages."
                        .to_owned(),
                );
            }
            parts.push(Part {
                title: title.to_owned(),
                coverage: in_words(&head.coverage),
                is_complete: is_complete(&head.coverage),
                empty: empty(head, &read),
                tables,
            });
        }
        if parts.is_empty() {
            return Ok(Err(Fault::invalid(
                "Choose at least one section. The summary is made of the others.",
            )));
        }
        left_out.push("Notes to self: they are no part of the record.".to_owned());
        let paper = Paper {
            who: self.who.clone(),
            source: self.source(),
            printed: format!(
                "Printed from Wardbook by {person}, {}. A copy of what was on this workstation then; the EHR may know more.",
                moment(self.now)
            ),
            first: self.first(),
            parts,
            left_out: left_out.clone(),
        };
        let incomplete = self.incomplete(|head| chosen.contains(&head.section));
        Ok(pdf::written(&paper).map(|(bytes, pages)| Made {
            bytes,
            amount: many(pages, "page"),
            incomplete,
            left_out,
        }))
    }

    /// One section as a table. Every row says whose it is and how complete the section was, so that a part of the
    /// table that is copied on still says it; a section without rows is one row that says so.
    fn csv(&self, chosen: &[String]) -> Result<Result<Made, Fault>, StoreError> {
        let [section] = chosen else {
            return Ok(Err(Fault::invalid("Choose one section for a table.")));
        };
        let Some(head) = self.head(section).filter(|_| section != "summary") else {
            return Ok(Err(Fault::invalid(
                "The summary is no table. Choose another section.",
            )));
        };
        let (read, tables) = self.tables(section)?;
        let mut heads = vec!["List".to_owned()];
        for table in &tables {
            for name in &table.heads {
                if !heads.contains(name) {
                    heads.push(name.clone());
                }
            }
        }
        let own = heads.len();
        heads.extend(["Record", "Patient", "Source", "Coverage"].map(str::to_owned));
        let about = |record: &str| {
            let row = &self.banner.patient;
            [
                record.to_owned(),
                self.who.clone(),
                row.connection_name.clone(),
                in_words(&head.coverage),
            ]
        };
        let mut rows = Vec::new();
        for table in &tables {
            for row in &table.rows {
                let mut cells = vec![String::new(); own];
                if let Some(first) = cells.first_mut() {
                    *first = table.title.clone().unwrap_or_else(|| head.title.clone());
                }
                for (name, text) in table.heads.iter().zip(&row.cells) {
                    let at = heads.iter().position(|one| one == name);
                    if let Some(cell) = at.and_then(|at| cells.get_mut(at)) {
                        cell.clone_from(text);
                    }
                }
                cells.extend(about(&row.record));
                rows.push(cells);
            }
        }
        let filled = rows.len();
        if rows.is_empty() {
            let mut cells = vec![String::new(); own];
            if let Some(first) = cells.first_mut() {
                *first = format!("{}: {}", head.title, empty(head, &read));
            }
            cells.extend(about(""));
            rows.push(cells);
        }
        Ok(Ok(Made {
            bytes: crate::csv::lines(&heads, &rows).into_bytes(),
            amount: many(filled, "row"),
            incomplete: self.incomplete(|one| one.section == *section),
            left_out: Vec::new(),
        }))
    }
}

/// A text as pages, with the patient on each: what was written here, as it was written.
pub(crate) fn letter(
    chart: &filled::Filled,
    text: &str,
    person: &str,
    now: i64,
) -> Result<Vec<u8>, Fault> {
    let paper = Paper {
        who: chart.who.clone(),
        source: chart.source.clone(),
        printed: format!("Written in Wardbook by {person}, {}.", moment(now)),
        first: Vec::new(),
        parts: Vec::new(),
        left_out: Vec::new(),
    };
    pdf::letter(&paper, text)
}

/// Writes a file that was not there, for this account only; half of one does not stay.
pub(crate) fn to_file(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let mut file = new_file::named(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    written.map_err(|error| {
        let _left = std::fs::remove_file(path);
        Fault::from(error)
    })
}
