//! Illnesses the population knows: codes, who gets them and when. A table; what an illness does to
//! labs and drugs is told where labs and drugs are told.

/// An illness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ill {
    HeartFailure,
    Kidney,
    AtrialFibrillation,
    Diabetes,
    Hypertension,
    Asthma,
    Copd,
    Thyroid,
    Depression,
    Epilepsy,
    Pregnancy,
    BreastCancer,
    Lipids,
    Obesity,
    KneeArthritis,
    Osteoporosis,
    Anemia,
    Gout,
    Reflux,
    Migraine,
    Anxiety,
    ProstateCancer,
    Coronary,
    Stroke,
    Dementia,
    Eczema,
    SleepApnea,
    Pneumonia,
    UrinaryInfection,
    Bronchitis,
    Otitis,
    Pharyngitis,
    Gastroenteritis,
    AnkleSprain,
    ForearmFracture,
    Cellulitis,
    Appendicitis,
}

/// One line of the table.
#[derive(Debug)]
pub(crate) struct Illness {
    pub(crate) ill: Ill,
    pub(crate) snomed: (&'static str, &'static str),
    pub(crate) icd: (&'static str, &'static str),
    /// As a clinician writes it.
    pub(crate) words: &'static str,
    /// Ages at which it may begin.
    pub(crate) ages: (i32, i32),
    /// Women and men in a thousand who get it over those ages.
    pub(crate) women: u32,
    pub(crate) men: u32,
    /// Days it lasts; 0 is for good.
    pub(crate) days: i32,
}

impl Illness {
    /// Whether it stays.
    pub(crate) fn chronic(&self) -> bool {
        self.days == 0
    }
}

macro_rules! ill {
    ($ill:ident, $sct:literal $sct_text:literal, $icd:literal $icd_text:literal, $words:literal,
     $from:literal..$to:literal, $women:literal / $men:literal, $days:literal) => {
        Illness {
            ill: Ill::$ill,
            snomed: ($sct, $sct_text),
            icd: ($icd, $icd_text),
            words: $words,
            ages: ($from, $to),
            women: $women,
            men: $men,
            days: $days,
        }
    };
}

/// Every illness.
#[rustfmt::skip]
pub(crate) const ILLNESSES: &[Illness] = &[
    ill!(Hypertension, "59621000" "Essential hypertension", "I10" "Essential (primary) hypertension", "hypertension", 34..78, 330/380, 0),
    ill!(Lipids, "55822004" "Hyperlipidemia", "E78.5" "Hyperlipidemia, unspecified", "hyperlipidaemia", 36..75, 260/300, 0),
    ill!(Diabetes, "44054006" "Diabetes mellitus type 2", "E11.9" "Type 2 diabetes mellitus without complications", "type 2 diabetes", 36..74, 130/160, 0),
    ill!(Obesity, "414916001" "Obesity", "E66.9" "Obesity, unspecified", "obesity", 14..60, 180/160, 0),
    ill!(Coronary, "53741008" "Coronary arteriosclerosis", "I25.10" "Atherosclerotic heart disease of native coronary artery without angina pectoris", "coronary artery disease", 48..82, 70/140, 0),
    ill!(HeartFailure, "84114007" "Heart failure", "I50.9" "Heart failure, unspecified", "heart failure", 55..86, 60/80, 0),
    ill!(AtrialFibrillation, "49436004" "Atrial fibrillation", "I48.91" "Unspecified atrial fibrillation", "atrial fibrillation", 55..86, 70/90, 0),
    ill!(Kidney, "433144002" "Chronic kidney disease stage 3", "N18.30" "Chronic kidney disease, stage 3 unspecified", "chronic kidney disease stage 3", 50..84, 90/90, 0),
    ill!(Asthma, "195967001" "Asthma", "J45.909" "Unspecified asthma, uncomplicated", "asthma", 3..40, 90/85, 0),
    ill!(Copd, "13645005" "Chronic obstructive lung disease", "J44.9" "Chronic obstructive pulmonary disease, unspecified", "COPD", 50..80, 60/80, 0),
    ill!(Thyroid, "40930008" "Hypothyroidism", "E03.9" "Hypothyroidism, unspecified", "hypothyroidism", 22..75, 90/25, 0),
    ill!(Depression, "35489007" "Depressive disorder", "F32.A" "Depression, unspecified", "depression", 16..70, 150/90, 0),
    ill!(Anxiety, "197480006" "Anxiety disorder", "F41.9" "Anxiety disorder, unspecified", "anxiety", 14..60, 120/70, 0),
    ill!(Epilepsy, "84757009" "Epilepsy", "G40.909" "Epilepsy, unspecified, not intractable, without status epilepticus", "epilepsy", 4..50, 14/14, 0),
    ill!(Migraine, "37796009" "Migraine", "G43.909" "Migraine, unspecified, not intractable, without status migrainosus", "migraine", 14..45, 130/50, 0),
    ill!(Reflux, "235595009" "Gastroesophageal reflux disease", "K21.9" "Gastro-esophageal reflux disease without esophagitis", "reflux disease", 25..70, 130/130, 0),
    ill!(Gout, "90560007" "Gout", "M10.9" "Gout, unspecified", "gout", 40..75, 15/50, 0),
    ill!(KneeArthritis, "239873007" "Osteoarthritis of knee", "M17.9" "Osteoarthritis of knee, unspecified", "osteoarthritis of the knee", 48..80, 160/110, 0),
    ill!(Osteoporosis, "64859006" "Osteoporosis", "M81.0" "Age-related osteoporosis without current pathological fracture", "osteoporosis", 58..85, 150/30, 0),
    ill!(Anemia, "87522002" "Iron deficiency anemia", "D50.9" "Iron deficiency anemia, unspecified", "iron deficiency anaemia", 15..80, 70/25, 400),
    ill!(SleepApnea, "78275009" "Obstructive sleep apnea syndrome", "G47.33" "Obstructive sleep apnea (adult) (pediatric)", "obstructive sleep apnoea", 35..70, 40/80, 0),
    ill!(BreastCancer, "254837009" "Malignant neoplasm of breast", "C50.919" "Malignant neoplasm of unspecified site of unspecified female breast", "breast cancer", 42..78, 45/0, 0),
    ill!(ProstateCancer, "399068003" "Malignant tumor of prostate", "C61" "Malignant neoplasm of prostate", "prostate cancer", 56..82, 0/50, 0),
    ill!(Stroke, "230690007" "Cerebrovascular accident", "I63.9" "Cerebral infarction, unspecified", "ischaemic stroke", 60..88, 35/40, 0),
    ill!(Dementia, "26929004" "Alzheimer's disease", "G30.9" "Alzheimer's disease, unspecified", "Alzheimer's disease", 72..92, 70/50, 0),
    ill!(Eczema, "24079001" "Atopic dermatitis", "L20.9" "Atopic dermatitis, unspecified", "atopic eczema", 1..12, 110/110, 0),
    ill!(Pregnancy, "72892002" "Normal pregnancy", "Z34.90" "Encounter for supervision of normal pregnancy, unspecified, unspecified trimester", "pregnancy", 20..40, 450/0, 280),
    ill!(Pneumonia, "233604007" "Pneumonia", "J18.9" "Pneumonia, unspecified organism", "community-acquired pneumonia", 1..92, 90/90, 21),
    ill!(UrinaryInfection, "68566005" "Urinary tract infectious disease", "N39.0" "Urinary tract infection, site not specified", "urinary tract infection", 16..92, 280/50, 8),
    ill!(Bronchitis, "10509002" "Acute bronchitis", "J20.9" "Acute bronchitis, unspecified", "acute bronchitis", 5..85, 220/220, 14),
    ill!(Otitis, "65363002" "Otitis media", "H66.90" "Otitis media, unspecified, unspecified ear", "otitis media", 0..9, 420/420, 9),
    ill!(Pharyngitis, "195662009" "Acute viral pharyngitis", "J02.9" "Acute pharyngitis, unspecified", "viral pharyngitis", 3..55, 300/300, 8),
    ill!(Gastroenteritis, "25374005" "Gastroenteritis", "K52.9" "Noninfective gastroenteritis and colitis, unspecified", "gastroenteritis", 1..80, 160/160, 6),
    ill!(AnkleSprain, "44465007" "Sprain of ankle", "S93.409A" "Sprain of unspecified ligament of unspecified ankle, initial encounter", "ankle sprain", 8..60, 120/140, 30),
    ill!(ForearmFracture, "65966004" "Fracture of forearm", "S52.90XA" "Unspecified fracture of unspecified forearm, initial encounter for closed fracture", "closed forearm fracture", 5..80, 50/60, 60),
    ill!(Cellulitis, "128045006" "Cellulitis", "L03.90" "Cellulitis, unspecified", "cellulitis", 25..90, 60/70, 14),
    ill!(Appendicitis, "74400008" "Appendicitis", "K37" "Unspecified appendicitis", "appendicitis", 8..45, 40/45, 12),
];

/// The line of an illness.
pub(crate) fn line(ill: Ill) -> Option<&'static Illness> {
    ILLNESSES.iter().find(|i| i.ill == ill)
}
