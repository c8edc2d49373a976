//! The audit log. Each command unpacks and asks `app`; nothing is decided here.

use tauri::State;
use wardbook_app::wire::audit::{
    AuditExported, AuditKeeping, AuditPage, ExportAudit, ListAudit, SetAuditKeeping,
    VerifyAuditFile,
};
use wardbook_app::wire::health::AuditVerdict;
use wardbook_app::wire::profile::Failure;

use crate::desk::Desk;

/// Reads the audit chain from end to end.
#[tauri::command]
pub async fn verify_audit(desk: State<'_, Desk>) -> Result<AuditVerdict, Failure> {
    desk.app.verify_audit(&desk.actor).await
}

/// The same for a file that was made of one.
#[tauri::command]
pub async fn verify_audit_file(
    desk: State<'_, Desk>,
    request: VerifyAuditFile,
) -> Result<AuditVerdict, Failure> {
    desk.app.verify_audit_file(&desk.actor, request).await
}

/// A page of it.
#[tauri::command]
pub async fn list_audit(desk: State<'_, Desk>, request: ListAudit) -> Result<AuditPage, Failure> {
    desk.app.list_audit(&desk.actor, request).await
}

/// Writes it to a file.
#[tauri::command]
pub async fn export_audit(
    desk: State<'_, Desk>,
    request: ExportAudit,
) -> Result<AuditExported, Failure> {
    desk.app.export_audit(&desk.actor, request).await
}

/// How long it is kept.
#[tauri::command]
pub async fn audit_keeping(desk: State<'_, Desk>) -> Result<AuditKeeping, Failure> {
    desk.app.audit_keeping(&desk.actor).await
}

/// Changes how long it is kept.
#[tauri::command]
pub async fn set_audit_keeping(
    desk: State<'_, Desk>,
    request: SetAuditKeeping,
) -> Result<AuditKeeping, Failure> {
    desk.app.set_audit_keeping(&desk.actor, request).await
}

/// Removes what is older than that.
#[tauri::command]
pub async fn cut_audit(desk: State<'_, Desk>) -> Result<AuditKeeping, Failure> {
    desk.app.cut_audit(&desk.actor).await
}
