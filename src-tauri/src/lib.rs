//! The desktop shell: opens the one window, hands its requests to `app`, passes changes on. It
//! unpacks, calls and maps errors; what Wardbook does is decided in `app`.

pub mod arguments;
pub mod commands;
pub mod desk;
#[cfg(target_os = "linux")]
pub mod drawing;
pub mod events;
pub mod narrate;
pub mod start;
pub mod starts;
pub mod window;

use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

use tauri::{AppHandle, Builder, Manager, RunEvent, Runtime, WindowEvent};

use crate::arguments::{Arguments, Asked};
use crate::desk::Desk;

/// Runs the program to its end.
pub fn start(given: impl IntoIterator<Item = OsString>) -> ExitCode {
    match arguments::read(given) {
        Ok(Asked::Window(arguments)) => open(arguments),
        Ok(Asked::Help) => print(arguments::USAGE),
        Ok(Asked::Version) => print(concat!("wardbook ", env!("CARGO_PKG_VERSION"), "\n")),
        Err(what) => refuse(&format!("{what}\n\n{}", arguments::USAGE)),
    }
}

fn print(text: &str) -> ExitCode {
    match std::io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn refuse(text: &str) -> ExitCode {
    // There is nobody to tell where standard error is closed.
    let _nobody = writeln!(std::io::stderr(), "wardbook: {text}");
    ExitCode::FAILURE
}

#[expect(
    clippy::disallowed_methods,
    reason = "Tauri's context ends the program where its own assets are broken: nothing is open yet"
)]
fn open(arguments: Arguments) -> ExitCode {
    let mut builder = with_commands(Builder::default());
    // First of all: a second start ends here, before it touches the profile.
    if let Some(single) = starts::single(arguments.profile.as_deref()) {
        builder = builder.plugin(single);
    }
    let built = builder
        .plugin(tauri_plugin_deep_link::init())
        .manage(starts::Brought::default())
        .setup(move |app| {
            set_up(app.handle(), arguments)?;
            Ok(())
        })
        .build(tauri::generate_context!());
    match built {
        Ok(app) => {
            let code = app.run_return(|handle, event| {
                match event {
                    RunEvent::Exit => {
                        // Closing takes as long as the last commit: who starts now gets a window of their own.
                        starts::end(handle);
                        desk::close(handle);
                    }
                    RunEvent::WindowEvent {
                        event: WindowEvent::CloseRequested { api, .. },
                        ..
                    } => {
                        api.prevent_close();
                        desk::ask_before_closing(handle);
                    }
                    _ => {}
                }
            });
            u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from)
        }
        Err(error) => refuse(&format!("the window could not be opened: {error}")),
    }
}

/// The commands the window may call, on any runtime: the real one, or the one of the tests.
pub fn with_commands<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    use commands::{
        appearance, archives, audit, backup, charts, closing, connections, documents, glass,
        health, image_content, images, leaving, ledger, locking, manners, mapping, outbox, own,
        paths, people, profile, retention, sync,
    };
    let builder = builder.manage(paths::LastFolder::default());
    builder.invoke_handler(tauri::generate_handler![
        profile::profile_state,
        profile::create_profile,
        profile::unlock_profile,
        profile::lock_profile,
        locking::lock_now,
        locking::stir,
        locking::unlock_with_pin,
        locking::lock_settings,
        locking::set_lock,
        locking::set_pin,
        locking::change_passphrase,
        locking::change_keys,
        backup::backup_state,
        backup::make_recovery_key,
        backup::back_up,
        backup::stop_backup,
        backup::restore_backup,
        backup::recover_profile,
        leaving::remove_patient,
        leaving::leave_workstation,
        retention::retention,
        retention::ask_retention,
        retention::set_retention,
        retention::patient_stay,
        retention::set_stay,
        locking::kept_draft,
        locking::kept_drafts,
        locking::keep_draft,
        locking::drop_draft,
        people::list_people,
        people::add_person,
        people::set_person_role,
        people::set_person_connections,
        people::remove_person,
        people::set_person_password,
        people::sign_person_in,
        people::sign_person_out,
        glass::glass_state,
        glass::find_behind_glass,
        glass::break_glass,
        glass::end_glass,
        glass::set_glass,
        connections::list_connections,
        connections::add_connection,
        connections::remove_connection,
        connections::test_connection,
        connections::sign_in,
        connections::cancel_sign_in,
        connections::sign_out,
        connections::find_patients,
        connections::edit_connection,
        connections::new_client_key,
        connections::check_connection,
        connections::connection_schema,
        connections::refresh_sign_in,
        connections::import_hospitals,
        connections::find_hospitals,
        connections::take_launches,
        connections::launch,
        sync::start_sync,
        sync::pause_sync,
        sync::resume_sync,
        sync::cancel_sync,
        sync::sync_progress,
        charts::list_patients,
        own::own_lists,
        own::read_list,
        own::fetch_lists,
        own::forget_list,
        own::patient_marks,
        own::set_mark,
        own::write_own_note,
        own::remove_own_note,
        charts::take_out,
        charts::write_plot,
        charts::open_chart,
        charts::read_section,
        charts::read_timeline,
        charts::read_span,
        charts::compare_dates,
        charts::open_note,
        charts::compare_notes,
        charts::record_source,
        charts::search,
        charts::read_coverage,
        documents::document_types,
        documents::hold_document,
        documents::watched_folder,
        documents::set_watched_folder,
        documents::waiting_files,
        documents::hold_file,
        documents::put_aside,
        documents::keep_document,
        documents::drop_document,
        documents::document_here,
        documents::document_part,
        images::list_images,
        images::bring_images,
        images::wrap_images,
        images::image_frame,
        images::image_thumbnail,
        images::remove_images,
        images::image_marks,
        images::keep_measurement,
        images::remove_measurement,
        images::set_key_image,
        images::write_measurements,
        images::anonymise_images,
        images::image_header,
        images::image_report,
        image_content::image_document,
        image_content::image_document_part,
        image_content::print_image_document,
        image_content::image_waveform,
        image_content::image_waveform_part,
        image_content::image_object,
        image_content::study_reports,
        images::find_studies,
        images::image_layout,
        images::keep_image_layout,
        images::write_picture,
        archives::connection_archive,
        archives::set_connection_archive,
        archives::test_archive,
        archives::find_in_archive,
        archives::patient_studies,
        archives::fetch_study,
        archives::send_study,
        documents::document_picture,
        documents::document_versions,
        documents::restore_document,
        documents::supersede_document,
        documents::set_document_access,
        documents::arrange_pages,
        documents::split_document,
        documents::reassign_document,
        documents::list_templates,
        documents::fill_template,
        documents::write_document,
        documents::share_documents,
        documents::read_shared,
        documents::open_shared,
        documents::document_limit,
        documents::set_document_limit,
        documents::print_document,
        health::health,
        health::doctor,
        audit::verify_audit,
        audit::verify_audit_file,
        audit::list_audit,
        audit::export_audit,
        audit::audit_keeping,
        audit::set_audit_keeping,
        audit::cut_audit,
        health::policy,
        health::support_bundle,
        paths::choose_path,
        manners::automatic_sync,
        manners::set_automatic_sync,
        manners::connection_manners,
        manners::set_connection_manners,
        ledger::read_ledger,
        ledger::write_ledger,
        ledger::retry,
        ledger::ingest_encounter,
        ledger::ingest_encounters,
        ledger::read_brought,
        mapping::mapping_figures,
        mapping::list_mappings,
        mapping::get_mapping,
        mapping::change_mapping,
        mapping::import_mappings,
        mapping::write_mappings,
        outbox::list_outbox,
        outbox::outbox_item,
        outbox::send_outbox,
        outbox::withdraw_item,
        outbox::retry_item,
        outbox::edit_item,
        outbox::resolve_item,
        outbox::move_item,
        closing::unsent,
        closing::close_window,
        closing::keep_open,
        outbox::writable,
        outbox::check_record,
        outbox::add_record,
        outbox::correct_record,
        outbox::mark_in_error,
        outbox::verify_record,
        outbox::record_mark,
        appearance::appearance,
        appearance::set_appearance,
    ])
}

fn set_up<R: Runtime>(
    handle: &AppHandle<R>,
    arguments: Arguments,
) -> Result<(), Box<dyn std::error::Error>> {
    let desk = Desk::at(arguments.profile)?;
    tauri::async_runtime::spawn(events::forward(handle.clone(), desk.app.subscribe()));
    tauri::async_runtime::spawn(desk.app.clone().keep_synced(desk.actor.clone()));
    tauri::async_runtime::spawn(desk.app.clone().keep_locked(desk.actor.clone()));
    tauri::async_runtime::spawn(desk.app.clone().keep_no_longer(desk.actor.clone()));
    if arguments.narrate {
        tauri::async_runtime::spawn(narrate::aloud(desk.app.subscribe()));
    }
    if let Some(port) = arguments.launch_port {
        let app = desk.app.clone();
        tauri::async_runtime::spawn(async move {
            if let Err(failure) = app.open_launch_port(Some(port)).await {
                refuse(&failure.message);
            }
        });
    }
    handle.manage(desk.clone());
    #[cfg(target_os = "macos")]
    starts::listen(handle);
    match arguments.address {
        Some(address) => starts::bring(handle, address),
        None => starts::hand_on(handle),
    }
    if arguments.register
        && let Err(what) = starts::register(handle)
    {
        // The window opens all the same.
        refuse(&what);
    }
    window::open(handle)?;
    tauri::async_runtime::spawn(end_on_signal(handle.clone()));
    if let Some(connection) = arguments.start {
        tauri::async_runtime::spawn(start::run(
            handle.clone(),
            desk,
            connection,
            arguments.narrate,
        ));
    }
    Ok(())
}

/// Ends in good order when the system or a person at a terminal asks for it.
async fn end_on_signal<R: Runtime>(handle: AppHandle<R>) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else {
            return;
        };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    }
    #[cfg(not(unix))]
    {
        let _asked = tokio::signal::ctrl_c().await;
    }
    handle.exit(0);
}

#[cfg(test)]
mod edge_tests;
