//! Connections: each with its own secret, sign-in and records; what is shown of them, and what is not.

use serde_json::json;

use super::{Ward, hers, ingrid};
use crate::Brought;
use crate::wire::connection::{
    Auth, ComesBack, Connection, ConnectionDetails, ConnectionRef, EditConnection, NewConnection,
    Reach, SecretState, SignInState,
};
use crate::wire::hidden::Hidden;
use crate::wire::hospital::{FindHospitals, ImportHospitals};
use crate::wire::launch::{LaunchOutcome, Launched};

/// An address where nobody listens: these stories ask nothing of an EHR.
const NOWHERE: &str = "http://127.0.0.1:9/fhir";

fn asked(name: &str, auth: Auth) -> NewConnection {
    NewConnection {
        name: name.to_owned(),
        fhir_base: NOWHERE.to_owned(),
        client_id: Some("wardbook".to_owned()),
        auth,
        details: ConnectionDetails::default(),
        secret: None,
    }
}

fn with_secret(name: &str, auth: Auth, secret: &str) -> NewConnection {
    NewConnection {
        secret: Some(Hidden::new(secret)),
        ..asked(name, auth)
    }
}

impl Ward {
    async fn connect(&self, request: NewConnection) -> Connection {
        self.app
            .add_connection(&self.lindqvist, request)
            .await
            .unwrap()
    }

    async fn refused(&self, request: NewConnection) -> String {
        let refused = self.app.add_connection(&self.lindqvist, request).await;
        refused.unwrap_err().message
    }

    async fn connections(&self) -> Vec<Connection> {
        self.app.list_connections(&self.lindqvist).await.unwrap()
    }
}

fn named(connection: &str) -> ConnectionRef {
    ConnectionRef {
        connection: connection.to_owned(),
    }
}

#[tokio::test]
async fn every_kind_of_sign_in_says_what_it_needs_and_shows_no_secret() {
    let ward = Ward::open().await;
    assert!(
        ward.refused(asked("A", Auth::SmartSecret))
            .await
            .contains("client secret")
    );
    assert!(
        ward.refused(asked("A", Auth::Basic))
            .await
            .contains("user name")
    );
    assert!(
        ward.refused(asked("A", Auth::ApiKey))
            .await
            .contains("header")
    );
    assert!(
        ward.refused(with_secret("A", Auth::SmartKey, "no key"))
            .await
            .contains("PEM")
    );
    let without_id = NewConnection {
        client_id: None,
        ..asked("A", Auth::ClientCredentials)
    };
    assert!(ward.refused(without_id).await.contains("client id"));

    let secret = ward
        .connect(with_secret("North", Auth::SmartSecret, "w0rd-of-north"))
        .await;
    assert_eq!(
        (secret.secret, secret.sign_in),
        (SecretState::Kept, SignInState::SignedOut)
    );
    let basic = NewConnection {
        details: ConnectionDetails {
            account: Some("ward7".to_owned()),
            ..ConnectionDetails::default()
        },
        ..with_secret("South", Auth::Basic, "w0rd-of-south")
    };
    let basic = ward.connect(basic).await;
    assert_eq!(
        (basic.sign_in, basic.client_id),
        (SignInState::NotNeeded, None)
    );
    let key = ward.connect(asked("East", Auth::SmartKey)).await;
    let public = key.public_keys.unwrap();
    assert!(
        public.contains("\"ES384\"") && !public.contains("\"d\""),
        "{public}"
    );
    let shown = serde_json::to_string(&ward.connections().await).unwrap();
    assert!(
        !shown.contains("w0rd-of") && !shown.contains("PRIVATE KEY"),
        "{shown}"
    );
    let request = format!("{:?}", with_secret("X", Auth::Basic, "w0rd-of-x"));
    assert!(!request.contains("w0rd"), "{request}");
}

#[tokio::test]
async fn the_address_to_register_is_shown_for_every_way_back() {
    let ward = Ward::open().await;
    let back = |name: &str, way: ComesBack| NewConnection {
        details: ConnectionDetails {
            comes_back: Some(way),
            ..ConnectionDetails::default()
        },
        ..asked(name, Auth::Smart)
    };
    let fixed = ComesBack::Loopback {
        port: Some(8765),
        path: Some("/back".to_owned()),
    };
    let page = "https://hospital.example/wardbook".to_owned();
    for (name, way, address) in [
        ("a", fixed, "http://127.0.0.1:8765/back"),
        ("b", ComesBack::Scheme, "app.wardbook.desktop://callback"),
        ("c", ComesBack::Bounce { page: page.clone() }, page.as_str()),
    ] {
        let added = ward.connect(back(name, way.clone())).await;
        assert_eq!(added.redirect_uri.as_deref(), Some(address));
        assert_eq!(added.details.comes_back, Some(way));
        assert_eq!(added.launch_uris, ["app.wardbook.desktop://launch"]);
    }
    let usual = ward.connect(asked("d", Auth::Smart)).await;
    assert_eq!(
        usual.redirect_uri.as_deref(),
        Some("http://127.0.0.1/callback")
    );
    let none = ward.connect(asked("e", Auth::None)).await;
    assert_eq!((none.redirect_uri, none.launch_uris.len()), (None, 0));
}

#[tokio::test]
async fn a_changed_connection_keeps_its_secret_unless_another_is_given_or_its_kind_changes() {
    let ward = Ward::open().await;
    let first = ward
        .connect(with_secret("North", Auth::SmartSecret, "first"))
        .await;
    let edit = |to: NewConnection| {
        let connection = first.id.clone();
        ward.app
            .edit_connection(&ward.lindqvist, EditConnection { connection, to })
    };
    let renamed = edit(asked("North Hospital", Auth::SmartSecret))
        .await
        .unwrap();
    assert_eq!(
        (renamed.name.as_str(), renamed.secret),
        ("North Hospital", SecretState::Kept)
    );
    // A secret that was given for one address is not shown to another.
    let elsewhere = NewConnection {
        fhir_base: "https://other.example/fhir".to_owned(),
        ..asked("North Hospital", Auth::SmartSecret)
    };
    let moved = edit(elsewhere).await.unwrap_err();
    assert!(moved.message.contains("client secret"), "{moved}");
    let plain = NewConnection {
        fhir_base: "http://other.example/fhir".to_owned(),
        ..asked("North Hospital", Auth::None)
    };
    assert!(edit(plain).await.unwrap_err().message.contains("https"));
    // Another kind has another secret: the old one is not carried over.
    let refused = edit(asked("North Hospital", Auth::ClientCredentials)).await;
    assert!(refused.unwrap_err().message.contains("client secret"));
    let open = edit(asked("North Hospital", Auth::None)).await.unwrap();
    assert_eq!(open.secret, SecretState::NotNeeded);
    let back = edit(asked("North Hospital", Auth::SmartSecret)).await;
    assert!(
        back.is_err(),
        "a secret that was given up is not found again"
    );
    let other = ward.connect(asked("South", Auth::Smart)).await;
    let taken = edit(NewConnection {
        name: other.name,
        ..asked("", Auth::None)
    });
    assert_eq!(taken.await.unwrap_err().code, "name-taken");
}

#[tokio::test]
async fn a_new_key_is_another_key_and_only_kinds_with_keys_have_one() {
    let ward = Ward::open().await;
    let first = ward
        .connect(asked("East", Auth::SmartKey))
        .await
        .public_keys;
    let again = ward
        .app
        .new_client_key(&ward.lindqvist, named("East"))
        .await
        .unwrap();
    assert!(first.is_some() && first != again.public_keys);
    ward.connect(asked("West", Auth::Smart)).await;
    let none = ward
        .app
        .new_client_key(&ward.lindqvist, named("West"))
        .await;
    assert!(none.unwrap_err().message.contains("no private key"));
}

#[tokio::test]
async fn removing_one_takes_its_secret_and_leaves_the_others_alone() {
    let ward = Ward::open().await;
    ward.import(&[
        ingrid(),
        hers("Condition", "c1", json!({"code": {"text": "Asthma"}})),
    ])
    .await;
    ward.connect(with_secret("North", Auth::SmartSecret, "of-north"))
        .await;
    let south = ward
        .connect(with_secret("South", Auth::SmartSecret, "of-south"))
        .await;
    ward.app
        .remove_connection(&ward.lindqvist, named("North"))
        .await
        .unwrap();
    let left = ward.connections().await;
    let kept = left.iter().find(|one| one.id == south.id).unwrap();
    assert_eq!(kept.secret, SecretState::Kept);
    assert!(left.iter().all(|one| one.name != "North"));
    assert_eq!(
        ward.patient().await.patient.len(),
        36,
        "what was imported is still here"
    );
    // The name is free, and nothing of the first one comes back with it.
    let again = ward.connect(asked("North", Auth::Smart)).await;
    assert_eq!((again.patients, again.records), (0, 0));
    assert_eq!(again.sign_in, SignInState::SignedOut);
}

#[tokio::test]
async fn a_test_of_what_is_there_names_the_step_that_failed_and_what_to_do() {
    let ward = Ward::open().await;
    ward.connect(asked("North", Auth::Smart)).await;
    let steps = ward
        .app
        .check_connection(&ward.lindqvist, named("North"))
        .await
        .unwrap();
    assert_eq!(
        (steps[0].step.as_str(), steps[0].ok),
        ("reach", Some(false))
    );
    assert!(steps[0].hint.as_deref().unwrap().contains("network"));
    assert!(
        steps[1..].iter().all(|step| step.ok.is_none()),
        "what follows was not tried"
    );
    let schema = ward
        .app
        .connection_schema(&ward.lindqvist, named("North"))
        .await;
    assert_eq!(schema.unwrap_err().code, "offline");
}

#[tokio::test]
async fn an_ehr_that_goes_away_is_noticed_though_nobody_asks_it_anything() {
    let ward = Ward::open().await;
    let there = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/fhir", there.local_addr().unwrap());
    let answering = tokio::spawn(async move {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        while let Ok((mut socket, _)) = there.accept().await {
            let _head = socket.read(&mut [0; 4096]).await;
            let gone = b"HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
            socket.write_all(gone).await.unwrap();
        }
    });
    let north = NewConnection {
        fhir_base: base,
        ..asked("North", Auth::None)
    };
    assert_eq!(ward.connect(north).await.reach, Reach::Unknown);
    let live = ward.app.opened().unwrap().lives().values().next().cloned();
    let (live, now) = (live.unwrap(), ward.app.now());
    assert!(live.silent(now).unwrap().is_there().await);
    assert!(matches!(live.meter.reach(), Reach::Online { .. }));
    assert!(live.silent(now).is_none(), "it was just heard of");
    let mut changes = ward.app.subscribe();
    answering.abort();
    drop(answering.await);
    let later = now + 10 * 60_000;
    assert!(!live.silent(later).unwrap().is_there().await);
    assert!(matches!(live.meter.reach(), Reach::Offline { .. }));
    let told = changes.try_recv().unwrap();
    assert_eq!(
        told,
        crate::wire::sync::Change::Connections,
        "the window looks again"
    );
}

#[tokio::test]
async fn a_launch_from_an_ehr_nobody_configured_is_asked_about_and_not_followed() {
    let ward = Ward::open().await;
    ward.connect(asked("North", Auth::Smart)).await;
    let mut changes = ward.app.subscribe();
    let address = "app.wardbook.desktop://launch?iss=https%3A%2F%2Fevil.example%2Ffhir&launch=x1";
    assert_eq!(ward.app.bring(address), Brought::Launch);
    let mut told = false;
    while let Ok(change) = changes.try_recv() {
        told |= change == crate::wire::sync::Change::Launch;
    }
    assert!(told);
    let mut waiting = ward.app.take_launches(&ward.lindqvist).await.unwrap();
    let waiting = waiting.remove(0);
    let again = ward.app.take_launches(&ward.lindqvist).await.unwrap();
    assert!(again.is_empty(), "once");
    let outcome = ward.app.launch(&ward.lindqvist, waiting).await.unwrap();
    let iss = "https://evil.example/fhir".to_owned();
    assert_eq!(outcome, LaunchOutcome::Unknown { iss });
    let known = Launched {
        address: "app.wardbook.desktop://launch?iss=http%3A%2F%2F127.0.0.1%3A9%2Ffhir&launch=x1"
            .to_owned(),
    };
    // This one is configured, so it is asked; nobody listens there.
    let failed = ward.app.launch(&ward.lindqvist, known).await.unwrap_err();
    assert_eq!(failed.code, "offline");
    for address in [
        "app.wardbook.desktop://callback?code=x&state=y",
        "app.wardbook.desktop://launch?launch=x",
        "app.wardbook.desktop://other",
        "https://ehr.example/launch?iss=https://e.example&launch=x",
        "nonsense",
    ] {
        assert_eq!(ward.app.bring(address), Brought::Refused, "{address}");
    }
}

#[tokio::test]
async fn a_hospital_is_found_as_one_types() {
    let ward = Ward::open().await;
    let endpoint = |name: &str, base: &str| {
        json!({"resource": {"resourceType": "Endpoint", "status": "active", "name": name, "address": base,
            "connectionType": {"code": "hl7-fhir-rest"}}})
    };
    let list = json!({"resourceType": "Bundle", "entry": [
        endpoint("Årsta Sjukhus", "https://arsta.example/r4"),
        endpoint("Saint Mary of the Lake", "https://mary.example/r4"),
        endpoint("Lakeside", "https://lake.example/r4"),
    ]});
    let from = ward.file("lakes.json", &list.to_string());
    let request = ImportHospitals {
        from: from.to_str().unwrap().to_owned(),
        name: None,
    };
    let kept = ward
        .app
        .import_hospitals(&ward.lindqvist, request.clone())
        .await
        .unwrap();
    assert_eq!((kept.name.as_str(), kept.hospitals), ("lakes", 3));
    ward.app
        .import_hospitals(&ward.lindqvist, request)
        .await
        .unwrap();
    let find = |text: &str| {
        let text = text.to_owned();
        ward.app
            .find_hospitals(&ward.lindqvist, FindHospitals { text })
    };
    let names = |text: &str| {
        let found = find(text);
        async move {
            let found = found.await.unwrap();
            let names: Vec<String> = found.hospitals.into_iter().map(|one| one.name).collect();
            names
        }
    };
    assert_eq!(names("lake").await, ["Lakeside", "Saint Mary of the Lake"]);
    assert_eq!(names("mar lak").await, ["Saint Mary of the Lake"]);
    assert_eq!(names("arsta").await, ["Årsta Sjukhus"]);
    assert_eq!(names("%").await, Vec::<String>::new());
    let page = ward.file("page.json", "<html>");
    let request = ImportHospitals {
        from: page.to_str().unwrap().to_owned(),
        name: None,
    };
    let refused = ward.app.import_hospitals(&ward.lindqvist, request).await;
    assert!(refused.unwrap_err().message.contains("Bundle of Endpoints"));
}

#[tokio::test]
async fn what_was_made_for_the_old_address_is_not_used_for_the_new_one() {
    let ward = Ward::open().await;
    let north = ward.connect(asked("North", Auth::Smart)).await;
    let open = ward.app.opened().unwrap();
    let old = open.lives().values().next().cloned().unwrap();
    let before = open.given_up();
    let edit = EditConnection {
        connection: north.id.clone(),
        to: NewConnection {
            fhir_base: "http://127.0.0.1:9/elsewhere".to_owned(),
            ..asked("North", Auth::Smart)
        },
    };
    ward.app
        .edit_connection(&ward.lindqvist, edit)
        .await
        .unwrap();
    assert!(
        open.given_up() > before,
        "one that is being made is not kept"
    );
    let new = open.lives().values().next().cloned().unwrap();
    assert!(!std::sync::Arc::ptr_eq(&old, &new));
    assert_eq!(new.base.path(), "/elsewhere");
}

#[tokio::test]
async fn a_sign_in_is_cancelled_also_while_the_ehr_is_asked_where() {
    let ward = Ward::open().await;
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/fhir", silent.local_addr().unwrap());
    let north = NewConnection {
        fhir_base: base,
        ..asked("North", Auth::Smart)
    };
    let north = ward.connect(north).await;
    let (app, me) = (ward.app.clone(), ward.lindqvist.clone());
    let request = named(&north.id);
    let signing = tokio::spawn(async move { app.sign_in(&me, request).await });
    // It is asked, and does not answer.
    let (_asked, _) = silent.accept().await.unwrap();
    ward.app
        .cancel_sign_in(&ward.lindqvist, named(&north.id))
        .await
        .unwrap();
    let ended = signing.await.unwrap().unwrap_err();
    assert_eq!(ended.code, "sign-in-cancelled");
    assert_eq!(ward.connections().await[0].sign_in, SignInState::SignedOut);
}

#[tokio::test]
async fn a_connection_of_a_time_when_plain_http_was_taken_can_still_be_removed() {
    let ward = Ward::open().await;
    let north = ward.connect(asked("North", Auth::Smart)).await;
    let open = ward.app.opened().unwrap();
    let id = *open.lives().keys().next().unwrap();
    open.store()
        .write(|tx| {
            tx.execute(
                "UPDATE connection SET fhir_base = 'http://ehr.example/fhir' WHERE id = ?1",
                [id],
            )?;
            Ok(())
        })
        .unwrap();
    open.give_up(id);
    assert_eq!(ward.connections().await.len(), 1, "it is listed");
    ward.app
        .remove_connection(&ward.lindqvist, named(&north.id))
        .await
        .unwrap();
    assert!(ward.connections().await.is_empty());
}
