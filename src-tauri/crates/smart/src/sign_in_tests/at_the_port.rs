//! What comes to the redirect address, and what does not come.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use super::*;
use crate::cancellation;

#[tokio::test]
async fn an_answer_that_comes_twice_counts_once() {
    let far = FarSide::start().await;
    let hold = far.hold(TOKEN);
    let (browser, mut pages) = Browser::doing(|browser, url| {
        Box::pin(async move {
            let to = browser.walk(url).await;
            tokio::join!(browser.show(to.clone()), browser.show(to));
        })
    });
    let ask = ask(&far);
    let (ended, ()) = tokio::join!(
        signing_in(&far, &ask, &browser, CancelToken::never()),
        async {
            // The first is still being exchanged when the second is answered.
            let second = pages.recv().await.unwrap();
            assert_eq!(second.status, 409);
            assert!(second.html.contains("already used"));
            hold.add_permits(1);
        }
    );
    ended.unwrap();
    assert!(
        pages
            .recv()
            .await
            .unwrap()
            .html
            .contains("You are signed in")
    );
    assert_eq!(far.asked(TOKEN).len(), 1);
}

#[tokio::test]
async fn a_wrong_state_neither_ends_nor_takes_over_the_attempt() {
    let far = FarSide::start().await;
    let (browser, mut pages) = Browser::doing(|browser, url| {
        Box::pin(async move {
            let right = browser.walk(url).await;
            let mut wrong = right.clone();
            wrong
                .query_pairs_mut()
                .clear()
                .extend_pairs([("code", "evil"), ("state", "guess")]);
            browser.show(wrong).await;
            browser.show(right).await;
        })
    });
    let grant = signing_in(&far, &ask(&far), &browser, CancelToken::never())
        .await
        .unwrap();
    assert!(grant.access.expose().starts_with("access-"));
    let refused = pages.recv().await.unwrap();
    assert_eq!(refused.status, 400);
    assert!(
        refused.html.contains("belongs to another sign-in"),
        "{}",
        refused.html
    );
    assert!(
        pages
            .recv()
            .await
            .unwrap()
            .html
            .contains("You are signed in")
    );
    assert_ne!(far.asked(TOKEN)[0].get("code"), "evil");
}

#[tokio::test]
async fn an_ehr_that_loses_the_state_ends_as_wrong_state_when_time_is_over() {
    let far = FarSide::start().await;
    far.act(AUTHORIZE, |asked| {
        redirect(&format!("{}?code=abc", asked.get("redirect_uri")))
    });
    let (browser, mut pages) = Browser::new();
    let ask = Ask {
        time_limit: Duration::from_millis(400),
        ..ask(&far)
    };
    let error = signing_in(&far, &ask, &browser, CancelToken::never())
        .await
        .unwrap_err();
    assert_eq!(error, SignInError::WrongState);
    assert!(pages.recv().await.unwrap().html.contains("refused"));
    assert!(far.asked(TOKEN).is_empty());
}

#[tokio::test]
async fn a_code_from_another_attempt_is_refused() {
    let far = FarSide::start().await;
    // An attacker signs in by himself and keeps his unused code.
    let (his, mut kept) = Browser::doing(|browser, url| {
        Box::pin(async move {
            let to = browser.walk(url).await;
            browser.show(to).await;
        })
    });
    let hold = far.hold(TOKEN);
    let (cancel, token) = cancellation();
    let attack = ask(&far);
    let (ended, ()) = tokio::join!(signing_in(&far, &attack, &his, token), async {
        far.until_asked(TOKEN, 1).await;
        cancel.cancel();
    });
    assert_eq!(ended.unwrap_err(), SignInError::Cancelled);
    hold.add_permits(100);
    drop(kept.try_recv());
    let his_code = far.asked(TOKEN)[0].get("code").to_owned();
    // He makes Dr. Okafor's browser bring it to her attempt, even with the right state: the code
    // belongs to his verifier and not to hers.
    far.act(AUTHORIZE, move |asked| {
        redirect(&answer_to(asked, &[("code", &his_code)]))
    });
    let (error, _) = fails(&far).await;
    assert!(
        matches!(error, SignInError::CodeExpired | SignInError::Replayed),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_closed_browser_ends_with_the_time_limit() {
    let far = FarSide::start().await;
    let (browser, _pages) = Browser::doing(|_, _| Box::pin(async {}));
    let ask = Ask {
        time_limit: Duration::from_millis(50),
        ..ask(&far)
    };
    let error = signing_in(&far, &ask, &browser, CancelToken::never())
        .await
        .unwrap_err();
    assert_eq!(error, SignInError::TimedOut);
    assert!(
        error.message().contains("client id"),
        "a page that never comes back is explained"
    );
}

#[tokio::test]
async fn cancelling_ends_the_wait_and_closes_the_port() {
    let far = FarSide::start().await;
    let (opened, mut address) = mpsc::unbounded_channel();
    let (browser, _pages) = Browser::doing(move |_, url| {
        let _ = opened.send(url);
        Box::pin(async {})
    });
    let (cancel, token) = cancellation();
    let ask = ask(&far);
    let (ended, port) = tokio::join!(signing_in(&far, &ask, &browser, token), async {
        let url = address.recv().await.unwrap();
        let back = url
            .query_pairs()
            .find(|(name, _)| name == "redirect_uri")
            .unwrap()
            .1;
        cancel.cancel();
        Url::parse(&back).unwrap().port().unwrap()
    });
    assert_eq!(ended.unwrap_err(), SignInError::Cancelled);
    while TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn only_a_get_of_the_callback_at_this_computer_is_answered() {
    let far = FarSide::start().await;
    let (browser, mut pages) = Browser::doing(|browser, url| {
        Box::pin(async move {
            let right = browser.walk(url).await;
            let address = format!("127.0.0.1:{}", right.port().unwrap());
            // A connection that a browser opens ahead and never uses must not be in the way.
            let _idle = TcpStream::connect(&address).await.unwrap();
            let query = right.query().unwrap().to_owned();
            let lines = [
                (
                    format!("GET /favicon.ico HTTP/1.1\r\nHost: {address}"),
                    "404",
                ),
                (format!("GET / HTTP/1.1\r\nHost: {address}"), "404"),
                (
                    format!("GET /callback/x?{query} HTTP/1.1\r\nHost: {address}"),
                    "404",
                ),
                (
                    format!("POST /callback?{query} HTTP/1.1\r\nHost: {address}"),
                    "405",
                ),
                (
                    format!("GET /callback?{query} HTTP/1.1\r\nHost: evil.example:80"),
                    "421",
                ),
                (
                    format!("GET /callback?{query} HTTP/1.1\r\nAccept: */*"),
                    "421",
                ),
            ];
            for (request, status) in lines {
                let mut stream = TcpStream::connect(&address).await.unwrap();
                stream
                    .write_all(format!("{request}\r\n\r\n").as_bytes())
                    .await
                    .unwrap();
                let mut answer = String::new();
                stream.read_to_string(&mut answer).await.unwrap();
                assert!(
                    answer.starts_with(&format!("HTTP/1.1 {status}")),
                    "{request}: {answer}"
                );
                assert!(answer.contains("Cache-Control: no-store"));
            }
            browser.show(right).await;
        })
    });
    signing_in(&far, &ask(&far), &browser, CancelToken::never())
        .await
        .unwrap();
    // With the browser gone, a page that was never shown fails the test instead of holding it up.
    drop(browser);
    assert_eq!(pages.recv().await.unwrap().status, 200);
}

#[tokio::test]
async fn a_fixed_port_is_used_or_said_to_be_taken() {
    let far = FarSide::start().await;
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = taken.local_addr().unwrap().port();
    let fixed = Ask {
        redirect: Redirect::Loopback {
            port: Some(port),
            path: Some("/wardbook/back".to_owned()),
        },
        ..ask(&far)
    };
    let (browser, _pages) = Browser::new();
    let error = signing_in(&far, &fixed, &browser, CancelToken::never())
        .await
        .unwrap_err();
    assert_eq!(
        error,
        SignInError::Listener {
            port: Some(port),
            in_use: true
        }
    );
    assert!(error.message().contains(&port.to_string()));
    drop(taken);
    signing_in(&far, &fixed, &browser, CancelToken::never())
        .await
        .unwrap();
    let asked = far.asked(AUTHORIZE).remove(0);
    assert_eq!(
        asked.get("redirect_uri"),
        format!("http://127.0.0.1:{port}/wardbook/back")
    );
    assert_eq!(
        fixed.redirect.to_register(),
        asked.get("redirect_uri"),
        "what is shown for registration is what is sent"
    );
}

#[tokio::test]
async fn a_browser_that_does_not_open_is_said_at_once() {
    struct Nothing;
    impl OpenUrl for Nothing {
        fn open(&self, _: &str) -> Result<(), String> {
            Err("There is no browser.".to_owned())
        }
    }
    let far = FarSide::start().await;
    let discovery = discover(&far.http, &far.base, None).await.unwrap();
    let (clock, chance) = (Standing::at(MORNING), Repeating::default());
    let (ask, never) = (ask(&far), CancelToken::never());
    let ended = sign_in(
        &far.http,
        &discovery,
        &ask,
        &Nothing,
        clock.as_ref(),
        &chance,
        never,
    )
    .await;
    let error = ended.unwrap_err();
    assert_eq!(error.code(), "browser-not-opened");
    assert!(error.message().contains("There is no browser."));
}
