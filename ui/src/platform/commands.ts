/**
 * Every command of the far side: its name, what is asked and what is answered. The shapes are made
 * from the Rust types; this list joins them to names, the same names as in the shell.
 */
import type { AuditVerdict } from "~/generated/AuditVerdict";
import type { Chart } from "~/generated/Chart";
import type { Check } from "~/generated/Check";
import type { Connection } from "~/generated/Connection";
import type { ConnectionRef } from "~/generated/ConnectionRef";
import type { Coverage } from "~/generated/Coverage";
import type { CreateProfile } from "~/generated/CreateProfile";
import type { FindPatients } from "~/generated/FindPatients";
import type { FoundPatients } from "~/generated/FoundPatients";
import type { Health } from "~/generated/Health";
import type { Hits } from "~/generated/Hits";
import type { ListPatients } from "~/generated/ListPatients";
import type { NewConnection } from "~/generated/NewConnection";
import type { Note } from "~/generated/Note";
import type { PatientPage } from "~/generated/PatientPage";
import type { PatientRef } from "~/generated/PatientRef";
import type { ProfileState } from "~/generated/ProfileState";
import type { ReadCoverage } from "~/generated/ReadCoverage";
import type { ReadSection } from "~/generated/ReadSection";
import type { RecordRef } from "~/generated/RecordRef";
import type { RecordSource } from "~/generated/RecordSource";
import type { Search } from "~/generated/Search";
import type { Section } from "~/generated/Section";
import type { SignedIn } from "~/generated/SignedIn";
import type { StartSync } from "~/generated/StartSync";
import type { SyncProgress } from "~/generated/SyncProgress";
import type { TestStep } from "~/generated/TestStep";
import type { UnlockProfile } from "~/generated/UnlockProfile";
import type { WriteTo } from "~/generated/WriteTo";

interface Command<Request, Answer> {
  request: Request;
  answer: Answer;
}

/** Asked again whenever something changed; no effect on the far side but an audit row. */
export interface Questions {
  profile_state: Command<undefined, ProfileState>;
  list_connections: Command<undefined, Connection[]>;
  find_patients: Command<FindPatients, FoundPatients>;
  sync_progress: Command<undefined, SyncProgress[]>;
  list_patients: Command<ListPatients, PatientPage>;
  open_chart: Command<PatientRef, Chart>;
  read_section: Command<ReadSection, Section>;
  open_note: Command<RecordRef, Note>;
  record_source: Command<RecordRef, RecordSource>;
  search: Command<Search, Hits>;
  read_coverage: Command<ReadCoverage, Coverage[]>;
  health: Command<undefined, Health>;
}

/** Done once, because somebody asked for it. */
export interface Acts {
  create_profile: Command<CreateProfile, ProfileState>;
  unlock_profile: Command<UnlockProfile, ProfileState>;
  lock_profile: Command<undefined, ProfileState>;
  add_connection: Command<NewConnection, Connection>;
  remove_connection: Command<ConnectionRef, void>;
  test_connection: Command<NewConnection, TestStep[]>;
  sign_in: Command<ConnectionRef, SignedIn>;
  cancel_sign_in: Command<ConnectionRef, void>;
  sign_out: Command<ConnectionRef, void>;
  start_sync: Command<StartSync, SyncProgress>;
  pause_sync: Command<ConnectionRef, void>;
  resume_sync: Command<ConnectionRef, void>;
  cancel_sync: Command<ConnectionRef, void>;
  doctor: Command<undefined, Check[]>;
  verify_audit: Command<undefined, AuditVerdict>;
  support_bundle: Command<WriteTo, void>;
}

export interface Commands extends Questions, Acts {}

export type Request<K extends keyof Commands> = Commands[K]["request"];
export type Answer<K extends keyof Commands> = Commands[K]["answer"];
