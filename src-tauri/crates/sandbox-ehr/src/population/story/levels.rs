//! Levels: how illness, drugs and years move what the laboratory and the cuff measure. Sober
//! approximations of the direction and size a clinician expects, not physiology.

use super::life::Life;
use crate::population::cast::Role;
use crate::population::dice::Dice;
use crate::population::illnesses::Ill;
use crate::time::Day;

/// How far a treatment has taken hold: 0 before it, 1 after about four months.
fn held(days: Option<i32>) -> f64 {
    days.map_or(0.0, |d| (f64::from(d) / 120.0).min(1.0))
}

fn flag(yes: bool) -> f64 {
    if yes { 1.0 } else { 0.0 }
}

/// What is added to the usual mean of an analyte on a day.
pub(crate) fn shift(life: &Life, key: &str, day: Day) -> f64 {
    let kidney = life.years_of(Ill::Kidney, day);
    let has = |ill| flag(life.has(ill, day));
    let years = |ill| life.years_of(ill, day);
    let old = f64::from((life.person.age(day) - 40).max(0));
    let man = flag(!life.person.female);
    let child = flag(life.person.age(day) < 12);
    match key {
        "k" => {
            let ace = held(life.days_on("lisinopril", day));
            let spironolactone = held(life.days_on("spironolactone", day));
            let loop_diuretic = held(life.days_on("furosemide", day));
            let mut shift =
                has(Ill::Kidney) * (0.25 + kidney * 0.07) + ace * 0.22 + spironolactone * 0.32
                    - loop_diuretic * 0.2;
            if life.person.role == Some(Role::HeartAndKidney) {
                // Her potassium climbs over the last half year and ends above the limit.
                let left = f64::from(life.today.0 - day.0);
                shift += ((200.0 - left) / 200.0).clamp(0.0, 1.0) * 0.85;
            }
            shift
        }
        "creatinine" => {
            man * 0.14 - child * 0.4
                + old * 0.002
                + has(Ill::Kidney) * (0.55 + kidney * 0.09)
                + has(Ill::HeartFailure) * 0.1
                - has(Ill::Pregnancy) * 0.25
        }
        "egfr" => {
            -old * 0.45 - has(Ill::Kidney) * (30.0 + kidney * 2.6) - has(Ill::HeartFailure) * 5.0
                + has(Ill::Pregnancy) * 20.0
                + child * 18.0
        }
        "bun" => {
            has(Ill::Kidney) * (12.0 + kidney * 1.5) + held(life.days_on("furosemide", day)) * 5.0
        }
        "co2" => -has(Ill::Kidney) * 2.2 + has(Ill::Copd) * 3.5,
        "na" => {
            -has(Ill::HeartFailure) * 2.6 - held(life.days_on("hydrochlorothiazide", day)) * 1.8
        }
        "a1c" => diabetes(life, day) + has(Ill::Obesity) * 0.2,
        "glucose" => diabetes(life, day) * 27.0 + has(Ill::Obesity) * 5.0,
        "hgb" => {
            man * 1.1
                - child * 1.6
                - has(Ill::Anemia) * (3.4 - held(life.days_on("ferrous", day)) * 2.4)
                - has(Ill::Kidney) * (0.8 + kidney * 0.15)
                - has(Ill::Pregnancy) * 1.5
        }
        "hct" => 3.0 * shift(life, "hgb", day),
        "rbc" => 0.33 * shift(life, "hgb", day),
        "mcv" => -has(Ill::Anemia) * 13.0,
        "ferritin" => -has(Ill::Anemia) * (86.0 - held(life.days_on("ferrous", day)) * 55.0),
        "wbc" => {
            has(Ill::Pneumonia) * 8.4
                + has(Ill::Cellulitis) * 5.5
                + has(Ill::Appendicitis) * 9.0
                + flag(life.days_on("prednisone", day).is_some()) * 3.5
        }
        "plt" => has(Ill::Anemia) * 60.0,
        "crp" => {
            has(Ill::Pneumonia) * 112.0
                + has(Ill::Cellulitis) * 60.0
                + has(Ill::Appendicitis) * 85.0
                + has(Ill::Bronchitis) * 9.0
                + has(Ill::Obesity) * 2.0
        }
        "ldl" | "chol" => {
            has(Ill::Lipids) * (58.0 - held(life.days_on("atorvastatin", day)) * 74.0) + old * 0.2
        }
        "trig" => has(Ill::Diabetes) * 55.0 + has(Ill::Obesity) * 40.0,
        "hdl" => -man * 6.0 - has(Ill::Obesity) * 5.0,
        "inr" => held(life.days_on("warfarin", day).map(|d| d * 12)) * 1.45,
        "tsh" => has(Ill::Thyroid) * (7.8 - held(life.days_on("levothyroxine", day)) * 7.2),
        "ft4" => -has(Ill::Thyroid) * (0.5 - held(life.days_on("levothyroxine", day)) * 0.48),
        "bnp" => has(Ill::HeartFailure) * (1500.0 + years(Ill::HeartFailure) * 160.0) + old * 4.0,
        "acr" => {
            has(Ill::Kidney) * (70.0 + kidney * 30.0)
                + has(Ill::Diabetes) * years(Ill::Diabetes) * 7.0
        }
        "urate" => {
            has(Ill::Gout) * (3.4 - held(life.days_on("allopurinol", day)) * 3.0) + man * 0.8
        }
        "psa" => old * 0.04 + has(Ill::ProstateCancer) * 9.5,
        "alt" | "ast" => has(Ill::Obesity) * 14.0,
        "alp" => child * 150.0 + has(Ill::Osteoporosis) * 12.0,
        "albumin" => -has(Ill::HeartFailure) * 0.35 - has(Ill::Kidney) * 0.3,
        "calcium" => -has(Ill::Kidney) * 0.35,
        "troponin" => has(Ill::HeartFailure) * 14.0 + has(Ill::Coronary) * 9.0,
        "hcg" => {
            let days = years(Ill::Pregnancy) * 365.0;
            if days > 0.0 {
                60_000.0 - (days - 75.0).abs() * 240.0
            } else {
                0.0
            }
        }
        _ => 0.0,
    }
}

/// Sugar rises for years before and after the diagnosis; drugs bring it down.
fn diabetes(life: &Life, day: Day) -> f64 {
    let Some(onset) = life.onset(Ill::Diabetes) else {
        return 0.0;
    };
    let years = f64::from(day.0 - onset.0) / 365.0;
    if years < -3.0 {
        return 0.0;
    }
    let sick = if years < 0.0 {
        (3.0 + years) * 1.0
    } else {
        3.6 + years * 0.17
    };
    let drugs = held(life.days_on("metformin 500", day)) * 1.5
        + held(life.days_on("metformin 1000", day).map(|d| d + 60)) * 2.2
        + held(life.days_on("insulin", day)) * 1.4;
    (sick - drugs).max(0.5)
}

/// Systolic and diastolic pressure on a day.
pub(crate) fn pressure(life: &Life, day: Day, dice: &mut Dice) -> (f64, f64) {
    let age = f64::from(life.person.age(day));
    if age < 13.0 {
        return (
            88.0 + age * 1.9 + dice.bell() * 5.0,
            54.0 + age * 1.1 + dice.bell() * 4.0,
        );
    }
    let ill = flag(life.has(Ill::Hypertension, day));
    let treated = held(life.days_on("lisinopril", day)) * 14.0
        + held(life.days_on("amlodipine", day)) * 9.0
        + held(life.days_on("hydrochlorothiazide", day)) * 6.0
        + held(life.days_on("metoprolol", day)) * 5.0;
    let rise = ill * (31.0 - treated.min(27.0));
    let heavy = flag(life.has(Ill::Obesity, day)) * 5.0;
    (
        112.0 + (age - 30.0).max(0.0) * 0.28 + rise + heavy + dice.bell() * 8.0,
        70.0 + rise * 0.5 + heavy * 0.5 + dice.bell() * 6.0,
    )
}

/// Height in centimetres and weight in kilograms on a day.
pub(crate) fn size(life: &Life, day: Day) -> (f64, f64) {
    let age = f64::from(day.0 - life.person.birth.0) / 365.25;
    let grown = if life.person.female { 16.0 } else { 18.0 };
    if age >= grown {
        let mut weight = life.weight + (age.min(60.0) - 40.0) * 0.15;
        weight += life.years_of(Ill::Pregnancy, day) * 15.0;
        // Fluid and its loss: a failing heart gains, a cancer takes.
        weight += flag(life.has(Ill::HeartFailure, day)) * 3.0;
        weight -= flag(life.has(Ill::BreastCancer, day)) * 4.0;
        return (life.height - (age - 60.0).max(0.0) * 0.08, weight.max(38.0));
    }
    // Birth, one year, then evenly to adult height; weight follows the square of height.
    let height = match age {
        a if a < 1.0 => 50.0 + a * 25.0,
        a if a < 2.0 => 75.0 + (a - 1.0) * 12.0,
        a => 87.0 + (life.height - 87.0) * ((a - 2.0) / (grown - 2.0)),
    };
    let index = match age {
        a if a < 1.0 => 13.5 + a * 3.3,
        a if a < 6.0 => 16.8 - (a - 1.0) * 0.28,
        a => 15.4 + (a - 6.0) * 0.48,
    };
    (height, index * height * height / 10_000.0)
}
