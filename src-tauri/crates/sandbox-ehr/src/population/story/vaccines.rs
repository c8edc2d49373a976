//! Vaccines: the childhood series, yearly influenza, tetanus, pneumococcus; some refused.

use serde_json::json;

use super::life::Life;
use super::visits::{Sort, Visit};
use crate::population::codes;
use crate::population::commons;
use crate::population::scribe::{Domain, Scribe, concept, refer, subject};

struct Vaccine {
    cvx: (&'static str, &'static str),
    /// Ages in days at which a dose is due.
    due: &'static [i32],
}

#[rustfmt::skip]
const CHILDHOOD: &[Vaccine] = &[
    Vaccine { cvx: ("08", "Hep B, adolescent or pediatric"), due: &[1, 50, 200] },
    Vaccine { cvx: ("119", "rotavirus, monovalent"), due: &[60, 120] },
    Vaccine { cvx: ("20", "DTaP"), due: &[60, 120, 180, 480, 1600] },
    Vaccine { cvx: ("49", "Hib (PRP-OMP)"), due: &[60, 120, 400] },
    Vaccine { cvx: ("133", "Pneumococcal conjugate PCV 13"), due: &[60, 120, 180, 400] },
    Vaccine { cvx: ("10", "IPV"), due: &[60, 120, 250, 1600] },
    Vaccine { cvx: ("03", "MMR"), due: &[400, 1600] },
    Vaccine { cvx: ("21", "varicella"), due: &[410, 1610] },
    Vaccine { cvx: ("83", "Hep A, ped/adol, 2 dose"), due: &[420, 620] },
    Vaccine { cvx: ("115", "Tdap"), due: &[4200] },
    Vaccine { cvx: ("114", "meningococcal MCV4P"), due: &[4200, 5900] },
];

/// Writes the immunizations.
pub(crate) fn write(s: &mut Scribe, life: &Life, visits: &[Visit]) {
    let mut dice = s.dice(Domain::Vaccines);
    let refuses = dice.percent(4);
    for vaccine in CHILDHOOD {
        for due in vaccine.due {
            let day = life.person.birth.plus(*due);
            let visit = visits
                .iter()
                .find(|v| v.day >= day && v.day.0 - day.0 < 200 && v.is_seen());
            if let Some(visit) = visit {
                let lot = dice.range(1000, 9999);
                shot(s, life, visit, vaccine.cvx, refuses && due % 3 == 0, lot);
            }
        }
    }
    let mut last_flu = 0;
    for visit in visits
        .iter()
        .filter(|v| v.sort == Sort::Checkup || v.sort == Sort::FollowUp)
    {
        let age = life.person.age(visit.day);
        let (year, month, _) = visit.day.civil();
        let lot = dice.range(1000, 9999);
        if (month >= 9 || month <= 2) && year != last_flu && age >= 1 && dice.percent(60) {
            last_flu = year;
            shot(
                s,
                life,
                visit,
                ("140", "Influenza, split virus, trivalent, PF"),
                refuses,
                lot,
            );
        }
        if age >= 18 && visit.sort == Sort::Checkup && dice.percent(9) {
            shot(
                s,
                life,
                visit,
                (
                    "113",
                    "Td (adult), 5 Lf tetanus toxoid, preservative free, adsorbed",
                ),
                false,
                lot,
            );
        }
        if age >= 65 && visit.sort == Sort::Checkup && dice.percent(12) {
            shot(
                s,
                life,
                visit,
                ("33", "pneumococcal polysaccharide PPV23"),
                refuses,
                lot,
            );
        }
        if year >= 2021 && age >= 12 && visit.sort == Sort::Checkup && dice.percent(25) {
            shot(
                s,
                life,
                visit,
                ("208", "COVID-19, mRNA, LNP-S, PF, 30 mcg/0.3 mL dose"),
                refuses,
                lot,
            );
        }
    }
}

fn shot(s: &mut Scribe, life: &Life, visit: &Visit, cvx: (&str, &str), refused: bool, lot: i32) {
    let nurse = commons::practitioner(s.seed, 14);
    let body = json!({
        "status": if refused { "not-done" } else { "completed" },
        "statusReason": refused.then(|| concept(
            "http://terminology.hl7.org/CodeSystem/v3-ActReason", "PATOBJ", "patient objection")),
        "vaccineCode": concept(codes::CVX, cvx.0, cvx.1),
        "patient": subject(s.seed, &life.person),
        "encounter": visit.encounter(),
        "occurrenceDateTime": visit.at(14),
        "primarySource": true,
        "lotNumber": (!refused).then(|| format!("L{lot}{}", cvx.0)),
        "site": (!refused).then(|| concept(
            "http://terminology.hl7.org/CodeSystem/v3-ActSite", "LA", "left arm")),
        "performer": (!refused).then(|| json!([{"actor": refer(&nurse.reference, &nurse.display)}])),
    });
    s.write("Immunization", visit.ms(16), body);
}
