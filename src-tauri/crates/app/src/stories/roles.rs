//! Every request of the program against every role: allowed or refused, by the table below. A request that takes an actor
//! and has no row here fails the second test.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::pin::Pin;

use super::Ward;
use super::anything::anything;
use crate::wire::profile::{Failure, UnlockProfile};
use crate::{Actor, roles};

/// A place where nothing is and nothing can be made.
const NOWHERE: &str = "/nowhere/wardbook/x";

/// Whether a request was refused for want of a permission; any other failure is none of the door's.
fn refused<T>(answer: Result<T, Failure>) -> bool {
    answer.is_err_and(|failure| failure.code == "not-permitted")
}

/// A request that is asked: whether it was refused.
type Asked<'a> = Pin<Box<dyn Future<Output = bool> + 'a>>;

/// Locked, or not opened because it may not be: the next one finds it open again.
fn open_again(ward: &Ward) -> Pin<Box<dyn Future<Output = ()> + '_>> {
    let again = UnlockProfile { passphrase: None };
    Box::pin(async move {
        let opened = ward.app.unlock_profile(&ward.lindqvist, again).await;
        opened.map(drop).unwrap();
    })
}

/// Rows of requests, each with the first letters of the roles that may: owner, clinician, nurse, coder (k), auditor (u),
/// administrator.
macro_rules! table {
    ($($roles:literal { $($name:ident($($given:expr),*);)* })*) => {
        const ROWS: &[(&str, &str)] = &[$($((stringify!($name), $roles),)*)*];

        // Each made in a function of its own: together they would be more than a test's stack.
        $($(
            fn $name<'a>(ward: &'a Ward, actor: &'a Actor) -> Asked<'a> {
                Box::pin(async move { refused(ward.app.$name(actor $(, $given)*).await) })
            }
        )*)*

        async fn ask_each(ward: &Ward, actor: &Actor, seen: &mut Vec<(&'static str, bool)>) {
            $($(
                seen.push((stringify!($name), $name(ward, actor).await));
                open_again(ward).await;
            )*)*
        }
    };
}

table! {
    "ocnkua" {
        profile_state();
        create_profile(anything());
        unlock_profile(anything());
        lock_profile();
        appearance();
        set_appearance(anything());
        health();
        list_connections();
        automatic_sync(anything());
        automatic_now(anything());
        connection_manners(anything());
        connection_archive(anything());
        mapping_figures(anything());
        sync_progress();
        unsent();
        keep_open();
        document_limit();
        watched_folder();
        verify_audit_file(anything());
        lock_settings();
        policy();
        glass_state();
        retention();
        ask_retention(anything());
        end_glass(anything());
        lock_now();
        stir();
        unlock_with_pin(anything());
        backup_state();
        restore_backup(anything());
        recover_profile(anything());
        sign_person_in(anything());
        sign_person_out();
    }
    "oua" {
        list_audit(anything());
        verify_audit();
        audit_keeping();
    }
    "ou" {
        export_audit(anything());
    }
    "oa" {
        set_audit_keeping(anything());
        cut_audit();
        doctor();
        set_lock(anything());
        set_glass(anything());
        set_retention(anything());
        change_keys(anything());
        make_recovery_key(anything());
        back_up(anything());
        stop_backup();
        list_people();
        add_person(anything());
        set_person_role(anything());
        set_person_connections(anything());
        remove_person(anything());
        set_person_password(anything());
        support_bundle(anything());
        leave_workstation(leaving());
        set_document_limit(anything());
        set_watched_folder(anything());
        add_connection(anything());
        edit_connection(anything());
        new_client_key(anything());
        remove_connection(anything());
        test_connection(anything());
        check_connection(anything());
        connection_schema(anything());
        import_hospitals(anything());
        find_hospitals(anything());
        set_automatic_sync(anything());
        set_connection_manners(anything());
        set_connection_archive(anything());
        test_archive(anything());
        change_mapping(anything());
        import_mappings(anything());
    }
    "ocnk" {
        list_patients(anything());
        find_here(NOWHERE);
        own_lists();
        read_list(anything());
        forget_list(anything());
        patient_marks(anything());
        set_mark(anything());
        write_own_note(anything());
        remove_own_note(anything());
        open_chart(anything());
        patient_stay(anything());
        set_stay(anything());
        read_section(anything());
        read_timeline(anything());
        read_span(anything());
        compare_dates(anything());
        open_note(anything());
        compare_notes(anything());
        record_source(anything());
        record_mark(anything());
        read_brought(anything());
        search(anything());
        read_coverage(anything());
        read_ledger(anything());
        list_mappings(anything());
        get_mapping(anything());
        document_here(anything());
        document_part(anything());
        document_picture(anything());
        document_versions(anything());
        print_document(anything());
        list_templates();
        fill_template(anything());
        list_images(anything());
        image_frame(anything());
        image_thumbnail(anything());
        image_header(anything());
        image_marks(anything());
        image_report(anything());
        image_document(anything());
        image_document_part(anything());
        print_image_document(anything());
        image_waveform(anything());
        image_waveform_part(anything());
        image_object(anything());
        study_reports(anything());
        find_studies(anything());
        image_layout(anything());
        keep_image_layout(anything());
        list_outbox(anything());
        outbox_item(anything());
        send_outbox(anything());
        writable(anything());
        sign_in(anything());
        cancel_sign_in(anything());
        refresh_sign_in(anything());
        sign_out(anything());
        take_launches();
        launch(anything());
        start_sync(anything());
        pause_sync(anything());
        resume_sync(anything());
        cancel_sync(anything());
        sync_ended(anything());
        sync_what_is_due();
        retry(anything());
        ingest_encounter(anything());
        ingest_encounters(anything());
    }
    "ocn" {
        find_behind_glass(anything());
        break_glass(anything());
        find_patients(anything());
        fetch_lists(anything());
        import(anything());
        add_record(anything());
        correct_record(anything());
        mark_in_error(anything());
        verify_record(anything());
        check_record(anything());
        kept_draft(anything());
        kept_drafts();
        keep_draft(anything());
        drop_draft(anything());
        withdraw_item(anything());
        retry_item(anything());
        edit_item(anything());
        resolve_item(anything());
        move_item(anything());
        add_document(anything());
        hold_document(NOWHERE, Vec::new());
        keep_document(anything());
        drop_document(anything());
        waiting_files();
        hold_file(anything());
        put_aside(anything());
        document_types();
        read_document_text(anything());
        set_document_access(anything());
        restore_document(anything());
        supersede_document(anything());
        arrange_pages(anything());
        split_document(anything());
        reassign_document(anything());
        write_document(anything());
        read_shared(anything());
        open_shared(anything());
        bring_images(anything());
        wrap_images(anything());
        remove_images(anything());
        keep_measurement(anything());
        remove_measurement(anything());
        set_key_image(anything());
        find_in_archive(anything());
        patient_studies(anything());
        fetch_study(anything());
        send_study(anything());
        decode_dicom(PathBuf::from(NOWHERE), None);
    }
    "oc" {
        export_chart(anything());
        export_chart_to(NOWHERE, std::io::sink());
        export_images(NOWHERE, PathBuf::from(NOWHERE));
        anonymise_images(anything());
        take_out_to(summary(), std::io::sink());
        take_out(summary());
        write_plot(anything());
        share_documents(anything());
        write_measurements(anything());
        write_picture(NOWHERE, NOWHERE.to_owned(), Vec::new());
        write_ledger(anything());
        write_mappings(anything());
    }
    "oca" {
        leave_what_is_due();
        remove_patient(anything());
    }
    // After all that lock: the profile may need a passphrase from here on.
    "oa" {
        set_pin(anything());
        change_passphrase(anything());
    }
}

/// Refused after the door: its copy of the log cannot be written, and so nothing goes.
fn leaving() -> crate::wire::leaving::LeaveWorkstation {
    crate::wire::leaving::LeaveWorkstation {
        passphrase: None,
        audit_copy: Some(NOWHERE.to_owned()),
        anyway: false,
    }
}

fn summary() -> crate::wire::out::TakeOut {
    serde_json::from_value(serde_json::json!({
        "patient": NOWHERE, "form": "summary", "sections": [], "path": NOWHERE,
    }))
    .unwrap()
}

/// Answers yes or no, and never says why: the shell asks it when the window closes. It shows nothing.
const WITHOUT_A_FAILURE: [&str; 1] = ["may_close"];

const LETTERS: [(&str, char); 6] = [
    ("owner", 'o'),
    ("clinician", 'c'),
    ("nurse", 'n'),
    ("coder", 'k'),
    ("auditor", 'u'),
    ("administrator", 'a'),
];

#[tokio::test]
async fn each_role_may_do_what_the_table_says_and_nothing_else() {
    for (role, letter) in LETTERS {
        let ward = Ward::open().await;
        let actor = Actor::with_role(role, roles::named(role).unwrap());
        let mut seen = Vec::new();
        ask_each(&ward, &actor, &mut seen).await;
        assert_eq!(seen.len(), ROWS.len());
        let wrong: Vec<&str> = seen
            .iter()
            .zip(ROWS)
            .filter(|((_, refused), (_, may))| *refused == may.contains(letter))
            .map(|((name, _), _)| *name)
            .collect();
        assert!(wrong.is_empty(), "{role}: not as the table says: {wrong:?}");
    }
}

/// Every public method that takes an actor, out of the source.
fn requests(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().unwrap() != "stories" {
                requests(&path, found);
            }
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for made in text.split("pub async fn ").skip(1) {
            let (name, rest) = made.split_once('(').unwrap();
            let arguments = rest.split('{').next().unwrap();
            if arguments.contains("actor: &Actor") {
                found.insert(name.split('<').next().unwrap().trim().to_owned());
            }
        }
    }
}

/// What the shell does by itself: it closes its window, and has a path chosen, which says nothing of anybody.
const OF_THE_SHELL: [&str; 2] = ["close_window", "choose_path"];

#[test]
fn a_new_request_without_a_row_fails_here() {
    let mut found = BTreeSet::new();
    requests(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    assert!(found.len() > 100, "the source is read: {}", found.len());
    let rows: BTreeSet<String> = ROWS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(rows.len(), ROWS.len(), "no request stands twice");
    for name in WITHOUT_A_FAILURE {
        assert!(found.remove(name), "{name} is gone: take it off the list");
    }
    let without: Vec<_> = found.difference(&rows).collect();
    assert!(without.is_empty(), "requests without a row: {without:?}");
    let gone: Vec<_> = rows.difference(&found).collect();
    assert!(gone.is_empty(), "rows without a request: {gone:?}");
    // What the window and the terminal can ask is among them.
    let named: BTreeSet<String> = crate::commands::NAMES
        .iter()
        .map(|name| (*name).to_owned())
        .collect();
    let unknown: Vec<_> = named
        .difference(&rows)
        .filter(|name| !OF_THE_SHELL.contains(&name.as_str()))
        .collect();
    assert!(unknown.is_empty(), "commands without a row: {unknown:?}");
}

#[tokio::test]
async fn a_refusal_says_who_could_do_it() {
    let ward = Ward::open().await;
    let coder = Actor::with_role("ellen", roles::named("coder").unwrap());
    let failure = ward.app.doctor(&coder).await.unwrap_err();
    assert_eq!(
        failure.message,
        "Your role (coder) does not allow this. Ask an administrator."
    );
}
