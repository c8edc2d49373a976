#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use super::*;

#[test]
fn epic_says_break_the_glass_and_only_the_screen_gets_the_words() {
    let outcome = OperationOutcome::parse(
        br#"{"resourceType":"OperationOutcome","issue":[{"severity":"fatal","code":"suppressed",
        "details":{"coding":[{"system":"urn:oid:1.2.840.114350.1.13.0.1.7.2.657369","code":"4130",
        "display":"Break-the-Glass security"}],"text":"Break-the-Glass security"},
        "diagnostics":"Patient Peter Chalmers is protected"}]}"#,
    )
    .unwrap();
    assert!(outcome.is_break_the_glass() && !outcome.is_warning_only() && !outcome.is_passing());
    assert_eq!(outcome.to_string(), "fatal suppressed 4130");
    assert!(!format!("{outcome:?}{outcome}{:?}", outcome.issues).contains("Peter"));
    assert_eq!(
        outcome.text(),
        "Break-the-Glass security (Patient Peter Chalmers is protected)"
    );
    assert_eq!(outcome.worst_code(), Some("4130"));
}

#[test]
fn a_code_that_is_no_code_is_not_printed() {
    let outcome = OperationOutcome::parse(
        br#"{"resourceType":"OperationOutcome","issue":[{"severity":"bad",
        "code":"Peter Chalmers, born 1974"}]}"#,
    )
    .unwrap();
    assert_eq!(outcome.to_string(), "error ?");
}

#[test]
fn odd_shapes_are_read_as_far_as_they_go() {
    let read = |body: &str| OperationOutcome::parse(body.as_bytes());
    assert!(read("").is_none() && read("[]").is_none() && read("<html>").is_none());
    assert!(read(r#"["OperationOutcome",[]]"#).is_none());
    assert!(read(r#"{"resourceType":"Patient","issue":[]}"#).is_none());
    let one =
        read(r#"{"resourceType":"OperationOutcome","issue":{"severity":"warning","details":7}}"#);
    assert!(one.unwrap().is_warning_only());
    let none = read(r#"{"resourceType":"OperationOutcome","issue":"broken"}"#).unwrap();
    assert!(none.issues.is_empty());
    let deep = format!(
        r#"{{"resourceType":"OperationOutcome","issue":{}"#,
        "[".repeat(100_000)
    );
    assert!(read(&deep).is_none());
}

#[test]
fn the_words_of_a_gateway_are_the_servers_own_words_too() {
    let said = |body: &str| OperationOutcome::from_words(body.as_bytes()).map(|o| o.text());
    let page = "<!doctype html><html><head><style>p{color:red}</style><title>502</title></head>\
        <body><h1>Bad\n Gateway</h1><script>if(1<2){x()}</script><p>nginx</p></body></html>";
    assert_eq!(said(page).as_deref(), Some("502 Bad Gateway nginx"));
    assert_eq!(
        said(r#"{"error":"invalid_request","error_description":"no tenant"}"#).as_deref(),
        Some("no tenant")
    );
    assert_eq!(
        said("Closed for the night").as_deref(),
        Some("Closed for the night")
    );
    assert_eq!(said(""), None);
    assert_eq!(said(r#"{"a":1}"#), None);
    assert!(OperationOutcome::from_words(&[0xff, 0xfe]).is_none());
    let long = OperationOutcome::from_words("w ".repeat(9_000).as_bytes()).unwrap();
    assert_eq!(long.text().chars().count(), 300);
    let debug = format!("{:?}", OperationOutcome::from_words(b"Mrs. Lopez").unwrap());
    assert!(!debug.contains("Lopez"), "{debug}");
}
