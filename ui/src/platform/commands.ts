/**
 * Every command of the far side, from the list made by the Rust core, parted into questions and acts.
 */
import type { Commands } from "~/generated/commands";

export type { Commands };

/** Done once, because somebody asked for it. */
type ActName =
  | "create_profile"
  | "unlock_profile"
  | "lock_profile"
  | "add_connection"
  | "edit_connection"
  | "new_client_key"
  | "remove_connection"
  | "test_connection"
  | "check_connection"
  | "import_hospitals"
  | "refresh_sign_in"
  | "take_launches"
  | "launch"
  | "sign_in"
  | "cancel_sign_in"
  | "sign_out"
  | "start_sync"
  | "pause_sync"
  | "resume_sync"
  | "cancel_sync"
  | "retry"
  | "ingest_encounter"
  | "ingest_encounters"
  | "change_mapping"
  | "import_mappings"
  | "write_ledger"
  | "write_mappings"
  | "set_automatic_sync"
  | "set_connection_manners"
  | "send_outbox"
  | "withdraw_item"
  | "retry_item"
  | "edit_item"
  | "resolve_item"
  | "move_item"
  | "close_window"
  | "keep_open"
  | "check_record"
  | "add_record"
  | "correct_record"
  | "mark_in_error"
  | "verify_record"
  | "set_appearance"
  | "fetch_lists"
  | "forget_list"
  | "set_mark"
  | "write_own_note"
  | "remove_own_note"
  | "hold_document"
  | "set_watched_folder"
  | "hold_file"
  | "put_aside"
  | "keep_document"
  | "drop_document"
  | "add_document"
  | "restore_document"
  | "supersede_document"
  | "set_document_access"
  | "arrange_pages"
  | "split_document"
  | "reassign_document"
  | "fill_template"
  | "write_document"
  | "share_documents"
  | "read_shared"
  | "open_shared"
  | "set_document_limit"
  | "print_document"
  | "bring_images"
  | "remove_images"
  | "import"
  | "export_chart"
  | "take_out"
  | "doctor"
  | "verify_audit"
  | "support_bundle";

export type Acts = Pick<Commands, ActName>;

/** Asked again whenever something changed; no effect on the far side but an audit row. */
export type Questions = Omit<Commands, ActName>;

export type Request<K extends keyof Commands> = Commands[K]["request"];
export type Answer<K extends keyof Commands> = Commands[K]["answer"];
