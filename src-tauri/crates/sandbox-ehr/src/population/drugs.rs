//! Drugs: RxNorm codes, how they are taken, and what they are for. A table.

use super::illnesses::Ill;

/// One drug at one strength.
#[derive(Debug)]
pub(crate) struct Drug {
    pub(crate) rxnorm: (&'static str, &'static str),
    /// As a clinician writes it.
    pub(crate) words: &'static str,
    /// How many, of what, how often a day (0 is as needed).
    pub(crate) dose: (i32, &'static str, i32),
    pub(crate) route: Route,
    pub(crate) for_ill: Ill,
    /// Days after the illness began at which it is started, and for how long (0: as long as it lasts).
    pub(crate) after: i32,
    pub(crate) days: i32,
    /// How many in a hundred with the illness get it.
    pub(crate) share: u32,
}

/// How a drug gets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    Mouth,
    Inhaled,
    Injected,
}

impl Route {
    /// SNOMED code and display.
    pub(crate) fn snomed(self) -> (&'static str, &'static str) {
        match self {
            Route::Mouth => ("26643006", "Oral route"),
            Route::Inhaled => ("18679011000001101", "Inhalation"),
            Route::Injected => ("34206005", "Subcutaneous route"),
        }
    }
}

macro_rules! drug {
    ($code:literal $text:literal, $words:literal, $n:literal $unit:literal x $times:literal, $route:ident,
     $ill:ident + $after:literal for $days:literal, $share:literal) => {
        Drug {
            rxnorm: ($code, $text),
            words: $words,
            dose: ($n, $unit, $times),
            route: Route::$route,
            for_ill: Ill::$ill,
            after: $after,
            days: $days,
            share: $share,
        }
    };
}

/// Every drug.
#[rustfmt::skip]
pub(crate) const DRUGS: &[Drug] = &[
    drug!("861007" "metformin hydrochloride 500 MG Oral Tablet", "metformin 500 mg", 1 "tablet" x 2, Mouth, Diabetes + 14 for 500, 90),
    drug!("861004" "metformin hydrochloride 1000 MG Oral Tablet", "metformin 1000 mg", 1 "tablet" x 2, Mouth, Diabetes + 514 for 0, 75),
    drug!("311041" "insulin glargine 100 UNT/ML Injectable Solution", "insulin glargine", 18 "unit" x 1, Injected, Diabetes + 2600 for 0, 30),
    drug!("314076" "lisinopril 10 MG Oral Tablet", "lisinopril 10 mg", 1 "tablet" x 1, Mouth, Hypertension + 20 for 900, 70),
    drug!("314077" "lisinopril 20 MG Oral Tablet", "lisinopril 20 mg", 1 "tablet" x 1, Mouth, Hypertension + 920 for 0, 60),
    drug!("197361" "amlodipine 5 MG Oral Tablet", "amlodipine 5 mg", 1 "tablet" x 1, Mouth, Hypertension + 400 for 0, 40),
    drug!("310798" "hydrochlorothiazide 25 MG Oral Tablet", "hydrochlorothiazide 25 mg", 1 "tablet" x 1, Mouth, Hypertension + 700 for 0, 18),
    drug!("617310" "atorvastatin 20 MG Oral Tablet", "atorvastatin 20 mg", 1 "tablet" x 1, Mouth, Lipids + 40 for 0, 75),
    drug!("243670" "aspirin 81 MG Oral Tablet", "aspirin 81 mg", 1 "tablet" x 1, Mouth, Coronary + 5 for 0, 85),
    drug!("309362" "clopidogrel 75 MG Oral Tablet", "clopidogrel 75 mg", 1 "tablet" x 1, Mouth, Coronary + 5 for 365, 50),
    drug!("313988" "furosemide 40 MG Oral Tablet", "furosemide 40 mg", 1 "tablet" x 1, Mouth, HeartFailure + 3 for 0, 90),
    drug!("866436" "24 HR metoprolol succinate 50 MG Extended Release Oral Tablet", "metoprolol succinate 50 mg", 1 "tablet" x 1, Mouth, HeartFailure + 10 for 0, 85),
    drug!("313096" "spironolactone 25 MG Oral Tablet", "spironolactone 25 mg", 1 "tablet" x 1, Mouth, HeartFailure + 180 for 0, 60),
    drug!("855332" "warfarin sodium 5 MG Oral Tablet", "warfarin 5 mg", 1 "tablet" x 1, Mouth, AtrialFibrillation + 7 for 0, 55),
    drug!("197604" "digoxin 0.125 MG Oral Tablet", "digoxin 0.125 mg", 1 "tablet" x 1, Mouth, AtrialFibrillation + 60 for 0, 25),
    drug!("745679" "200 ACTUAT albuterol 0.09 MG/ACTUAT Metered Dose Inhaler", "albuterol inhaler", 2 "puff" x 0, Inhaled, Asthma + 1 for 0, 95),
    drug!("895994" "120 ACTUAT fluticasone propionate 0.044 MG/ACTUAT Metered Dose Inhaler", "fluticasone inhaler", 2 "puff" x 2, Inhaled, Asthma + 60 for 0, 70),
    drug!("896209" "60 ACTUAT fluticasone propionate 0.25 MG/ACTUAT / salmeterol 0.05 MG/ACTUAT Dry Powder Inhaler", "fluticasone/salmeterol inhaler", 1 "puff" x 2, Inhaled, Copd + 30 for 0, 85),
    drug!("312615" "prednisone 20 MG Oral Tablet", "prednisone 20 mg", 2 "tablet" x 1, Mouth, Copd + 800 for 5, 60),
    drug!("892246" "levothyroxine sodium 0.1 MG Oral Tablet", "levothyroxine 100 micrograms", 1 "tablet" x 1, Mouth, Thyroid + 10 for 0, 95),
    drug!("312941" "sertraline 50 MG Oral Tablet", "sertraline 50 mg", 1 "tablet" x 1, Mouth, Depression + 14 for 0, 70),
    drug!("311289" "levetiracetam 500 MG Oral Tablet", "levetiracetam 500 mg", 1 "tablet" x 2, Mouth, Epilepsy + 5 for 0, 90),
    drug!("313161" "sumatriptan 50 MG Oral Tablet", "sumatriptan 50 mg", 1 "tablet" x 0, Mouth, Migraine + 20 for 0, 60),
    drug!("198051" "omeprazole 20 MG Delayed Release Oral Capsule", "omeprazole 20 mg", 1 "capsule" x 1, Mouth, Reflux + 5 for 0, 80),
    drug!("197319" "allopurinol 100 MG Oral Tablet", "allopurinol 100 mg", 1 "tablet" x 1, Mouth, Gout + 90 for 0, 70),
    drug!("313782" "acetaminophen 325 MG Oral Tablet", "acetaminophen 325 mg", 2 "tablet" x 0, Mouth, KneeArthritis + 10 for 0, 80),
    drug!("904419" "alendronic acid 10 MG Oral Tablet", "alendronate 10 mg", 1 "tablet" x 1, Mouth, Osteoporosis + 30 for 0, 65),
    drug!("310325" "ferrous sulfate 325 MG Oral Tablet", "ferrous sulfate 325 mg", 1 "tablet" x 1, Mouth, Anemia + 3 for 180, 90),
    drug!("199224" "anastrozole 1 MG Oral Tablet", "anastrozole 1 mg", 1 "tablet" x 1, Mouth, BreastCancer + 200 for 1825, 80),
    drug!("997223" "donepezil hydrochloride 10 MG Oral Tablet", "donepezil 10 mg", 1 "tablet" x 1, Mouth, Dementia + 40 for 0, 60),
    drug!("310410" "folic acid 1 MG Oral Tablet", "folic acid 1 mg", 1 "tablet" x 1, Mouth, Pregnancy + 30 for 240, 95),
    drug!("308191" "amoxicillin 500 MG Oral Capsule", "amoxicillin 500 mg", 1 "capsule" x 3, Mouth, Pneumonia + 0 for 7, 80),
    drug!("198335" "sulfamethoxazole 800 MG / trimethoprim 160 MG Oral Tablet", "trimethoprim/sulfamethoxazole", 1 "tablet" x 2, Mouth, UrinaryInfection + 0 for 3, 80),
    drug!("308191" "amoxicillin 500 MG Oral Capsule", "amoxicillin 500 mg", 1 "capsule" x 3, Mouth, Otitis + 0 for 7, 60),
    drug!("310965" "ibuprofen 200 MG Oral Tablet", "ibuprofen 200 mg", 2 "tablet" x 0, Mouth, AnkleSprain + 0 for 10, 80),
    drug!("562251" "amoxicillin 250 MG / clavulanate 125 MG Oral Tablet", "co-amoxiclav", 1 "tablet" x 3, Mouth, Cellulitis + 0 for 7, 80),
];
