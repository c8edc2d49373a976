//! The edge as the page sees it, without a window: what a command answers, and who may call it. The
//! context is the program's own, so these hold for its capabilities and permissions.

#![allow(clippy::disallowed_methods)] // generate_context!, as in the program

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tauri::ipc::{CallbackFn, InvokeBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{App, WebviewUrl, WebviewWindow, WebviewWindowBuilder};
use wardbook_app::Options;

use crate::desk::Desk;
use crate::window;

#[path = "edge_stories.rs"]
mod stories;

const PERMISSIONS: &str = include_str!("../permissions/window.toml");

struct Edge {
    app: App<MockRuntime>,
    folder: tempfile::TempDir,
}

impl Edge {
    fn new() -> Edge {
        let folder = tempfile::tempdir().unwrap();
        let options = Options::system(folder.path().join("profile"));
        let desk = Desk::around(wardbook_app::App::new(options));
        let app = crate::with_commands(mock_builder())
            .manage(desk)
            .build(tauri::generate_context!(test = true))
            .unwrap();
        Edge { app, folder }
    }

    fn window(&self, label: &str) -> WebviewWindow<MockRuntime> {
        WebviewWindowBuilder::new(&self.app, label, WebviewUrl::default())
            .build()
            .unwrap()
    }
}

fn ask(
    window: &WebviewWindow<MockRuntime>,
    from: &str,
    command: &str,
    request: Value,
) -> Result<Value, Value> {
    let request = InvokeRequest {
        cmd: command.into(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: from.parse().unwrap(),
        body: InvokeBody::Json(request),
        headers: tauri::http::HeaderMap::default(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    get_ipc_response(window, request).map(|body| body.deserialize().unwrap())
}

const OURS: &str = if cfg!(windows) {
    "http://tauri.localhost"
} else {
    "tauri://localhost"
};

fn permitted() -> BTreeSet<&'static str> {
    let names = PERMISSIONS
        .lines()
        .filter_map(|line| line.trim().strip_prefix('"'));
    names.filter_map(|line| line.strip_suffix("\",")).collect()
}

#[test]
fn an_error_comes_out_with_a_code_and_words() {
    let edge = Edge::new();
    let window = edge.window(window::LABEL);
    let failure = ask(&window, OURS, "list_connections", json!({})).unwrap_err();
    assert_eq!(failure["code"], "profile-locked");
    assert!(
        failure["message"].as_str().unwrap().contains("Unlock"),
        "{failure}"
    );
    assert!(
        failure["correlation"].is_string(),
        "joins it with the log: {failure}"
    );
}

#[test]
fn an_answer_comes_out_as_the_window_knows_it() {
    let edge = Edge::new();
    let window = edge.window(window::LABEL);
    let state = ask(&window, OURS, "profile_state", json!({})).unwrap();
    assert_eq!(
        state["kind"], "new",
        "there is no profile in an empty folder: {state}"
    );
}

#[test]
fn the_page_may_call_what_app_can_do_but_for_what_only_the_terminal_does() {
    let known: BTreeSet<&str> = wardbook_app::commands::NAMES.iter().copied().collect();
    let terminal = BTreeSet::from([
        "import",
        "export_chart",
        "read_document_text",
        "add_document",
    ]);
    assert_eq!(permitted(), &known - &terminal, "src-tauri/permissions");

    let edge = Edge::new();
    let window = edge.window(window::LABEL);
    for command in permitted() {
        // Without its request a command either answers, or says what it lacks; it is never unknown.
        if let Err(Value::String(said)) = ask(&window, OURS, command, json!({})) {
            assert!(
                said.contains("missing required key request"),
                "{command}: {said}"
            );
        }
    }
}

#[test]
fn nothing_else_may_be_called_and_nobody_else_may_call() {
    let edge = Edge::new();
    let main = edge.window(window::LABEL);
    for command in [
        "plugin:window|create",
        "plugin:event|emit",
        "plugin:webview|set_webview_zoom",
    ] {
        let said = ask(&main, OURS, command, json!({}))
            .unwrap_err()
            .to_string();
        assert!(said.contains("not allowed"), "{command}: {said}");
    }
    let other = edge.window("other");
    let said = ask(&other, OURS, "profile_state", json!({}))
        .unwrap_err()
        .to_string();
    assert!(said.contains("not allowed"), "another window: {said}");
    let said = ask(&main, "https://ehr.example/", "profile_state", json!({})).unwrap_err();
    assert!(
        said.to_string().contains("not allowed"),
        "a foreign page: {said}"
    );
}
