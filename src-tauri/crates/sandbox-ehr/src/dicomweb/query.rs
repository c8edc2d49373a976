//! QIDO-RS (PS3.18 10.6): studies, series and instances by their attributes, page by page. Keys match as in PS3.4
//! C.2.2.2: lists of UIDs, ranges of days and times, wildcards. Matching is exact: `fuzzymatching` is answered with a
//! warning.

use std::collections::BTreeMap;

use serde_json::Value;

use super::archive::{self, Instance};
use super::dataset::DataSet;
use super::tags::{self, Tag};
use crate::fhir::answer::Answer;
use crate::state::State;

/// What is searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Studies,
    Series,
    Instances,
}

/// What a search may ask besides its keys.
#[derive(Debug, Default)]
struct Asking {
    keys: Vec<(Tag, String)>,
    more: Vec<Tag>,
    all: bool,
    fuzzy: bool,
    limit: Option<usize>,
    offset: usize,
}

/// Answers a search at a level, below a study and a series where those are given.
pub(crate) fn search(
    state: &State,
    level: Level,
    (study, series): (Option<&str>, Option<&str>),
    pairs: &[(String, String)],
) -> Answer {
    let Ok(mut asking) = parse(pairs) else {
        return Answer::outcome(400, "invalid", "A parameter of the search cannot be read");
    };
    asking
        .keys
        .extend(study.map(|uid| (tags::STUDY, uid.to_owned())));
    asking
        .keys
        .extend(series.map(|uid| (tags::SERIES, uid.to_owned())));
    let key = |tag| {
        let found = asking.keys.iter().find(|(key, _)| *key == tag);
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.contains([',', '\\']))
    };
    let instances = archive::instances(state, key(tags::STUDY), key(tags::PATIENT_ID));
    let found: Vec<DataSet> = rows(state, level, &instances)
        .into_iter()
        .filter(|row| asking.keys.iter().all(|(tag, key)| matches(row, *tag, key)))
        .collect();
    answer(state, level, &asking, &found)
}

fn answer(state: &State, level: Level, asking: &Asking, found: &[DataSet]) -> Answer {
    let most = state.config.page_ceiling;
    let count = asking.limit.unwrap_or(most).min(most);
    let page: Vec<Value> = found
        .iter()
        .skip(asking.offset)
        .take(count)
        .map(|row| {
            let shown =
                |tag: Tag| asking.all || always(level).contains(&tag) || asking.more.contains(&tag);
            row.only(shown).json()
        })
        .collect();
    let left = found.len().saturating_sub(asking.offset + page.len());
    let mut answer = if page.is_empty() {
        Answer::empty(204)
    } else {
        json(200, &Value::Array(page))
    };
    if left > 0 {
        let text = format!(
            "299 {}: There are {left} additional results that can be requested",
            state.origin
        );
        answer = answer.with("warning", text);
    }
    if asking.fuzzy {
        let text = "The fuzzymatching parameter is not supported. Only literal matching has been performed.";
        answer = answer.with("warning", format!("299 {}: {text}", state.origin));
    }
    answer
}

/// A body of DICOM JSON.
pub(crate) fn json(status: u16, value: &Value) -> Answer {
    let mut answer = Answer::empty(status).with("content-type", "application/dicom+json");
    answer.body = serde_json::to_vec(value).unwrap_or_default().into();
    answer
}

fn parse(pairs: &[(String, String)]) -> Result<Asking, ()> {
    let mut asking = Asking::default();
    for (name, value) in pairs {
        match name.as_str() {
            "limit" => asking.limit = Some(value.parse().map_err(drop)?),
            "offset" => asking.offset = value.parse().map_err(drop)?,
            "fuzzymatching" => asking.fuzzy = value == "true",
            "includefield" => {
                for field in value.split(',') {
                    asking.all |= field == "all";
                    asking.more.extend(tags::named(field));
                }
            }
            other => {
                // Attributes only; a parameter of no kind that is known is an error (PS3.18 8.3.4.1).
                let tag = tags::named(other).ok_or(())?;
                if !value.is_empty() {
                    asking.keys.push((tag, value.clone()));
                }
            }
        }
    }
    Ok(asking)
}

/// What an answer shows without being asked (PS3.18 tables 10.6.3-3 to -5).
fn always(level: Level) -> &'static [Tag] {
    match level {
        Level::Studies => &[
            tags::CHARACTER_SET,
            tags::STUDY_DATE,
            tags::STUDY_TIME,
            tags::ACCESSION,
            tags::AVAILABILITY,
            tags::MODALITIES,
            tags::REFERRING,
            tags::RETRIEVE,
            tags::PATIENT_NAME,
            tags::PATIENT_ID,
            tags::BIRTH_DATE,
            tags::SEX,
            tags::STUDY,
            tags::STUDY_ID,
            tags::STUDY_SERIES,
            tags::STUDY_INSTANCES,
        ],
        Level::Series => &[
            tags::CHARACTER_SET,
            tags::MODALITY,
            tags::SERIES_DESCRIPTION,
            tags::RETRIEVE,
            tags::STUDY,
            tags::SERIES,
            tags::SERIES_NUMBER,
            tags::SERIES_INSTANCES,
        ],
        Level::Instances => &[
            tags::CHARACTER_SET,
            tags::CLASS,
            tags::INSTANCE,
            tags::AVAILABILITY,
            tags::RETRIEVE,
            tags::STUDY,
            tags::SERIES,
            tags::INSTANCE_NUMBER,
            tags::ROWS,
            tags::COLUMNS,
            tags::BITS_ALLOCATED,
            tags::FRAMES,
        ],
    }
}

/// One row for each study, series or instance, with everything that can be asked of it.
fn rows(state: &State, level: Level, instances: &[Instance]) -> Vec<DataSet> {
    let base = state.archive_base();
    let mut studies: Vec<Gathered> = Vec::new();
    let mut index: BTreeMap<String, usize> = BTreeMap::new();
    for header in instances.iter().map(Instance::header) {
        let said = |tag| header.said(tag).unwrap_or_default();
        let key = match level {
            Level::Studies => said(tags::STUDY),
            Level::Series => format!("{}/{}", said(tags::STUDY), said(tags::SERIES)),
            Level::Instances => format!(
                "{}/{}/{}",
                said(tags::STUDY),
                said(tags::SERIES),
                said(tags::INSTANCE)
            ),
        };
        let place = *index.entry(key).or_insert_with(|| {
            studies.push(Gathered::default());
            studies.len() - 1
        });
        if let Some(one) = studies.get_mut(place) {
            one.add(header);
        }
    }
    studies
        .into_iter()
        .map(|one| one.row(level, &base))
        .collect()
}

#[derive(Debug, Default)]
struct Gathered {
    first: DataSet,
    modalities: Vec<String>,
    series: Vec<String>,
    instances: usize,
}

impl Gathered {
    fn add(&mut self, header: DataSet) {
        let new = |list: &mut Vec<String>, value: Option<String>| {
            if let Some(value) = value.filter(|v| !list.contains(v)) {
                list.push(value);
            }
        };
        new(&mut self.modalities, header.said(tags::MODALITY));
        new(&mut self.series, header.said(tags::SERIES));
        if self.instances == 0 {
            self.first = header;
        }
        self.instances += 1;
    }

    fn row(self, level: Level, base: &str) -> DataSet {
        let mut row = self.first;
        let said = |tag| row.said(tag).unwrap_or_default();
        let mut url = format!("{base}/studies/{}", said(tags::STUDY));
        if level != Level::Studies {
            url = format!("{url}/series/{}", said(tags::SERIES));
        }
        if level == Level::Instances {
            url = format!("{url}/instances/{}", said(tags::INSTANCE));
        }
        row.text(tags::RETRIEVE, &url);
        row.text(tags::AVAILABILITY, "ONLINE");
        row.text(tags::MODALITIES, &self.modalities.join("\\"));
        row.text(tags::STUDY_SERIES, &self.series.len().to_string());
        row.text(tags::STUDY_INSTANCES, &self.instances.to_string());
        row.text(tags::SERIES_INSTANCES, &self.instances.to_string());
        row
    }
}

fn matches(row: &DataSet, tag: Tag, key: &str) -> bool {
    let said = row.said(tag).unwrap_or_default();
    let values = said.split('\\').map(str::trim);
    match tags::vr(tag) {
        "UI" => key.split([',', '\\']).any(|uid| uid == said),
        "DA" | "TM" => match key.split_once('-') {
            // An open end of a range is empty.
            Some((from, to)) => {
                !said.is_empty()
                    && said.as_str() >= from
                    && (to.is_empty() || said.get(..to.len()).unwrap_or(&said) <= to)
            }
            None => said.starts_with(key),
        },
        "PN" => wild(&key.to_lowercase(), &said.to_lowercase()),
        _ => {
            let mut values = values;
            values.any(|value| wild(key, value))
        }
    }
}

/// `*` stands for any text, `?` for any one letter.
fn wild(pattern: &str, text: &str) -> bool {
    let mut pattern = pattern.chars();
    match pattern.next() {
        None => text.is_empty(),
        Some('*') => {
            let rest = pattern.as_str();
            let mut ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            ends.any(|at| wild(rest, text.get(at..).unwrap_or_default()))
        }
        Some(one) => {
            let mut letters = text.chars();
            let met = letters.next().is_some_and(|l| one == '?' || one == l);
            met && wild(pattern.as_str(), letters.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::wild;

    #[test]
    fn wildcards_stand_for_letters() {
        assert!(wild("Holm*", "Holm^Ingrid") && wild("*Ingrid", "Holm^Ingrid"));
        assert!(wild("H?lm*", "Holm") && !wild("H?lm", "Helm^"));
        assert!(wild("*", "") && !wild("?", ""));
    }
}
