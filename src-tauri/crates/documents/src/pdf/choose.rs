//! The rule: of what the readers say of a page, the text that the others bear out best.
//!
//! For each page, every reader's text is compared word by word with each other reader's; the one with the highest
//! sum of agreement is taken, of equals the longer. Letters that cannot be letters count against a text. Where
//! the readers do not count the same pages, the same is done with the whole document.

use std::collections::HashMap;

use super::voice::{Answer, Voice};
use crate::{Kind, Passage, Reading, Refusal};

/// The best of what was said, or why there is nothing.
pub(crate) fn best(said: &[(Voice, Answer)]) -> Result<Reading, Refusal> {
    let all: Vec<(Voice, &Vec<Option<String>>)> = said
        .iter()
        .filter_map(|(voice, answer)| match answer {
            Answer::Pages(pages, _) if !pages.is_empty() => Some((*voice, pages)),
            _ => None,
        })
        .collect();
    if all.is_empty() {
        let of = |wanted: &Answer| said.iter().any(|(_, answer)| answer == wanted);
        return Err(if of(&Answer::Password) {
            Refusal::Password
        } else if of(&Answer::Broke) {
            Refusal::Unreadable
        } else {
            Refusal::Damaged
        });
    }
    let mut reading = Reading::of(Kind::Pdf);
    reading.facts = said
        .iter()
        .find_map(|(_, answer)| match answer {
            Answer::Pages(_, facts) if *facts != crate::Facts::default() => Some(facts.clone()),
            _ => None,
        })
        .unwrap_or_default();
    let count = pages_agreed(&all);
    let voices: Vec<_> = all
        .iter()
        .filter(|(_, pages)| pages.len() == count)
        .collect();
    reading.pages = u32::try_from(count).ok();
    let mut won: HashMap<&str, usize> = HashMap::new();
    for (number, page) in (1..).zip(0..count) {
        let texts: Vec<(&str, &str)> = voices
            .iter()
            .filter_map(|(voice, pages)| Some((voice.name(), pages.get(page)?.as_deref()?)))
            .collect();
        let Some((voice, text)) = choose(&texts) else {
            reading
                .unread
                .push(format!("Page {number}: no reader could read it"));
            continue;
        };
        if text.chars().any(|c| !c.is_whitespace()) {
            *won.entry(voice).or_default() += 1;
            reading.passages.push(Passage::on_page(
                number,
                text.trim_matches(['\n', '\r', '\u{c}']).to_owned(),
            ));
        } else {
            reading.without_text.push(number);
        }
    }
    reading.reader = won
        .into_iter()
        .max_by_key(|(_, n)| *n)
        .map(|(voice, _)| voice.to_owned());
    Ok(reading)
}

/// How many pages there are: what most readers say, of equals what the first says.
fn pages_agreed(all: &[(Voice, &Vec<Option<String>>)]) -> usize {
    let votes = |n: usize| all.iter().filter(|(_, pages)| pages.len() == n).count();
    let mut best = 0;
    for (_, pages) in all {
        if best == 0 || votes(pages.len()) > votes(best) {
            best = pages.len();
        }
    }
    best
}

fn choose<'t>(texts: &[(&'t str, &'t str)]) -> Option<(&'t str, &'t str)> {
    let counted: Vec<Words> = texts.iter().map(|(_, text)| Words::of(text)).collect();
    let score = |n: usize| -> f64 {
        let Some(mine) = counted.get(n) else {
            return 0.0;
        };
        let others = counted.iter().enumerate().filter(|(m, _)| *m != n);
        let agreement: f64 = others.map(|(_, other)| mine.agreement(other)).sum();
        agreement - mine.nonsense
    };
    let order = |a: &usize, b: &usize| {
        let near = (score(*a) - score(*b)).abs() < 0.02;
        let longer = |n: &usize| counted.get(*n).map_or(0, |w| w.total);
        if near {
            longer(a).cmp(&longer(b)).then(b.cmp(a))
        } else {
            score(*a).total_cmp(&score(*b))
        }
    };
    let best = (0..texts.len()).max_by(order)?;
    texts.get(best).copied()
}

/// A text as its words, counted.
struct Words {
    counts: HashMap<String, u32>,
    total: u32,
    /// The share of letters that are none.
    nonsense: f64,
}

impl Words {
    fn of(text: &str) -> Words {
        let mut counts = HashMap::new();
        let mut total = 0;
        for word in text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
        {
            *counts.entry(word.to_lowercase()).or_default() += 1;
            total += 1;
        }
        let (mut odd, mut all) = (0_u32, 0_u32);
        for letter in text.chars().filter(|c| !c.is_whitespace()) {
            all += 1;
            let private = ('\u{e000}'..='\u{f8ff}').contains(&letter);
            odd += u32::from(letter.is_control() || private || letter == '\u{fffd}');
        }
        Words {
            counts,
            total,
            nonsense: f64::from(odd) / f64::from(all.max(1)),
        }
    }

    /// F1 of the words as multisets; two empty texts agree.
    fn agreement(&self, other: &Words) -> f64 {
        if self.total + other.total == 0 {
            return 1.0;
        }
        let shared: u32 = self
            .counts
            .iter()
            .map(|(word, n)| other.counts.get(word).map_or(0, |m| *m.min(n)))
            .sum();
        2.0 * f64::from(shared) / f64::from(self.total + other.total)
    }
}
