//! Notes and letters from templates: those built in, and the user's own as plain text files in the profile's folder
//! `templates`. A file begins with lines like `title: Progress note` and `type: 11506-3`, then a line `---`, then the
//! text with fields such as `{{patient.name}}`. No patient data is ever written there.
//!
//! Owns the files and the filling; what a field says is `out/filled`. Refuses to leave a field blank, and to hide a field
//! that there is not.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass, blocking};
use crate::failure::Fault;
use crate::out::filled::{self, FIELDS, NOT_RECORDED};
use crate::wire::chart::Fact;
use crate::wire::document::{AboutDocument, AddedDocument};
use crate::wire::profile::Failure;
use crate::wire::template::{
    FillTemplate, FilledTemplate, Template, Templates, WriteDocument, WrittenAs,
};

/// The built-in ones: name and file.
const BUILT_IN: [(&str, &str); 6] = [
    ("progress-note", include_str!("templates/progress-note.txt")),
    (
        "discharge-summary",
        include_str!("templates/discharge-summary.txt"),
    ),
    ("referral", include_str!("templates/referral.txt")),
    ("consent", include_str!("templates/consent.txt")),
    (
        "history-and-physical",
        include_str!("templates/history-and-physical.txt"),
    ),
    (
        "procedure-note",
        include_str!("templates/procedure-note.txt"),
    ),
];
/// A file that is longer is no template.
const LONGEST: u64 = 256 * 1024;
/// Files of the folder that are looked at.
const MOST: usize = 500;

/// A template, read.
struct Read {
    told: Template,
    text: String,
}

impl App {
    /// The templates there are.
    pub async fn list_templates(&self, actor: &Actor) -> Result<Templates, Failure> {
        let folder = self.options().profile.join("templates");
        let name = "templates";
        self.enter_closed(actor, name, Permission::ViewCharts, |_| {
            blocking(move || {
                let fields = FIELDS.iter().map(|(name, what)| Fact {
                    label: format!("{{{{{name}}}}}"),
                    value: (*what).to_owned(),
                });
                Ok(Templates {
                    templates: all(&folder)?.into_iter().map(|one| one.told).collect(),
                    folder: folder.display().to_string(),
                    fields: fields.collect(),
                })
            })
        })
        .await
    }

    /// A template with the chart's words in its fields. Nothing of it is kept.
    pub async fn fill_template(
        &self,
        actor: &Actor,
        request: FillTemplate,
    ) -> Result<FilledTemplate, Failure> {
        let name = "document.fill";
        let Some(patient) = self.patient_named(&request.patient).await else {
            return self.nobody(actor, name, Permission::ViewCharts).await;
        };
        let act = Act::recorded(name, Permission::ViewCharts).of_patient(patient);
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            let folder = pass.app().options().profile.join("templates");
            let wanted = request.template;
            let template = blocking(move || {
                let found = all(&folder)?
                    .into_iter()
                    .find(|one| one.told.name == wanted);
                found.ok_or_else(|| {
                    Fault::invalid(
                        "There is no template of that name. Look at the list of templates.",
                    )
                })
            })
            .await?;
            if let Some(problem) = template.told.problem {
                return Err(Fault::invalid(problem));
            }
            let (now, by) = (pass.app().now(), person.clone());
            let chart = pass
                .read(move |store, c| {
                    filled::fields(store, c, patient, (&by, request.encounter.as_deref()), now)
                })
                .await?
                .ok_or_else(Fault::no_patient)?;
            let (text, not_recorded) = fill(&template.text, |name| chart.fields.get(name).cloned());
            let at = jiff::Timestamp::from_millisecond(now)
                .ok()
                .map(|at| at.to_string());
            let kind = crate::documents::kind_of(template.told.kind);
            Ok(FilledTemplate {
                text,
                about: AboutDocument {
                    title: Some(template.told.title),
                    kind,
                    date: at,
                    author: Some(person),
                    encounter: chart.encounter,
                    ..AboutDocument::default()
                },
                not_recorded,
            })
        })
        .await
    }

    /// Keeps a document that was written here, as text or as PDF, and puts it into the outbox.
    pub async fn write_document(
        &self,
        actor: &Actor,
        request: WriteDocument,
    ) -> Result<AddedDocument, Failure> {
        let name = "document.write";
        let Some(patient) = self.patient_named(&request.patient).await else {
            return self.nobody(actor, name, Permission::WriteRecords).await;
        };
        let act = Act::recorded(name, Permission::WriteRecords).of_patient(patient);
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            if request.text.trim().is_empty() {
                return Err(Fault::invalid("There is no text to keep."));
            }
            let bytes = match request.written_as {
                WrittenAs::Text => request.text.into_bytes(),
                WrittenAs::Pdf => pass.on_paper(patient, request.text, &person).await?,
            };
            let (about, replaces) = (request.about, request.replaces);
            pass.keep_written(patient, bytes, about, (replaces, request.draft), person)
                .await
        })
        .await
    }
}

impl Pass {
    async fn on_paper(
        &self,
        patient: uuid::Uuid,
        text: String,
        person: &str,
    ) -> Result<Vec<u8>, Fault> {
        let (now, by) = (self.app().now(), person.to_owned());
        let chart = self
            .read(move |store, c| filled::fields(store, c, patient, (&by, None), now))
            .await?
            .ok_or_else(Fault::no_patient)?;
        let by = person.to_owned();
        blocking(move || crate::out::letter(&chart, &text, &by, now)).await
    }
}

/// Every template: an own one takes the place of a built-in one of its name.
fn all(folder: &Path) -> Result<Vec<Read>, Fault> {
    let mut own = Vec::new();
    match std::fs::read_dir(folder) {
        Ok(files) => {
            let mut paths: Vec<PathBuf> =
                files.filter_map(|file| Some(file.ok()?.path())).collect();
            paths.sort();
            let texts = paths
                .iter()
                .filter(|path| path.extension().is_some_and(|end| end == "txt"));
            for path in texts.take(MOST) {
                if let Some(name) = path.file_stem().and_then(|name| name.to_str()) {
                    own.push(of_file(name, path));
                }
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
    }
    let built_in = BUILT_IN
        .iter()
        .filter(|(name, _)| own.iter().all(|one| one.told.name != *name))
        .map(|(name, text)| read(name, text, false));
    let mut all: Vec<Read> = built_in.collect();
    all.extend(own);
    Ok(all)
}

fn of_file(name: &str, path: &Path) -> Read {
    let mut text = String::new();
    let read_all =
        std::fs::File::open(path).and_then(|file| file.take(LONGEST + 1).read_to_string(&mut text));
    let problem = match read_all {
        Ok(length) if length as u64 > LONGEST => Some("This file is too long for a template."),
        Ok(_) => None,
        Err(_) => Some("This file could not be read as text (UTF-8). Save it as plain text."),
    };
    let mut found = read(name, &text, true);
    found.told.problem = problem.map(str::to_owned).or(found.told.problem);
    found
}

/// Reads a template. Without a head, all of it is text and its name is its title.
fn read(name: &str, file: &str, own: bool) -> Read {
    let file = file.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let (mut title, mut kind) = (name.to_owned(), None);
    let mut text = file.as_str();
    if let Some((head, rest)) = file.split_once("\n---\n") {
        let lines: Vec<Option<(&str, &str)>> =
            head.lines().map(|line| line.split_once(':')).collect();
        if lines
            .iter()
            .all(|line| line.is_some_and(|(key, _)| matches!(key.trim(), "title" | "type")))
        {
            text = rest;
            for (key, value) in lines.into_iter().flatten() {
                let value = value.trim().to_owned();
                match key.trim() {
                    "title" => title = value,
                    _ => kind = Some(value),
                }
            }
        }
    }
    let unknown = unknown(text);
    let problem = (!unknown.is_empty()).then(|| {
        format!(
            "The template has fields that there are not: {}. The list of templates names those there are.",
            unknown.join(", ")
        )
    });
    Read {
        told: Template {
            name: name.to_owned(),
            title,
            kind,
            own,
            problem,
        },
        text: text.to_owned(),
    }
}

fn unknown(text: &str) -> Vec<String> {
    let mut unknown = Vec::new();
    fill(text, |name| {
        if !FIELDS.iter().any(|(known, _)| *known == name) {
            unknown.push(name.to_owned());
        }
        None
    });
    unknown
}

/// The text with its fields filled, and what the chart had nothing for.
fn fill(text: &str, mut field: impl FnMut(&str) -> Option<String>) -> (String, Vec<String>) {
    let mut out = String::with_capacity(text.len() * 2);
    let mut not_recorded = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else {
            break;
        };
        out.push_str(before);
        let name = name.trim();
        let value = field(name).unwrap_or_else(|| NOT_RECORDED.to_owned());
        if value.contains(NOT_RECORDED) {
            let what = FIELDS.iter().find(|(known, _)| *known == name);
            let what = what.map_or(name, |(_, what)| what).to_owned();
            if !not_recorded.contains(&what) {
                not_recorded.push(what);
            }
        }
        out.push_str(&value);
        rest = after;
    }
    out.push_str(rest);
    (out, not_recorded)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_template_has_a_type_and_known_fields() {
        for (name, text) in BUILT_IN {
            let read = read(name, text, false);
            assert_eq!(read.told.problem, None, "{name}");
            assert!(
                read.told.kind.is_some() && read.told.title != name,
                "{name}"
            );
            assert!(!read.text.contains("---"), "{name}");
        }
    }

    #[test]
    fn a_field_without_a_value_is_a_visible_mark_and_one_there_is_not_is_named() {
        let (text, missing) = fill("Allergies: {{allergies}}. {{ patient.name }}", |name| {
            (name == "patient.name").then(|| "Ingrid".to_owned())
        });
        assert_eq!(text, "Allergies: [not recorded here]. Ingrid");
        assert_eq!(missing, ["Allergies, or what the EHR says of them"]);
        let wrong = read("mine", "Dear {{patient.nmae}}", true);
        assert!(wrong.told.problem.unwrap().contains("patient.nmae"));
        let plain = read("mine", "Dear colleague\n---\nSeen.", true);
        assert_eq!(
            (plain.told.title.as_str(), plain.text.as_str()),
            ("mine", "Dear colleague\n---\nSeen.")
        );
    }
}
