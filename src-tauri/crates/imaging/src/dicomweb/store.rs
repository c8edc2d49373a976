//! What the archive said of the instances it was sent (PS3.18 10.5.3): each kept or refused by itself. An answer that
//! names an instance nowhere has said nothing of it.

use dicom_dictionary_std::tags;
use serde_json::Value;

use super::json::Row;

/// What became of one instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The archive has it now.
    Kept,
    /// It has it, with a remark: a value was coerced, say.
    Warned {
        /// (0008,1196).
        reason: u16,
    },
    /// It did not take it.
    Refused {
        /// (0008,1197), where it gave one.
        reason: Option<u16>,
    },
}

impl Verdict {
    /// Why, in words that a person can act on.
    pub fn words(&self) -> String {
        let reason = match self {
            Self::Kept => return "The archive took it.".to_owned(),
            Self::Warned { reason } => {
                return format!("The archive took it and remarked something ({reason}).");
            }
            Self::Refused { reason } => *reason,
        };
        // PS3.18 table 10.5.3-2, PS3.4 table B.2-1.
        match reason {
            Some(0xa700..=0xa7ff) => "The archive has no room for it.".to_owned(),
            Some(0x0122) => "The archive does not take this kind of image.".to_owned(),
            Some(0x0124) => "The archive does not let this sign-in store images.".to_owned(),
            Some(0xa900..=0xa9ff) => {
                "The archive says that the image does not fit its study or kind.".to_owned()
            }
            Some(0xc000..=0xcfff) => "The archive cannot read this image.".to_owned(),
            Some(45_070) => "The archive has another image of this name.".to_owned(),
            Some(other) => format!("The archive did not take it (reason {other})."),
            None => "The archive did not take it and gave no reason.".to_owned(),
        }
    }
}

/// What the archive said, by SOP Instance UID.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stored(Vec<(String, Verdict)>);

impl Stored {
    /// Of the instance of this name; `None` where nothing was said.
    pub fn of(&self, uid: &str) -> Option<Verdict> {
        let found = self.0.iter().find(|(named, _)| named == uid);
        found.map(|(_, verdict)| *verdict)
    }

    pub(super) fn read(value: &Value) -> Self {
        let row = Row(value);
        let mut all = Vec::new();
        let code = |n: i64| u16::try_from(n).ok();
        for item in row.items(tags::FAILED_SOP_SEQUENCE) {
            if let Some(uid) = item.text(tags::REFERENCED_SOP_INSTANCE_UID) {
                let reason = item.number(tags::FAILURE_REASON).and_then(code);
                all.push((uid, Verdict::Refused { reason }));
            }
        }
        for item in row.items(tags::REFERENCED_SOP_SEQUENCE) {
            let Some(uid) = item.text(tags::REFERENCED_SOP_INSTANCE_UID) else {
                continue;
            };
            let warned = item.number(tags::WARNING_REASON).and_then(code);
            let verdict = warned.map_or(Verdict::Kept, |reason| Verdict::Warned { reason });
            all.push((uid, verdict));
        }
        Self(all)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Stored, Verdict};

    #[test]
    fn each_instance_has_its_own_answer_and_silence_is_none() {
        let told = json!({
            "00081198": {"vr": "SQ", "Value": [{
                "00081155": {"vr": "UI", "Value": ["1.2.1"]},
                "00081197": {"vr": "US", "Value": [45_070]},
            }]},
            "00081199": {"vr": "SQ", "Value": [
                {"00081155": {"vr": "UI", "Value": ["1.2.2"]}},
                {"00081155": {"vr": "UI", "Value": ["1.2.3"]}, "00081196": {"vr": "US", "Value": [45_063]}},
            ]},
        });
        let stored = Stored::read(&told);
        let refused = Verdict::Refused {
            reason: Some(45_070),
        };
        assert_eq!(stored.of("1.2.1"), Some(refused));
        assert!(refused.words().contains("another image"));
        assert_eq!(stored.of("1.2.2"), Some(Verdict::Kept));
        assert_eq!(stored.of("1.2.3"), Some(Verdict::Warned { reason: 45_063 }));
        assert_eq!(stored.of("1.2.4"), None);
    }
}
