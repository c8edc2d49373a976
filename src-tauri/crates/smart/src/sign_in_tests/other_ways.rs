//! The other kinds of client and the other ways back from the browser.

use super::*;
use crate::client::ClientKey;
use crate::discovery::Discovery;
use crate::inbox::Delivery;

fn asked_with(far: &FarSide, auth: ClientAuth) -> Ask {
    Ask { auth, ..ask(far) }
}

#[tokio::test]
async fn a_client_with_a_secret_shows_it_in_the_header_and_nowhere_else() {
    let far = FarSide::start().await;
    let ask = asked_with(&far, ClientAuth::Secret(Secret::new("p\u{e4}ss:word")));
    let (browser, _pages) = Browser::new();
    signing_in(&far, &ask, &browser, CancelToken::never())
        .await
        .unwrap();
    let asked = far.asked(TOKEN).remove(0);
    // base64 of `wardbook-test:p%C3%A4ss%3Aword`: both halves are encoded first (RFC 6749, 2.3.1).
    let shown = asked.headers["authorization"].to_str().unwrap();
    let pair = shown.strip_prefix("Basic ").unwrap();
    let pair = base64::engine::general_purpose::STANDARD
        .decode(pair)
        .unwrap();
    assert_eq!(
        String::from_utf8(pair).unwrap(),
        "wardbook-test:p%C3%A4ss%3Aword"
    );
    assert!(!asked.said.contains_key("client_secret") && !asked.said.contains_key("client_id"));
    let opened = far.asked(AUTHORIZE).remove(0);
    assert!(!format!("{opened:?}").contains("ss:word"));
}

#[tokio::test]
async fn a_server_that_takes_a_secret_in_the_form_only_gets_it_there() {
    let far = FarSide::start().await;
    let mut said = far.configuration();
    said["token_endpoint_auth_methods_supported"] = json!(["client_secret_post"]);
    far.act(crate::far_side::WELL_KNOWN, move |_| json(200, &said));
    let ask = asked_with(&far, ClientAuth::Secret(Secret::new("word")));
    let (browser, _pages) = Browser::new();
    let grant = signing_in(&far, &ask, &browser, CancelToken::never())
        .await
        .unwrap();
    assert!(grant.secret_in_body);
    let asked = far.asked(TOKEN).remove(0);
    assert_eq!(
        (asked.get("client_id"), asked.get("client_secret")),
        (CLIENT, "word")
    );
    assert!(!asked.headers.contains_key("authorization"));
}

#[tokio::test]
async fn a_client_with_a_key_sends_a_signed_statement_in_place_of_its_id() {
    let far = FarSide::start().await;
    let pem = ClientKey::generate(&Repeating::default()).unwrap();
    let key = ClientKey::from_pem(pem.expose(), None).unwrap();
    let ask = asked_with(&far, ClientAuth::Key(Box::new(key)));
    let (browser, _pages) = Browser::new();
    signing_in(&far, &ask, &browser, CancelToken::never())
        .await
        .unwrap();
    let asked = far.asked(TOKEN).remove(0);
    assert_eq!(
        asked.get("client_assertion_type"),
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    );
    assert_eq!(asked.get("client_assertion").split('.').count(), 3);
    assert!(!asked.said.contains_key("client_id") && asked.said.contains_key("code_verifier"));
}

#[tokio::test]
async fn an_answer_by_the_private_scheme_finds_the_sign_in_that_waits_for_it() {
    let far = FarSide::start().await;
    let inbox = Inbox::default();
    let ask = Ask {
        redirect: Redirect::Scheme {
            address: "app.wardbook.desktop://callback".to_owned(),
        },
        inbox: inbox.clone(),
        ..ask(&far)
    };
    let (seen, brought) = (inbox.clone(), Arc::new(std::sync::Mutex::new(Vec::new())));
    let noted = Arc::clone(&brought);
    let (browser, _pages) = Browser::doing(move |browser, url| {
        let (inbox, noted) = (seen.clone(), Arc::clone(&noted));
        Box::pin(async move {
            let stray = Url::parse("app.wardbook.desktop://callback?code=x&state=other").unwrap();
            let answer = browser.walk(url).await;
            let said = [&stray, &answer, &answer].map(|url| inbox.deliver(url));
            noted.lock().unwrap().extend(said);
        })
    });
    signing_in(&far, &ask, &browser, CancelToken::never())
        .await
        .unwrap();
    assert_eq!(
        *brought.lock().unwrap(),
        [Delivery::Nobody, Delivery::Taken, Delivery::Again]
    );
    let asked = far.asked(AUTHORIZE).remove(0);
    assert_eq!(asked.get("redirect_uri"), "app.wardbook.desktop://callback");
    // It is over: the same answer finds nobody.
    let late = answer_to(&asked, &[("code", "x")]);
    assert_eq!(inbox.deliver(&Url::parse(&late).unwrap()), Delivery::Nobody);
}

#[tokio::test]
async fn a_bouncing_page_is_named_at_the_ehr_and_its_answer_comes_by_the_scheme() {
    let far = FarSide::start().await;
    let inbox = Inbox::default();
    let page = Url::parse("https://hospital.example.org/wardbook/back").unwrap();
    let ask = Ask {
        redirect: Redirect::Bounce { page: page.clone() },
        inbox: inbox.clone(),
        ..ask(&far)
    };
    let (browser, _pages) = Browser::doing(move |browser, url| {
        let inbox = inbox.clone();
        Box::pin(async move {
            let at_page = browser.walk(url).await;
            let query = at_page.query().unwrap();
            let on = Url::parse(&format!("app.wardbook.desktop://callback?{query}")).unwrap();
            assert_eq!(inbox.deliver(&on), Delivery::Taken);
        })
    });
    signing_in(&far, &ask, &browser, CancelToken::never())
        .await
        .unwrap();
    assert_eq!(far.asked(AUTHORIZE)[0].get("redirect_uri"), page.as_str());
    assert_eq!(far.asked(TOKEN)[0].get("redirect_uri"), page.as_str());
}

#[tokio::test]
async fn an_ehr_that_started_us_is_given_its_launch_back() {
    let far = FarSide::start().await;
    far.set(|desk| {
        desk.extra.insert("patient", json!("ingrid"));
        desk.extra.insert("encounter", json!("visit-3"));
        desk.extra.insert("need_patient_banner", json!(true));
        desk.extra.insert("intent", json!("review-results"));
    });
    let ask = Ask {
        launch: Some(Secret::new("launch-77")),
        ..ask(&far)
    };
    let (browser, _pages) = Browser::new();
    let grant = signing_in(&far, &ask, &browser, CancelToken::never())
        .await
        .unwrap();
    assert_eq!(far.asked(AUTHORIZE)[0].get("launch"), "launch-77");
    assert_eq!(grant.patient.as_deref(), Some("ingrid"));
    assert_eq!(grant.encounter.as_deref(), Some("visit-3"));
    assert_eq!(grant.need_patient_banner, Some(true));
    assert_eq!(grant.intent.as_deref(), Some("review-results"));
    assert!(!format!("{ask:?}").contains("launch-77"));
}

#[tokio::test]
async fn a_plain_oauth_server_is_known_by_the_addresses_somebody_gave() {
    let far = FarSide::start().await;
    let at = |path: &str| Url::parse(&format!("{}{path}", far.root)).unwrap();
    let discovery = Discovery::plain(&far.base, Some(at(AUTHORIZE)), at(TOKEN)).unwrap();
    let (clock, chance) = (Standing::at(MORNING), Repeating::default());
    let (browser, _pages) = Browser::new();
    far.act(TOKEN, |_| {
        json(200, &json!({"access_token": "a", "expires_in": 60}))
    });
    let never = CancelToken::never();
    let ask = ask(&far);
    let (http, clock) = (&far.http, clock.as_ref());
    let grant = sign_in(http, &discovery, &ask, &browser, clock, &chance, never)
        .await
        .unwrap();
    assert_eq!((grant.fhir_user, grant.granted_stated), (None, false));
    let elsewhere = Url::parse("http://ehr.example.org/token").unwrap();
    assert!(
        Discovery::plain(&far.base, None, elsewhere).is_err(),
        "not encrypted"
    );
    let no_page = Discovery::plain(&far.base, None, at(TOKEN)).unwrap();
    let never = CancelToken::never();
    let ended = sign_in(http, &no_page, &ask, &browser, clock, &chance, never).await;
    assert_eq!(ended.unwrap_err(), SignInError::NoPage);
}

#[tokio::test]
async fn what_the_answer_itself_proves_is_granted_though_its_list_leaves_it_out() {
    let far = FarSide::start().await;
    // Seen at a strict server: the list is about the access token alone.
    far.set(|desk| drop(desk.extra.insert("scope", json!("user/Patient.rs"))));
    let scopes = [
        "openid",
        "fhirUser",
        "offline_access",
        "user/Patient.rs",
        "user/Device.rs",
    ];
    let ask = Ask {
        scopes: scopes.map(str::to_owned).to_vec(),
        ..ask(&far)
    };
    let (browser, _pages) = Browser::new();
    let never = CancelToken::never();
    let grant = signing_in(&far, &ask, &browser, never).await.unwrap();
    assert_eq!(grant.granted.missing(&ask.scopes), ["user/Device.rs"]);
    far.set(|desk| desk.refreshes = false);
    let never = CancelToken::never();
    let grant = signing_in(&far, &ask, &browser, never).await.unwrap();
    assert_eq!(
        grant.granted.missing(&ask.scopes),
        ["offline_access", "user/Device.rs"]
    );
}
