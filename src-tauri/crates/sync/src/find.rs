//! Finding patients at the EHR from what a person types: names, a number, a birth date, in any
//! order. The text itself never reaches a log or an error.

use bytes::Bytes;
use wardbook_fhir::{
    Capabilities, Client, EntryMode, FetchError, Meaning, OperationOutcome, Query,
};

use crate::plan::vendor::{Profile, Vendor};

/// No EHR is asked for more.
pub const AT_MOST: usize = 100;

/// Patients found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Patient resources as sent.
    pub patients: Vec<Bytes>,
    /// The EHR has more than these: the text should say more.
    pub more: bool,
    /// What the EHR said about the search, for the screen.
    pub remark: Option<String>,
}

/// Why nothing could be searched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FindError {
    /// The EHR wants to know more before it searches.
    #[error("too little to search with")]
    TooLittle {
        /// In the user's words.
        message: String,
    },
    /// The EHR does not search patients by what was typed.
    #[error("the EHR does not search patients by this")]
    NotOffered,
    /// The request failed.
    #[error("search failed: {0}")]
    Fetch(#[from] FetchError),
}

impl FindError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLittle { .. } => "too-little",
            Self::NotOffered => "search-not-offered",
            Self::Fetch(error) => error.code(),
        }
    }

    /// In the user's words.
    pub fn message(&self) -> String {
        match self {
            Self::TooLittle { message } => message.clone(),
            Self::NotOffered => {
                "This EHR does not search patients by what you typed. Try a name, a birth date \
                 (1980-02-29) or a medical record number."
                    .into()
            }
            Self::Fetch(error) => {
                let said = error
                    .outcome()
                    .map(OperationOutcome::text)
                    .unwrap_or_default();
                format!("{} {said}", error.message()).trim_end().to_owned()
            }
        }
    }
}

/// What was typed, taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
struct Typed {
    family: Vec<String>,
    given: Vec<String>,
    /// Family name first, as a comma said.
    ordered: bool,
    birth_date: Option<String>,
    identifier: Option<String>,
}

/// Asks the EHR.
pub async fn find_patients(
    client: &Client,
    capabilities: &Capabilities,
    text: &str,
) -> Result<Found, FindError> {
    let query = query(capabilities, text)?;
    let mut found = Found::default();
    let mut page = client.search(&query).await.map_err(too_little_said)?;
    // Pages of a search for people are small; so many are enough for the most that is shown.
    for _ in 0..AT_MOST {
        let matches = page
            .entries
            .into_iter()
            .filter(|entry| entry.mode == EntryMode::Match);
        found.patients.extend(matches.map(|entry| entry.body));
        for said in page
            .outcomes
            .iter()
            .filter(|said| !said.means(Meaning::NoneDocumented))
        {
            found.more |= said.means(Meaning::MoreExists);
            found.remark = Some(said.text());
        }
        let Some(next) = page.next else { break };
        if found.patients.len() >= AT_MOST {
            found.more = true;
            break;
        }
        page = client.next(&next).await?;
    }
    found.more |= found.patients.len() > AT_MOST;
    found.patients.truncate(AT_MOST);
    Ok(found)
}

/// The search for what was typed, as this server wants it.
fn query(capabilities: &Capabilities, text: &str) -> Result<Query, FindError> {
    let offers = |param: &str| capabilities.offers_search_param("Patient", param);
    if !capabilities.supports("Patient", "search-type") {
        return Err(FindError::NotOffered);
    }
    let typed = Typed::of(text);
    let profile = Vendor::of(capabilities).profile();
    typed.is_enough(profile)?;
    let mut query = Query::of("Patient");
    let mut add = |param: &str, value: &str| {
        let offered = offers(param);
        if offered {
            query.params.push((param.to_owned(), value.to_owned()));
        }
        offered
    };
    if let Some(date) = &typed.birth_date
        && !add("birthdate", date)
    {
        return Err(FindError::NotOffered);
    }
    if let Some(number) = &typed.identifier
        && !add("identifier", number)
    {
        return Err(FindError::NotOffered);
    }
    let in_parts = (typed.ordered || profile.names_apart)
        && !typed.given.is_empty()
        && offers("family")
        && offers("given");
    if in_parts {
        add("family", &typed.family.join(" "));
        add("given", &typed.given.join(" "));
    } else {
        for word in typed.given.iter().chain(&typed.family) {
            if !add("name", word) && !add("family", word) {
                return Err(FindError::NotOffered);
            }
        }
    }
    Ok(query.with("_count", profile.people.to_string()))
}

impl Typed {
    fn of(text: &str) -> Self {
        let mut typed = Self::default();
        let mut names: Vec<Vec<String>> = vec![Vec::new()];
        for part in text.split_inclusive([' ', '\t', ',']) {
            let word = part.trim_end_matches([' ', '\t', ',']).trim();
            if is_date(word) {
                typed.birth_date = Some(word.to_owned());
            } else if word.contains(|c: char| c.is_ascii_digit()) {
                typed.identifier = Some(word.to_owned());
            } else if !word.is_empty()
                && let Some(last) = names.last_mut()
            {
                last.push(word.to_owned());
            }
            if part.ends_with(',') && names.last().is_some_and(|last| !last.is_empty()) {
                names.push(Vec::new());
            }
        }
        let mut parts = names.into_iter().filter(|part| !part.is_empty());
        let first = parts.next().unwrap_or_default();
        let rest: Vec<String> = parts.flatten().collect();
        typed.ordered = !rest.is_empty();
        if typed.ordered {
            (typed.family, typed.given) = (first, rest);
        } else {
            let mut words = first;
            typed.family.extend(words.pop());
            typed.given = words;
        }
        typed
    }

    fn is_enough(&self, profile: &Profile) -> Result<(), FindError> {
        let names: usize = self
            .family
            .iter()
            .chain(&self.given)
            .map(|name| name.chars().count())
            .sum();
        let message = if self.identifier.is_some() {
            return Ok(());
        } else if profile.people_by_birth_date && (names < 2 || self.birth_date.is_none()) {
            "This EHR wants more before it searches: a medical record number, or a name together \
             with the birth date (1980-02-29)."
        } else if names < 2 && self.birth_date.is_none() {
            "Type at least two letters of a name, a birth date (1980-02-29) or a medical record \
             number."
        } else {
            return Ok(());
        };
        Err(FindError::TooLittle {
            message: message.to_owned(),
        })
    }
}

/// A refusal that says the search was too wide.
fn too_little_said(error: FetchError) -> FindError {
    let wide =
        |said: &OperationOutcome| said.means(Meaning::Question) || said.means(Meaning::MoreExists);
    match error.outcome() {
        Some(said) if wide(said) => FindError::TooLittle {
            message: format!(
                "The EHR wants more before it searches. It said: {}",
                said.text()
            ),
        },
        _ => FindError::Fetch(error),
    }
}

fn is_date(word: &str) -> bool {
    word.len() == 10 && word.parse::<jiff::civil::Date>().is_ok()
}

#[cfg(test)]
#[path = "find_tests.rs"]
mod tests;
