//! The leads of an electrocardiogram by the codes that name them (PS3.16 CID 3001). Refuses to know a lead by its words:
//! makers write them as they like.

/// The name of a lead: `I`, `aVR`, `V1`. Both lists of codes count the leads of ISO 11073-10102 by the same numbers.
pub(crate) fn named(scheme: &str, code: &str) -> Option<&'static str> {
    let number = match scheme {
        "MDC" => code.strip_prefix("2:")?,
        "SCPECG" => code.strip_prefix("5.6.3-9-")?,
        _ => return None,
    };
    Some(match number {
        "1" => "I",
        "2" => "II",
        "3" => "V1",
        "4" => "V2",
        "5" => "V3",
        "6" => "V4",
        "7" => "V5",
        "8" => "V6",
        "61" => "III",
        "62" => "aVR",
        "63" => "aVL",
        "64" => "aVF",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn a_lead_is_known_by_its_code_alone() {
        assert_eq!(named("MDC", "2:62"), Some("aVR"));
        assert_eq!(named("SCPECG", "5.6.3-9-8"), Some("V6"));
        assert_eq!(named("MDC", "2:16"), None, "a lead of another set");
        assert_eq!(named("LN", "2:1"), None);
    }
}
