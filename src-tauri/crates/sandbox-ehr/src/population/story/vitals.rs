//! Vital signs.

use serde_json::json;

use crate::population::codes;
use crate::population::person::Person;
use crate::population::scribe::{Domain, Scribe, subject};

/// Writes vital signs.
pub(crate) fn write(s: &mut Scribe, person: &Person) {
    let mut dice = s.dice(Domain::Vitals);
    for n in 0..120 {
        let day = s.today.plus(-n * 30 - 3);
        if day < person.birth {
            break;
        }
        let pulse = dice.range(58, 96);
        s.write(
            "Observation",
            day.ms() + 36_000_000,
            json!({
                "status": "final",
                "category": [{"coding": [{"system": codes::OBSERVATION_CATEGORY,
                    "code": "vital-signs", "display": "Vital Signs"}]}],
                "code": {"coding": [{"system": codes::LOINC, "code": "8867-4",
                    "display": "Heart rate"}], "text": "Heart rate"},
                "subject": subject(s.seed, person),
                "effectiveDateTime": day.at(590),
                "valueQuantity": {"value": pulse, "unit": "/min", "system": codes::UCUM,
                    "code": "/min"},
            }),
        );
    }
}
