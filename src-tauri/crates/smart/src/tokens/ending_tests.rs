//! How a sign-in ends: with its hour, at the server's word, given back, or not at all where a new one failed.

use super::*;
use crate::far_side::REVOKE;

#[tokio::test]
async fn without_a_refresh_token_the_sign_in_ends_with_its_hour() {
    let day = morning_of(|desk| desk.refreshes = false).await;
    let until = Some(MORNING + HOUR);
    assert_eq!(
        day.tokens.state(),
        State::SignedIn {
            until,
            renewable: false
        }
    );
    day.clock.set(MORNING + HOUR - 1);
    assert!(day.token().await.is_ok());
    day.clock.set(MORNING + HOUR);
    let lost = State::Lost {
        reason: Lost::Expired,
    };
    assert_eq!(day.tokens.state(), lost);
    assert_eq!(
        day.token().await.unwrap_err(),
        TokenError::Lost {
            code: "expired".into()
        }
    );
    assert_eq!((day.keyring.kept(), day.renewals()), (None, 0));
    assert_eq!(day.tokens.state(), lost);
}

#[tokio::test]
async fn a_token_of_unknown_life_is_good_until_the_server_says_no() {
    let day = morning_of(|desk| desk.expires_in = None).await;
    let first = day.tokens.token().await.unwrap().unwrap();
    day.clock.set(MORNING + 100 * HOUR);
    assert_eq!(day.token().await.unwrap(), first.secret());
    let second = day.tokens.renew(&first).await.unwrap().unwrap();
    assert_ne!(second, first);
    // Somebody who comes late with the old one gets the new one.
    assert_eq!(day.tokens.renew(&first).await.unwrap().unwrap(), second);
    assert_eq!(day.renewals(), 1);
}

#[tokio::test]
async fn signing_out_gives_both_tokens_back_and_forgets_them() {
    let day = morning().await;
    let kept = day.keyring.kept().unwrap();
    let out = day.tokens.revoke().await;
    assert_eq!(
        out,
        SignedOut {
            revocation: Revocation::Done,
            erased: Ok(())
        }
    );
    let asked = day.far.asked(REVOKE);
    assert_eq!(asked[0].get("token"), kept.refresh.unwrap().expose());
    assert_eq!(asked[0].get("token_type_hint"), "refresh_token");
    assert_eq!(asked[0].get("client_id"), CLIENT);
    assert_eq!(asked[1].get("token"), kept.access.expose());
    assert_eq!(day.keyring.kept(), None);
    assert_eq!(day.tokens.state(), State::SignedOut);
    assert_eq!(day.token().await.unwrap_err(), TokenError::SignedOut);
    assert_eq!(
        day.tokens.revoke().await.revocation,
        Revocation::NothingHeld
    );
    assert_eq!(
        day.counted.all(),
        ["sign-in ok", "revoke ok", "revoke nothing-held"]
    );
}

#[tokio::test]
async fn signing_out_forgets_also_where_the_ehr_does_not_help() {
    let day = morning().await;
    day.far.act(REVOKE, |_| page(500, "<html>"));
    let out = day.tokens.revoke().await;
    assert_eq!(out.revocation, Revocation::Refused { status: 500 });
    assert_eq!(day.keyring.kept(), None);
    day.sign_in().await.unwrap();
    let mut kept = day.keyring.kept().unwrap();
    kept.revocation_endpoint = None;
    day.keyring.save("north", &kept).unwrap();
    // A kept sign-in that this run never took up is forgotten as well.
    let out = day.another().revoke().await;
    assert_eq!(
        out,
        SignedOut {
            revocation: Revocation::NotOffered,
            erased: Ok(())
        }
    );
    assert_eq!(day.keyring.kept(), None);
    // A locked keyring is reported, and the memory is empty all the same.
    day.keyring.locked.store(true, Ordering::SeqCst);
    assert_eq!(
        day.tokens.revoke().await.erased,
        Err(VaultError::Unavailable)
    );
    assert_eq!(day.tokens.state(), State::SignedOut);
}

#[tokio::test]
async fn a_failed_sign_in_is_counted_and_leaves_the_old_one_alone() {
    let day = morning().await;
    let first = day.token().await.unwrap();
    day.far.act(TOKEN, |_| refusal("invalid_grant", "expired"));
    assert_eq!(day.sign_in().await.unwrap_err(), SignInError::CodeExpired);
    assert_eq!(day.counted.all(), ["sign-in ok", "sign-in code-expired"]);
    assert_eq!(day.token().await.unwrap(), first);
}
