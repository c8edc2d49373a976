//! What the laboratory measures: codes, units, reference and critical ranges, and the panels in
//! which results come. A table; how illness moves a value is told in `story::levels`.

/// One measured thing.
#[derive(Debug)]
pub(crate) struct Analyte {
    pub(crate) key: &'static str,
    pub(crate) loinc: (&'static str, &'static str),
    /// Short name as printed on a report.
    pub(crate) short: &'static str,
    /// UCUM unit.
    pub(crate) unit: &'static str,
    pub(crate) low: f64,
    pub(crate) high: f64,
    /// Below and above these somebody is telephoned.
    pub(crate) critical: (f64, f64),
    pub(crate) decimals: u8,
    pub(crate) mean: f64,
    pub(crate) spread: f64,
}

macro_rules! analyte {
    ($key:literal $loinc:literal $text:literal, $short:literal, $unit:literal, $low:literal .. $high:literal,
     $cl:literal .. $ch:literal, $dec:literal, $mean:literal +- $spread:literal) => {
        Analyte {
            key: $key,
            loinc: ($loinc, $text),
            short: $short,
            unit: $unit,
            low: $low,
            high: $high,
            critical: ($cl, $ch),
            decimals: $dec,
            mean: $mean,
            spread: $spread,
        }
    };
}

/// Every analyte.
#[rustfmt::skip]
pub(crate) const ANALYTES: &[Analyte] = &[
    analyte!("na" "2951-2" "Sodium [Moles/volume] in Serum or Plasma", "Sodium", "mmol/L", 135.0..145.0, 120.0..160.0, 0, 140.0 +- 1.8),
    analyte!("k" "2823-3" "Potassium [Moles/volume] in Serum or Plasma", "Potassium", "mmol/L", 3.5..5.1, 2.8..6.2, 1, 4.2 +- 0.22),
    analyte!("cl" "2075-0" "Chloride [Moles/volume] in Serum or Plasma", "Chloride", "mmol/L", 98.0..107.0, 80.0..120.0, 0, 102.0 +- 1.7),
    analyte!("co2" "2028-9" "Carbon dioxide, total [Moles/volume] in Serum or Plasma", "CO2", "mmol/L", 22.0..29.0, 10.0..40.0, 0, 25.5 +- 1.5),
    analyte!("bun" "3094-0" "Urea nitrogen [Mass/volume] in Serum or Plasma", "BUN", "mg/dL", 7.0..20.0, 0.0..100.0, 0, 13.5 +- 2.5),
    analyte!("creatinine" "2160-0" "Creatinine [Mass/volume] in Serum or Plasma", "Creatinine", "mg/dL", 0.6..1.2, 0.0..7.0, 2, 0.86 +- 0.07),
    analyte!("egfr" "98979-8" "Glomerular filtration rate/1.73 sq M.predicted [Volume Rate/Area] in Serum, Plasma or Blood by Creatinine-based formula (CKD-EPI 2021)", "eGFR", "mL/min/{1.73_m2}", 60.0..150.0, 10.0..200.0, 0, 92.0 +- 6.0),
    analyte!("glucose" "2345-7" "Glucose [Mass/volume] in Serum or Plasma", "Glucose", "mg/dL", 70.0..99.0, 45.0..450.0, 0, 89.0 +- 6.0),
    analyte!("calcium" "17861-6" "Calcium [Mass/volume] in Serum or Plasma", "Calcium", "mg/dL", 8.6..10.3, 6.5..13.0, 1, 9.4 +- 0.3),
    analyte!("protein" "2885-2" "Protein [Mass/volume] in Serum or Plasma", "Total protein", "g/dL", 6.0..8.3, 3.0..12.0, 1, 7.1 +- 0.35),
    analyte!("albumin" "1751-7" "Albumin [Mass/volume] in Serum or Plasma", "Albumin", "g/dL", 3.5..5.0, 1.5..7.0, 1, 4.2 +- 0.2),
    analyte!("bilirubin" "1975-2" "Bilirubin.total [Mass/volume] in Serum or Plasma", "Bilirubin, total", "mg/dL", 0.2..1.2, 0.0..15.0, 1, 0.6 +- 0.15),
    analyte!("alp" "6768-6" "Alkaline phosphatase [Enzymatic activity/volume] in Serum or Plasma", "ALP", "U/L", 40.0..130.0, 0.0..1000.0, 0, 74.0 +- 13.0),
    analyte!("alt" "1742-6" "Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma", "ALT", "U/L", 7.0..55.0, 0.0..1000.0, 0, 24.0 +- 7.0),
    analyte!("ast" "1920-8" "Aspartate aminotransferase [Enzymatic activity/volume] in Serum or Plasma", "AST", "U/L", 8.0..48.0, 0.0..1000.0, 0, 22.0 +- 6.0),
    analyte!("wbc" "6690-2" "Leukocytes [#/volume] in Blood by Automated count", "WBC", "10*3/uL", 4.0..11.0, 1.5..30.0, 1, 6.9 +- 1.2),
    analyte!("rbc" "789-8" "Erythrocytes [#/volume] in Blood by Automated count", "RBC", "10*6/uL", 4.1..5.7, 2.0..8.0, 2, 4.7 +- 0.25),
    analyte!("hgb" "718-7" "Hemoglobin [Mass/volume] in Blood", "Hemoglobin", "g/dL", 12.0..17.0, 7.0..20.0, 1, 14.0 +- 0.6),
    analyte!("hct" "4544-3" "Hematocrit [Volume Fraction] of Blood by Automated count", "Hematocrit", "%", 36.0..50.0, 21.0..60.0, 1, 42.0 +- 1.7),
    analyte!("mcv" "787-2" "MCV [Entitic volume] by Automated count", "MCV", "fL", 80.0..100.0, 50.0..130.0, 0, 90.0 +- 3.0),
    analyte!("plt" "777-3" "Platelets [#/volume] in Blood by Automated count", "Platelets", "10*3/uL", 150.0..400.0, 30.0..1000.0, 0, 248.0 +- 38.0),
    analyte!("chol" "2093-3" "Cholesterol [Mass/volume] in Serum or Plasma", "Cholesterol, total", "mg/dL", 0.0..200.0, 0.0..900.0, 0, 184.0 +- 14.0),
    analyte!("trig" "2571-8" "Triglyceride [Mass/volume] in Serum or Plasma", "Triglycerides", "mg/dL", 0.0..150.0, 0.0..1500.0, 0, 118.0 +- 25.0),
    analyte!("hdl" "2085-9" "Cholesterol in HDL [Mass/volume] in Serum or Plasma", "HDL", "mg/dL", 40.0..90.0, 0.0..200.0, 0, 53.0 +- 6.0),
    analyte!("ldl" "13457-7" "Cholesterol in LDL [Mass/volume] in Serum or Plasma by calculation", "LDL (calculated)", "mg/dL", 0.0..100.0, 0.0..600.0, 0, 106.0 +- 12.0),
    analyte!("a1c" "4548-4" "Hemoglobin A1c/Hemoglobin.total in Blood", "HbA1c", "%", 4.0..5.6, 0.0..15.0, 1, 5.3 +- 0.15),
    analyte!("inr" "6301-6" "INR in Platelet poor plasma by Coagulation assay", "INR", "{INR}", 0.9..1.1, 0.0..5.0, 1, 1.0 +- 0.04),
    analyte!("tsh" "3016-3" "Thyrotropin [Units/volume] in Serum or Plasma", "TSH", "m[IU]/L", 0.4..4.0, 0.01..100.0, 2, 1.9 +- 0.5),
    analyte!("ft4" "3024-7" "Thyroxine (T4) free [Mass/volume] in Serum or Plasma", "Free T4", "ng/dL", 0.8..1.8, 0.2..6.0, 2, 1.2 +- 0.12),
    analyte!("bnp" "33762-6" "Natriuretic peptide.B prohormone N-Terminal [Mass/volume] in Serum or Plasma", "NT-proBNP", "pg/mL", 0.0..300.0, 0.0..20000.0, 0, 90.0 +- 30.0),
    analyte!("acr" "14959-1" "Microalbumin/Creatinine [Mass Ratio] in Urine", "Albumin/creatinine ratio", "mg/g", 0.0..30.0, 0.0..9000.0, 0, 9.0 +- 4.0),
    analyte!("ferritin" "2276-4" "Ferritin [Mass/volume] in Serum or Plasma", "Ferritin", "ng/mL", 20.0..300.0, 2.0..5000.0, 0, 96.0 +- 25.0),
    analyte!("urate" "3084-1" "Urate [Mass/volume] in Serum or Plasma", "Uric acid", "mg/dL", 2.6..7.2, 0.0..15.0, 1, 5.2 +- 0.6),
    analyte!("digoxin" "10535-3" "Digoxin [Mass/volume] in Serum or Plasma", "Digoxin", "ng/mL", 0.5..0.9, 0.0..2.5, 1, 0.8 +- 0.2),
    analyte!("psa" "2857-1" "Prostate specific Ag [Mass/volume] in Serum or Plasma", "PSA", "ng/mL", 0.0..4.0, 0.0..900.0, 2, 1.3 +- 0.4),
    analyte!("crp" "1988-5" "C reactive protein [Mass/volume] in Serum or Plasma", "CRP", "mg/L", 0.0..5.0, 0.0..500.0, 1, 1.8 +- 0.8),
    analyte!("troponin" "89579-7" "Troponin I.cardiac [Mass/volume] in Serum or Plasma by High sensitivity method", "hs-Troponin I", "ng/L", 0.0..34.0, 0.0..120.0, 0, 7.0 +- 3.0),
    analyte!("hcg" "21198-7" "Choriogonadotropin.beta subunit [Units/volume] in Serum or Plasma", "beta-hCG", "[IU]/L", 0.0..5.0, 0.0..400_000.0, 0, 1.0 +- 0.4),
];

/// A panel: report code and the analytes on it.
#[derive(Debug)]
pub(crate) struct Panel {
    pub(crate) key: &'static str,
    pub(crate) loinc: (&'static str, &'static str),
    pub(crate) members: &'static [&'static str],
    /// Specimen: SNOMED code and display.
    pub(crate) specimen: (&'static str, &'static str),
}

const BLOOD: (&str, &str) = ("119364003", "Serum specimen");
const WHOLE: (&str, &str) = ("119297000", "Blood specimen");
const URINE: (&str, &str) = ("122575003", "Urine specimen");

/// Every panel.
#[rustfmt::skip]
pub(crate) const PANELS: &[Panel] = &[
    Panel { key: "bmp", loinc: ("51990-0", "Basic metabolic panel - Blood"), members: &["na", "k", "cl", "co2", "bun", "creatinine", "egfr", "glucose", "calcium"], specimen: BLOOD },
    Panel { key: "cmp", loinc: ("24323-8", "Comprehensive metabolic 2000 panel - Serum or Plasma"), members: &["na", "k", "cl", "co2", "bun", "creatinine", "egfr", "glucose", "calcium", "protein", "albumin", "bilirubin", "alp", "alt", "ast"], specimen: BLOOD },
    Panel { key: "cbc", loinc: ("58410-2", "CBC panel - Blood by Automated count"), members: &["wbc", "rbc", "hgb", "hct", "mcv", "plt"], specimen: WHOLE },
    Panel { key: "lipids", loinc: ("24331-1", "Lipid 1996 panel - Serum or Plasma"), members: &["chol", "trig", "hdl", "ldl"], specimen: BLOOD },
    Panel { key: "thyroid", loinc: ("55204-3", "Thyrotropin and Free T4 panel - Serum or Plasma"), members: &["tsh", "ft4"], specimen: BLOOD },
    Panel { key: "a1c", loinc: ("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood"), members: &["a1c"], specimen: WHOLE },
    Panel { key: "inr", loinc: ("6301-6", "INR in Platelet poor plasma by Coagulation assay"), members: &["inr"], specimen: WHOLE },
    Panel { key: "bnp", loinc: ("33762-6", "Natriuretic peptide.B prohormone N-Terminal [Mass/volume] in Serum or Plasma"), members: &["bnp"], specimen: BLOOD },
    Panel { key: "acr", loinc: ("14959-1", "Microalbumin/Creatinine [Mass Ratio] in Urine"), members: &["acr"], specimen: URINE },
    Panel { key: "ferritin", loinc: ("2276-4", "Ferritin [Mass/volume] in Serum or Plasma"), members: &["ferritin"], specimen: BLOOD },
    Panel { key: "urate", loinc: ("3084-1", "Urate [Mass/volume] in Serum or Plasma"), members: &["urate"], specimen: BLOOD },
    Panel { key: "digoxin", loinc: ("10535-3", "Digoxin [Mass/volume] in Serum or Plasma"), members: &["digoxin"], specimen: BLOOD },
    Panel { key: "psa", loinc: ("2857-1", "Prostate specific Ag [Mass/volume] in Serum or Plasma"), members: &["psa"], specimen: BLOOD },
    Panel { key: "crp", loinc: ("1988-5", "C reactive protein [Mass/volume] in Serum or Plasma"), members: &["crp"], specimen: BLOOD },
    Panel { key: "troponin", loinc: ("89579-7", "Troponin I.cardiac [Mass/volume] in Serum or Plasma by High sensitivity method"), members: &["troponin"], specimen: BLOOD },
    Panel { key: "hcg", loinc: ("21198-7", "Choriogonadotropin.beta subunit [Units/volume] in Serum or Plasma"), members: &["hcg"], specimen: BLOOD },
];

/// A panel by key.
pub(crate) fn panel(key: &str) -> Option<&'static Panel> {
    PANELS.iter().find(|p| p.key == key)
}
