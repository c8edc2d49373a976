/**
 * One table from a failure's code to how it is shown: how grave, what it is called, and what the
 * window offers to do. The sentence itself comes with the failure; no screen matches strings.
 */
export type Severity = "danger" | "stale" | "plain";
export type Remedy = "retry" | "sign-in" | "connections" | "patients" | "unlock" | "sync" | "none";

export interface FailureWords {
  severity: Severity;
  title: string;
  remedy: Remedy;
}

const row = (severity: Severity, title: string, remedy: Remedy = "none"): FailureWords => ({ severity, title, remedy });

export const FAILURES: Readonly<Record<string, FailureWords>> = {
  "no-profile": row("plain", "There is no profile yet"),
  "profile-exists": row("plain", "There is a profile already", "unlock"),
  "profile-locked": row("plain", "Wardbook is locked", "unlock"),
  "wrong-passphrase": row("danger", "That passphrase does not open it"),
  "wrong-password": row("danger", "That account and password do not belong together"),
  "too-many-tries": row("stale", "Too many wrong passwords"),
  "person-not-found": row("plain", "There is no such person"),
  "no-access": row("stale", "Not among the connections that you see"),
  "glass-withdrawn": row("plain", "Break-glass is switched off"),
  "last-administrator": row("stale", "The last administrator stays"),
  "passphrase-needed": row("plain", "A passphrase is needed"),
  "passphrase-too-short": row("danger", "The passphrase is too short"),
  "keyring-unavailable": row("stale", "The keyring does not answer", "retry"),
  "keyring-item-missing": row("danger", "The keyring has no key for this profile", "retry"),
  "keyring-item-wrong": row("danger", "The key in the keyring does not open it"),
  "not-encrypted": row("danger", "The store is not encrypted"),
  damaged: row("danger", "A file of the profile is damaged", "retry"),
  "newer-version": row("danger", "Made by a newer Wardbook"),
  "disk-full": row("danger", "The disk is full", "retry"),
  "lock-needs-passphrase": row("plain", "A passphrase is needed before it can be locked"),
  "wrong-pin": row("danger", "That is not the PIN"),
  "pin-used-up": row("stale", "Sealed after five wrong PINs", "unlock"),
  "recovery-key-wrong": row("danger", "That recovery key does not open it"),
  "no-recovery-key": row("plain", "No recovery key was made"),
  "backup-unreadable": row("danger", "This backup cannot be read"),
  stopped: row("plain", "It was stopped"),
  "unsent-work": row("stale", "Something would be lost"),
  "in-use": row("stale", "Wardbook is open already", "retry"),
  "audit-damaged": row("danger", "The audit log is damaged"),
  "audit-unavailable": row("danger", "The audit log cannot be written", "retry"),
  io: row("danger", "A file could not be read or written", "retry"),
  store: row("danger", "The store refused", "retry"),
  "fixed-by-policy": row("stale", "Fixed by this computer’s administrator"),
  "not-permitted": row("stale", "Not permitted"),
  "invalid-request": row("danger", "That cannot be done as it is"),
  "patient-not-found": row("plain", "This patient is not on this workstation", "patients"),
  "record-not-found": row("plain", "This record is not on this workstation"),
  "connection-not-found": row("plain", "There is no such connection", "connections"),
  "name-taken": row("danger", "That name is taken"),
  offline: row("stale", "The EHR does not answer", "retry"),
  "sign-in-needed": row("stale", "Sign in first", "sign-in"),
  "sign-in-lost": row("stale", "The sign-in is lost", "sign-in"),
  "sign-in-denied": row("stale", "The sign-in was denied", "sign-in"),
  "sign-in-timed-out": row("stale", "The sign-in took too long", "sign-in"),
  "sign-in-cancelled": row("plain", "The sign-in was cancelled", "sign-in"),
  "sign-in-running": row("plain", "A sign-in is going on already", "connections"),
  "sign-in-failed": row("danger", "The sign-in failed", "sign-in"),
  "ehr-refused": row("stale", "The EHR refused"),
  "ehr-busy": row("stale", "The EHR asks to wait", "retry"),
  "ehr-error": row("stale", "The EHR failed", "retry"),
  "ehr-unreadable": row("stale", "The EHR's answer is not FHIR"),
  "patients-not-listed": row("stale", "This EHR does not list its patients"),
  "sync-running": row("plain", "A sync is going on already", "sync"),
  "no-sync": row("plain", "There is no sync to act on"),
  "sync-failed": row("danger", "The sync could not go on", "retry"),
  "sync-cancelled": row("plain", "The sync was stopped"),
  "import-failed": row("danger", "Nothing could be imported"),
  "item-not-found": row("plain", "This is no longer in the outbox"),
  "item-moved": row("plain", "It has moved on meanwhile", "retry"),
  "record-invalid": row("danger", "The record is not complete"),
  internal: row("danger", "Wardbook itself failed", "retry"),
};

const UNKNOWN = row("danger", "That did not work", "retry");

export const failureWords = (code: string): FailureWords => FAILURES[code] ?? UNKNOWN;
