//! Interpretation codes of results (HL7 v3 and v2) as an abnormality.

use super::codeable::Coded;

/// How a result stands to what is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Abnormality {
    /// Nothing sent, or nothing that says.
    Unknown,
    /// Normal.
    Normal,
    /// Low.
    Low,
    /// High.
    High,
    /// Critically low.
    CriticalLow,
    /// Critically high.
    CriticalHigh,
    /// Abnormal without direction.
    Abnormal,
    /// Critically abnormal without direction.
    Critical,
}

impl Abnormality {
    /// How much it matters: the worst of several codes counts.
    pub fn weight(self) -> u8 {
        match self {
            Self::Unknown => 0,
            Self::Normal => 1,
            Self::Abnormal => 2,
            Self::Low | Self::High => 3,
            Self::Critical => 4,
            Self::CriticalLow | Self::CriticalHigh => 5,
        }
    }

    /// Of all interpretations sent, the one that matters most.
    pub fn of(interpretations: &[Coded]) -> Self {
        interpretations
            .iter()
            .map(one)
            .max_by_key(|found| found.weight())
            .unwrap_or(Self::Unknown)
    }
}

fn one(coded: &Coded) -> Abnormality {
    let codes = coded
        .codings
        .iter()
        .filter_map(|coding| coding.code.as_deref());
    let by_code = codes.map(by_code).max_by_key(|found| found.weight());
    let by_code = by_code.unwrap_or(Abnormality::Unknown);
    if by_code != Abnormality::Unknown {
        return by_code;
    }
    let texts = coded
        .text
        .iter()
        .chain(coded.codings.iter().filter_map(|c| c.display.as_ref()));
    texts
        .map(|text| by_text(text))
        .max_by_key(|a| a.weight())
        .unwrap_or(Abnormality::Unknown)
}

fn by_code(code: &str) -> Abnormality {
    match code {
        "N" | "NEG" | "ND" | "NR" | "S" | "VS" | "MS" | "EXP" | "normal" => Abnormality::Normal,
        // Significantly low is a kind of low, not of critical.
        "L" | "LU" | "<" | "LX" | "low" => Abnormality::Low,
        "H" | "HU" | ">" | "HX" | "high" => Abnormality::High,
        "LL" | "L<" => Abnormality::CriticalLow,
        "HH" | "H>" => Abnormality::CriticalHigh,
        "A" | "POS" | "DET" | "RR" | "WR" | "R" | "I" | "NS" | "SDD" | "SYN-R" | "UNE" | "AC"
        | "TOX" | "abnormal" => Abnormality::Abnormal,
        "AA" => Abnormality::Critical,
        _ => Abnormality::Unknown,
    }
}

fn by_text(text: &str) -> Abnormality {
    let text = text.trim().to_lowercase();
    let has = |word: &str| {
        text.split(|c: char| !c.is_alphanumeric())
            .any(|part| part == word)
    };
    let critical = has("critical") || has("critically") || has("panic") || has("alert");
    if has("not") || has("no") {
        return Abnormality::Unknown;
    }
    if has("low") {
        return if critical {
            Abnormality::CriticalLow
        } else {
            Abnormality::Low
        };
    }
    if has("high") {
        return if critical {
            Abnormality::CriticalHigh
        } else {
            Abnormality::High
        };
    }
    if critical {
        return Abnormality::Critical;
    }
    match text.as_str() {
        "abnormal" | "positive" | "detected" | "reactive" | "resistant" => Abnormality::Abnormal,
        "normal" | "negative" | "nonreactive" | "susceptible" => Abnormality::Normal,
        _ => by_code(text.to_uppercase().as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(code: Option<&str>, text: Option<&str>) -> Abnormality {
        let coding = super::super::codeable::Coding {
            code: code.map(str::to_owned),
            ..Default::default()
        };
        let codings = if code.is_some() {
            vec![coding]
        } else {
            Vec::new()
        };
        Abnormality::of(&[Coded {
            text: text.map(str::to_owned),
            codings,
            absent: None,
        }])
    }

    #[test]
    fn codes_and_words_say_how_abnormal() {
        assert_eq!(of(Some("HH"), Some("High")), Abnormality::CriticalHigh);
        assert_eq!(of(Some("LU"), None), Abnormality::Low);
        assert_eq!(of(Some("AA"), None), Abnormality::Critical);
        assert_eq!(of(Some("POS"), None), Abnormality::Abnormal);
        assert_eq!(of(Some("ND"), None), Abnormality::Normal);
        assert_eq!(of(None, Some("Critical Low")), Abnormality::CriticalLow);
        assert_eq!(of(None, Some("Abnormal")), Abnormality::Abnormal);
        assert_eq!(of(None, Some("h")), Abnormality::High);
        assert_eq!(of(None, Some("Not detected")), Abnormality::Unknown);
        assert_eq!(of(Some("IND"), Some("Indeterminate")), Abnormality::Unknown);
        assert_eq!(of(None, None), Abnormality::Unknown);
        let both = [
            Coded {
                text: Some("Normal".into()),
                ..Coded::default()
            },
            Coded {
                text: Some("High".into()),
                ..Coded::default()
            },
        ];
        assert_eq!(Abnormality::of(&both), Abnormality::High);
    }
}
