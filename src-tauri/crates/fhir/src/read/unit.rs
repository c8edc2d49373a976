//! One value in another unit of the same kind, where that is exact: a move of the decimal point and nothing else, so
//! that every digit sent is a digit shown. Refuses what needs a factor (pounds, Fahrenheit), a molar mass, a valence
//! (`meq` is one `mmol` in UCUM, and two of calcium's), or says of what it counts in other words.

/// The furthest a point is moved.
const FURTHEST: i32 = 15;

/// `value` as written, in `to`: UCUM codes, case sensitive. None where it is not the same kind of unit, or not exact.
pub fn shifted(value: &str, from: &str, to: &str) -> Option<String> {
    let places = if from == to { 0 } else { places(from, to)? };
    moved(value, places)
}

/// Whether a unit's words and its code can both be true: words that are a code themselves must say the same.
pub fn agrees(words: &str, code: &str) -> bool {
    words == code || octofhir_ucum::validate(words).is_err() || places(words, code) == Some(0)
}

/// By how many places the point moves to the right.
fn places(from: &str, to: &str) -> Option<i32> {
    if notes(from) != notes(to) || counts_charges(from) != counts_charges(to) {
        return None;
    }
    let at = |value| octofhir_ucum::convert(value, from, to).ok();
    let factor = at(1.0)?;
    // Scales with an offset or a logarithm have no factor.
    let is_plain = at(0.0)? == 0.0 && is_near(at(2.0)?, 2.0 * factor);
    if !is_plain || factor <= 0.0 {
        return None;
    }
    let power = factor.log10().round();
    if power.abs() > f64::from(FURTHEST) || !is_near(factor, 10f64.powf(power)) {
        return None;
    }
    Some(power as i32)
}

fn is_near(one: f64, other: f64) -> bool {
    (one - other).abs() <= other.abs() * 1e-12
}

/// What stands in braces: "of what", which UCUM itself does not look at.
fn notes(code: &str) -> Vec<&str> {
    code.split('{')
        .skip(1)
        .map(|rest| rest.split('}').next().unwrap_or(rest))
        .collect()
}

/// Equivalents and osmoles: a mole of something else than the substance.
fn counts_charges(code: &str) -> (bool, bool) {
    let atoms = code.split(|c: char| !c.is_ascii_alphabetic());
    atoms.fold((false, false), |(eq, osm), atom| {
        (eq || atom.ends_with("eq"), osm || atom.ends_with("osm"))
    })
}

/// The decimal point of a plain number, moved; none where it is written otherwise (`1e3`).
fn moved(value: &str, places: i32) -> Option<String> {
    let (sign, digits) = match value.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", value),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(part) || whole.len() + part.len() > 40 {
        return None;
    }
    if places == 0 {
        return Some(value.to_owned());
    }
    let all = format!("{whole}{part}");
    let point = i32::try_from(whole.len()).ok()? + places;
    let text = if point <= 0 {
        let zeros = usize::try_from(-point).ok()?;
        format!("0.{}{all}", "0".repeat(zeros))
    } else {
        let point = usize::try_from(point).ok()?;
        match (all.get(..point), all.get(point..)) {
            (Some(whole), Some("")) => whole.to_owned(),
            (Some(whole), Some(part)) => format!("{whole}.{part}"),
            _ => format!("{all}{}", "0".repeat(point.saturating_sub(all.len()))),
        }
    };
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(match part {
        "" => format!("{sign}{whole}"),
        part => format!("{sign}{whole}.{part}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_point_moves_and_every_digit_stays() {
        for (value, from, to, expected) in [
            ("6.10", "g/dL", "g/L", "61.0"),
            ("61", "g/L", "g/dL", "6.1"),
            ("0.8", "mg/dL", "g/L", "0.008"),
            ("8", "mg/dL", "g/L", "0.08"),
            ("4.1", "10*3/uL", "10*9/L", "4.1"),
            ("120", "/nL", "10*9/L", "120"),
            ("5.9", "mmol/L", "umol/L", "5900"),
            ("-0.50", "m", "mm", "-500"),
            ("0.42", "L/L", "%", "42"),
            ("88.4", "umol/L", "mmol/L", "0.0884"),
            ("1.50", "mmol/L", "mmol/L", "1.50"),
        ] {
            assert_eq!(
                shifted(value, from, to).as_deref(),
                Some(expected),
                "{value} {from}"
            );
        }
    }

    #[test]
    fn what_is_not_exact_or_not_the_same_is_left_alone() {
        for (value, from, to) in [
            ("150", "[lb_av]", "kg"),
            ("98.6", "[degF]", "Cel"),
            ("310.15", "K", "Cel"),
            ("7.4", "[pH]", "mol/L"),
            ("90", "mg/dL", "mmol/L"),
            ("5.0", "meq/L", "mmol/L"),
            ("290", "mosm/L", "mmol/L"),
            ("1.1", "{INR}", "%"),
            ("4", "mg{creat}", "mg"),
            ("16", "kPa", "mm[Hg]"),
            ("1e3", "mg", "g"),
            ("high", "mg", "g"),
            ("4.1", "mg", "no such unit"),
        ] {
            assert_eq!(shifted(value, from, to), None, "{value} {from} -> {to}");
        }
        assert!(agrees("mg/dl of blood", "mg/dL"));
        assert!(
            !agrees("mmol/L", "mg/dL"),
            "which of them is meant is not known"
        );
        // Two ways to write it are one unit.
        assert_eq!(shifted("5.0", "meq/L", "meq/dL").as_deref(), Some("0.50"));
    }
}
