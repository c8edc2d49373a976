/** What is asked again when something changed on the far side. */
import type { QueryClient } from "@tanstack/react-query";
import type { Change } from "~/generated/Change";
import type { SyncProgress } from "~/generated/SyncProgress";
import type { Acts, Answer, Questions, Request } from "./commands";

type Name = keyof Questions;

/** The key of a question in the cache. */
export function keyOf<K extends Name>(name: K, request: Request<K>): readonly [K, Request<K>] {
  return [name, request];
}

const again = (client: QueryClient, ...names: Name[]) => {
  for (const name of names) void client.invalidateQueries({ queryKey: [name] });
};

/** What a sync, or asking again, moves. Of a whole connection it is long: it is asked again when that has ended. */
const OF_THE_LEDGER = ["read_ledger", "mapping_figures", "list_mappings", "get_mapping"] as const;

/** What waits, and what is known here of a record. */
const OF_THE_OUTBOX = ["list_outbox", "outbox_item", "record_mark", "unsent"] as const;

/** Questions about one patient name it in their request. */
function aboutPatient(key: readonly unknown[], patient: string): boolean {
  const request = key[1];
  return typeof request === "object" && request !== null && "patient" in request && request.patient === patient;
}

function put(all: SyncProgress[] | undefined, progress: SyncProgress): SyncProgress[] {
  const others = (all ?? []).filter((one) => one.connection !== progress.connection);
  return [...others, progress].sort((a, b) => a.connectionName.localeCompare(b.connectionName));
}

export function applyChange(client: QueryClient, change: Change): void {
  switch (change.kind) {
    case "profile":
      again(client, "profile_state");
      return;
    case "patients":
      again(client, "own_lists", "read_list", "list_patients", "read_coverage", "find_patients", "retention");
      return;
    case "chart":
      void client.invalidateQueries({ predicate: (query) => aboutPatient(query.queryKey, change.patient) });
      again(client, "open_note", "document_versions", "document_here");
      return;
    case "coverage": {
      const { patient } = change;
      again(client, "read_coverage");
      if (patient !== null) void client.invalidateQueries({ predicate: (query) => aboutPatient(query.queryKey, patient) });
      return;
    }
    case "connections":
      again(client, "list_connections", "health");
      return;
    case "outbox":
      again(client, ...OF_THE_OUTBOX);
      return;
    case "backup":
      client.setQueryData<Answer<"backup_state">>(keyOf("backup_state", undefined), (state) => (state === undefined ? state : { ...state, running: change.progress }));
      return;
    case "locking":
      // Whoever locks listens by itself.
      return;
    case "closing":
      again(client, "unsent");
      return;
    case "launch":
    case "fetching":
      // Whoever takes launches over, or waits for images, listens by itself.
      return;
    case "sync":
      client.setQueryData<SyncProgress[]>(keyOf("sync_progress", undefined), (all) => put(all, change.progress));
      if (change.progress.endedAt !== null)
        again(client, "list_connections", "own_lists", "read_list", "list_patients", "health", "find_patients", ...OF_THE_LEDGER, "read_brought", "connection_manners");
      return;
    case "sign-in":
      again(client, "list_connections", "health");
      return;
  }
}

/** Who is there sees another part of the store from now on: what was read before is dropped, and what is on screen asked again. */
export function seenAnew(client: QueryClient): void {
  const stays = new Set<unknown>(["profile_state", "glass_state"] satisfies Name[]);
  void client.resetQueries({ predicate: (query) => !stays.has(query.queryKey[0]) });
}

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
