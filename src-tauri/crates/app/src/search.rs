//! Search over what is on this workstation: by words, or by what a record is (`structured`). What was asked
//! never reaches a log or the audit row.

mod phrase;
mod spelling;
mod structured;
mod synonyms;

use std::collections::HashMap;

use wardbook_fhir::read::date;
use wardbook_fhir::read::document_reference::DocumentReference;
use wardbook_fhir::read::generic::Generic;
use wardbook_fhir::text;
use wardbook_store::rusqlite::Connection;
use wardbook_store::{Store, StoreError, attachments, documents, patients, records, search};

use self::phrase::Phrases;
use self::synonyms::Synonyms;
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::Act;
use crate::failure::Fault;
use crate::sections::is_section;
use crate::wire::profile::Failure;
use crate::wire::search::{Hit, Hits, Search, SearchOrder};
use crate::wire::uuid;

/// Hits of one answer at most.
const MOST: u32 = 100;
/// Letters before and after the words in a snippet.
const AROUND: usize = 60;

impl App {
    /// Searches every chart here, or one.
    pub async fn search(&self, actor: &Actor, request: Search) -> Result<Hits, Failure> {
        let patient = request.patient.as_deref().map(uuid);
        let act = Act::recorded("search", Permission::SearchCharts).of_maybe(patient.flatten());
        let profile = self.options().profile.clone();
        self.enter(actor, act, |pass| async move {
            if patient == Some(None) {
                return Err(Fault::no_patient());
            }
            let patient = patient.flatten();
            let limit = request.limit.clamp(1, MOST);
            let asked = structured::parse(&request.text)?;
            let is_structured = asked.is_some();
            let within = within(&request)?;
            let synonyms = Synonyms::of(&profile);
            let found = pass
                .read(move |store, c| {
                    let key = match patient {
                        None => None,
                        Some(uuid) => match patients::get(c, uuid)? {
                            Some(row) => Some(row.id),
                            None => return Ok(None),
                        },
                    };
                    // One more than asked tells whether there are more.
                    let most = u64::from(limit) + 1;
                    let phrases = Phrases::of(&request.text);
                    let mut unread = false;
                    let same = |words: &str| synonyms.of_words(words).to_vec();
                    let mut rows = if let Some(asked) = asked {
                        let mut rows = asked.find(c, key, most)?;
                        rows.retain(|row| within.holds(row));
                        rows
                    } else {
                        let within = search::Within {
                            patient: key,
                            ..within.clone()
                        };
                        if phrases.is_empty() {
                            search::find_within(c, &request.text, &same, &within, most)?
                        } else {
                            let read = phrase::READ;
                            let rows = search::find_within(c, &request.text, &same, &within, read)?;
                            unread = rows.len() as u64 == read;
                            phrases.held(store, c, rows, limit as usize + 1)?
                        }
                    };
                    let did_you_mean = if rows.is_empty() && !is_structured {
                        spelling::near(c, &request.text, key)?
                    } else {
                        Vec::new()
                    };
                    let more = unread || rows.len() > limit as usize;
                    rows.truncate(limit as usize);
                    // A hit is shown around the words it was found by.
                    let words = request
                        .text
                        .split_whitespace()
                        .chain([request.text.as_str()]);
                    let found_by: String = words
                        .flat_map(|word| {
                            std::iter::once(word)
                                .chain(synonyms.of_words(word).iter().map(String::as_str))
                        })
                        .flat_map(|word| [word, " "])
                        .collect();
                    hits(store, c, rows, &found_by).map(|hits| {
                        Some(Hits {
                            hits,
                            more,
                            did_you_mean,
                        })
                    })
                })
                .await?;
            found.ok_or_else(Fault::no_patient)
        })
        .await
    }
}

/// What narrows the search; a day that is none is refused rather than left out.
fn within(request: &Search) -> Result<search::Within, Fault> {
    let day = |text: &Option<String>| match text.as_deref().map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => date::parse(text).map(Some).ok_or_else(|| {
            Fault::invalid("That is no date. Write it as 2026-03-14, 2026-03 or 2026.")
        }),
    };
    if request.sections.iter().any(|section| !is_section(section)) {
        return Err(Fault::invalid("There is no such section in a chart."));
    }
    Ok(search::Within {
        patient: None,
        sections: request.sections.clone(),
        from: day(&request.from)?.map(|day| day.start),
        before: day(&request.to)?.and_then(date::Point::end),
        newest: request.order == SearchOrder::Newest,
    })
}

fn hits(
    store: &Store,
    c: &Connection,
    rows: Vec<records::Row>,
    text: &str,
) -> Result<Vec<Hit>, StoreError> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut bodies: HashMap<i64, Vec<u8>> = records::bodies(store, c, &ids)
        .unwrap_or_default()
        .into_iter()
        .collect();
    let mut people: HashMap<i64, Option<patients::Row>> = HashMap::new();
    let mut hits = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some(key) = row.patient
            && !people.contains_key(&key)
        {
            people.insert(key, patients::by_key(c, key)?);
        }
        let person = row
            .patient
            .and_then(|key| people.get(&key).cloned().flatten());
        let body = bodies.remove(&row.id).unwrap_or_default();
        let read = Generic::read(&body).ok();
        let (page, snippet) = place(store, c, &row, &body, text)?;
        let own = title(&row.resource_type, &body);
        hits.push(Hit {
            record: row.uuid.to_string(),
            resource_type: row.resource_type,
            section: row.section,
            patient: person.as_ref().map(|person| person.uuid.to_string()),
            patient_name: person.and_then(|person| person.name),
            title: own.or_else(|| read.as_ref().and_then(|read| read.title.clone())),
            snippet,
            page,
            date: read.and_then(|read| read.date),
        });
    }
    Ok(hits)
}

/// A document is called in a search what it is called in the chart.
fn title(kind: &str, body: &[u8]) -> Option<String> {
    let document = (kind == "DocumentReference").then(|| DocumentReference::read(body).ok());
    document.flatten().and_then(|found| found.title)
}

/// Where the words stand: on the page of its document that holds most of them, in the record itself, or in the content that
/// it points to.
fn place(
    store: &Store,
    c: &Connection,
    row: &records::Row,
    body: &[u8],
    text: &str,
) -> Result<(Option<u32>, Option<String>), StoreError> {
    if row.resource_type == "DocumentReference" {
        let words: Vec<String> = search::words(text).map(search::fold).collect();
        let mut best: Option<(usize, documents::Page)> = None;
        for page in documents::text(c, row.id)? {
            let folded = search::fold(&page.text);
            let held = words.iter().filter(|word| folded.contains(*word)).count();
            if held > best.as_ref().map_or(0, |(most, _)| *most) {
                best = Some((held, page));
            }
        }
        if let Some((_, page)) = best {
            return Ok((page.page, snippet_in(&page.text, text)));
        }
    }
    if let Some(own) = snippet(body, text) {
        return Ok((None, Some(own)));
    }
    let contents = attachments::contents(c, row.id)?;
    let bodies = records::bodies(store, c, &contents)?;
    let found = bodies.iter().find_map(|(_, body)| snippet(body, text));
    Ok((None, found))
}

/// The text around the first of the words that is found.
fn snippet(body: &[u8], text: &str) -> Option<String> {
    snippet_in(&text::words(body), text)
}

fn snippet_in(all: &str, text: &str) -> Option<String> {
    let folded: Vec<(usize, char)> = all
        .char_indices()
        .flat_map(|(at, letter)| {
            search::fold(letter.encode_utf8(&mut [0; 4]))
                .chars()
                .map(move |c| (at, c))
                .collect::<Vec<_>>()
        })
        .collect();
    let haystack: String = folded.iter().map(|(_, letter)| letter).collect();
    let words = search::words(text);
    let at = words
        .filter_map(|word| haystack.find(&search::fold(word)))
        .min()?;
    let place = haystack.get(..at)?.chars().count();
    let (start, _) = folded.get(place)?;
    Some(around(all, *start))
}

fn around(words: &str, at: usize) -> String {
    let start = words.get(..at).map_or(0, |before| {
        before
            .char_indices()
            .rev()
            .nth(AROUND)
            .map_or(0, |(at, _)| at)
    });
    let end = words.get(at..).map_or(words.len(), |after| {
        after
            .char_indices()
            .nth(AROUND * 2)
            .map_or(words.len(), |(further, _)| at + further)
    });
    let piece = words.get(start..end).unwrap_or_default();
    let piece = piece.split_whitespace().collect::<Vec<_>>().join(" ");
    let before = if start > 0 { "… " } else { "" };
    let after = if end < words.len() { " …" } else { "" };
    format!("{before}{piece}{after}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_snippet_shows_the_words_however_they_are_written() {
        let body = br#"{"resourceType":"Condition","id":"1","code":{"text":"S\u00f8rensen syndrome of the knee"}}"#;
        let found = snippet(body, "sorensen").unwrap();
        assert!(found.contains("Sørensen syndrome"), "{found}");
        assert_eq!(snippet(body, "zzz"), None);
    }
}
