#![allow(clippy::unwrap_used, clippy::panic)]
use super::*;

fn outcome(severity: &str, code: &str, vendor: &str, text: &str) -> OperationOutcome {
    let json = format!(
        r#"{{"resourceType":"OperationOutcome","issue":[{{"severity":"{severity}","code":"{code}",
        "details":{{"coding":[{{"code":"{vendor}"}}],"text":"{text}"}}}}]}}"#
    );
    OperationOutcome::parse(json.as_bytes()).unwrap()
}

fn refused(status: u16, outcome: OperationOutcome) -> Verdict {
    judge(&FetchError::Refused {
        status,
        outcome: Some(outcome),
    })
}

fn ended(verdict: Verdict) -> Ending {
    match verdict {
        Verdict::End(ending) => ending,
        other => panic!("not an end: {other:?}"),
    }
}

#[test]
fn break_the_glass_is_refused_and_said_in_the_ehrs_words() {
    for code in ["4130", "4131", "4134"] {
        let said = outcome("fatal", "forbidden", code, "Emergency access needed");
        let ending = ended(refused(403, said));
        assert_eq!(
            (ending.state, ending.code),
            (State::Refused, reason::BREAK_THE_GLASS)
        );
        assert!(
            ending.reason.ends_with("Emergency access needed"),
            "{}",
            ending.reason
        );
    }
}

#[test]
fn no_results_is_an_answer_and_more_exists_is_a_remark() {
    let none = outcome("warning", "processing", "4101", "No results");
    assert_eq!(refused(400, none.clone()), Verdict::Empty);
    assert_eq!(judge_page(std::slice::from_ref(&none)), Ok(None));
    let more = outcome("warning", "suppressed", "4119", "Incomplete");
    let remark = judge_page(&[none, more]).unwrap().unwrap();
    assert_eq!(remark.code, reason::MORE_EXISTS);
    assert!(remark.text.ends_with("Incomplete"));
}

#[test]
fn the_daily_ceiling_stops_a_read_wherever_it_is_said() {
    let said = outcome("fatal", "business-rule", "4135", "Try tomorrow");
    assert_eq!(
        ended(refused(400, said.clone())).code,
        reason::DAILY_CEILING
    );
    assert_eq!(judge_page(&[said]).unwrap_err().code, reason::DAILY_CEILING);
}

#[test]
fn a_malformed_question_may_be_put_otherwise_and_a_forbidden_one_not() {
    let wants_category = outcome("fatal", "business-rule", "59108", "category is required");
    assert!(ended(refused(400, wants_category)).malformed);
    let forbidden = outcome("error", "forbidden", "59022", "Not authorized");
    let ending = ended(refused(403, forbidden));
    assert_eq!((ending.state, ending.malformed), (State::Refused, false));
    let no_such_part = outcome("fatal", "invalid", "59111", "Unknown category");
    assert_eq!(ended(refused(400, no_such_part)).state, State::NotOffered);
}

#[test]
fn passing_failures_are_tried_again_and_permanent_ones_are_not() {
    let wait = Duration::from_secs(7);
    let throttled = FetchError::Throttled {
        status: 429,
        retry_after: Some(wait),
    };
    assert_eq!(
        judge(&throttled),
        Verdict::Again {
            after: Some(wait),
            everyone: true
        }
    );
    let broken = FetchError::ServerError {
        status: 500,
        retry_after: None,
        outcome: None,
    };
    assert_eq!(
        judge(&broken),
        Verdict::Again {
            after: None,
            everyone: false
        }
    );
    let stored = outcome("fatal", "required", "x", "missing element");
    let broken = FetchError::ServerError {
        status: 500,
        retry_after: None,
        outcome: Some(stored),
    };
    assert_eq!(ended(judge(&broken)).state, State::Failed);
    let network = |kind| judge(&FetchError::Network { kind });
    assert_eq!(network(NetworkKind::Connect), Verdict::Unreached);
    assert_eq!(network(NetworkKind::BodyCut), Verdict::Shaky);
    assert_eq!(ended(network(NetworkKind::Tls)).state, State::Failed);
    assert_eq!(
        judge(&FetchError::Unauthorized { outcome: None }),
        Verdict::SignInLost
    );
    assert_eq!(judge(&FetchError::Expired), Verdict::Restart);
    assert!(ended(judge(&FetchError::Gone)).is_absent());
}
