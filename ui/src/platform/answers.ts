/** What is known from an act's own answer, and what is asked again after it. */
import type { QueryClient } from "@tanstack/react-query";
import { OF_THE_LEDGER, OF_THE_OUTBOX, again, applyChange, keyOf, seenAnew } from "./changes";
import type { Acts, Answer } from "./commands";

/** What an act's own answer tells, so that a screen need not wait for the event beside it. */
export function applyAnswer<K extends keyof Acts>(client: QueryClient, name: K, answer: Answer<K>): void {
  switch (name) {
    case "create_profile":
    case "unlock_profile":
    case "lock_profile":
    case "lock_now":
    case "unlock_with_pin":
    case "restore_backup":
    case "recover_profile":
    case "change_keys":
    case "sign_person_in":
    case "sign_person_out":
      client.setQueryData(keyOf("profile_state", undefined), answer);
      return;
    case "change_passphrase":
      client.setQueryData(keyOf("profile_state", undefined), answer);
      again(client, "lock_settings", "health");
      return;
    case "leave_workstation":
      again(client, "profile_state");
      return;
    case "remove_patient":
      again(client, "own_lists", "read_list", "list_patients", "list_connections", "health", ...OF_THE_OUTBOX);
      return;
    case "set_retention":
      client.setQueryData(keyOf("retention", undefined), answer);
      again(client, "ask_retention", "patient_stay");
      return;
    case "set_stay": {
      const stay = answer as Answer<"set_stay">;
      client.setQueryData(keyOf("patient_stay", { patient: stay.patient }), stay);
      again(client, "retention", "ask_retention");
      return;
    }
    case "make_recovery_key":
    case "back_up":
    case "stop_backup":
      again(client, "backup_state");
      return;
    case "set_lock":
    case "set_pin":
      client.setQueryData(keyOf("lock_settings", undefined), answer);
      return;
    case "keep_draft":
    case "drop_draft": {
      const here = answer as Answer<"keep_draft">;
      client.setQueryData(keyOf("kept_draft", { place: here.place }), here);
      again(client, "kept_drafts");
      return;
    }
    case "break_glass":
    case "end_glass":
      client.setQueryData(keyOf("glass_state", undefined), answer);
      seenAnew(client);
      return;
    case "set_glass":
      client.setQueryData(keyOf("glass_state", undefined), answer);
      return;
    case "add_person":
    case "set_person_role":
    case "set_person_connections":
    case "remove_person":
      client.setQueryData(keyOf("list_people", undefined), answer);
      again(client, "profile_state");
      return;
    case "start_sync":
      applyChange(client, { kind: "sync", progress: answer as Answer<"start_sync"> });
      return;
    case "pause_sync":
    case "resume_sync":
    case "cancel_sync":
      again(client, "sync_progress");
      return;
    case "remove_connection":
      again(client, "list_connections", "list_patients", "sync_progress", "health");
      return;
    case "import_hospitals":
      again(client, "find_hospitals");
      return;
    case "retry":
    case "ingest_encounter":
    case "ingest_encounters":
      again(client, ...OF_THE_LEDGER, "read_coverage", "list_patients", "health");
      return;
    case "change_mapping":
    case "import_mappings":
      again(client, ...OF_THE_LEDGER);
      return;
    case "set_audit_keeping":
    case "cut_audit":
      client.setQueryData(keyOf("audit_keeping", undefined), answer);
      return;
    case "set_automatic_sync":
      again(client, "automatic_sync");
      return;
    case "set_connection_manners":
      again(client, "connection_manners");
      return;
    case "send_outbox":
    case "send_study":
    case "withdraw_item":
    case "retry_item":
    case "edit_item":
    case "resolve_item":
    case "move_item":
    case "add_record":
    case "correct_record":
    case "mark_in_error":
    case "keep_document":
    case "restore_document":
    case "supersede_document":
    case "set_document_access":
    case "arrange_pages":
    case "split_document":
    case "reassign_document":
    case "write_document":
    case "open_shared":
    case "verify_record":
      again(client, ...OF_THE_OUTBOX, "waiting_files", "record_source", "document_versions", "document_here", "open_note", "read_section");
      return;
    case "set_mark":
    case "write_own_note":
    case "remove_own_note": {
      const marks = answer as Answer<"set_mark">;
      client.setQueryData(keyOf("patient_marks", { patient: marks.patient }), marks);
      again(client, "own_lists", "read_list");
      return;
    }
    case "fetch_lists":
    case "forget_list":
      again(client, "own_lists", "read_list");
      return;
    case "set_watched_folder":
      client.setQueryData(keyOf("watched_folder", undefined), answer);
      again(client, "waiting_files");
      return;
    case "put_aside":
      again(client, "waiting_files");
      return;
    case "keep_measurement":
    case "remove_measurement":
    case "set_key_image": {
      const marks = answer as Answer<"keep_measurement">;
      client.setQueryData(keyOf("image_marks", { study: marks.study }), marks);
      return;
    }
    case "set_connection_archive":
      client.setQueryData(keyOf("connection_archive", { connection: (answer as Answer<"set_connection_archive">).connection }), answer);
      return;
    case "bring_images":
    case "fetch_study":
    case "remove_images":
      again(client, "list_images");
      return;
    case "set_document_limit":
      client.setQueryData(keyOf("document_limit", undefined), answer);
      return;
    case "set_appearance":
      client.setQueryData(keyOf("appearance", undefined), answer);
      return;
    case "check_connection":
      again(client, "list_connections", "connection_schema", "connection_manners");
      return;
    case "add_connection":
    case "edit_connection":
    case "new_client_key":
    case "refresh_sign_in":
    case "launch":
    case "sign_in":
    case "sign_out":
    case "cancel_sign_in":
      again(client, "list_connections", "health");
  }
}
