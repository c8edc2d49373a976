/** A morning in the audit log, and many mornings before it. */
import type { AuditEntry } from "~/generated/AuditEntry";
import type { AuditFilter } from "~/generated/AuditFilter";
import type { AuditKeeping } from "~/generated/AuditKeeping";
import type { AuditPage } from "~/generated/AuditPage";
import { at } from "./people";

export const auditKey = "9f2c41d07be8a35c6614f0b9d2e7c88a5b1d3f60427e9ac8135d70f6be24a91c";

export const keeping: AuditKeeping = { years: 6, since: at("2020-03-02", "07:10"), older: 214, key: auditKey };

const opened: AuditEntry = {
  number: 9119,
  at: at("2026-11-20", "14:02"),
  endedAt: at("2026-11-20", "14:02"),
  person: "adaeze",
  account: null,
  role: "nurse",
  act: "chart.open",
  title: "Opened a chart",
  kind: "view",
  patient: "p1",
  patientName: "Sørensen, Ingrid",
  subject: null,
  program: "window",
  workstation: "ward-7",
  detail: null,
  glass: null,
  outcome: "done",
  code: null,
  correlation: "0198f3a2-1111-7000-8000-000000000001",
};
const recent: AuditEntry[] = [
  opened,
  { ...opened, number: 9117, act: "chart.export", title: "Took a chart out", kind: "export", person: "ellen", role: "coder", outcome: "refused", code: "not-permitted" },
  { ...opened, number: 9115, act: "sync", title: "Synced", kind: "sync", person: "lindqvist", role: "clinician", patient: null, patientName: null, program: "terminal", outcome: "failed", code: "offline" },
  { ...opened, number: 9114, endedAt: null, person: "lindqvist", role: null, program: null, workstation: null, patient: "gone", patientName: null, outcome: "unfinished" },
  { ...opened, number: 9113, person: "carl", role: "clinician", glass: opened.correlation, act: "glass.open", title: "Broke the glass before a chart", kind: "break-glass", detail: "emergency: Unconscious in the ambulance bay" },
  { ...opened, number: 9112, person: "local", role: "nobody", act: "person.sign-in", title: "Signed in at this workstation", kind: "sign-in", patient: null, patientName: null, account: "carl", detail: "carl" },
];
const older = (n: number): AuditEntry => ({ ...opened, number: 9111 - n * 2, at: at("2026-11-19", "09:00") - n * 60_000 });
const entries = [...recent, ...Array.from({ length: 4000 }, (_, n) => older(n))];

export function auditPage(which: AuditFilter, offset: number, limit: number): AuditPage {
  const rows = entries.filter(
    (row) =>
      (which.person ?? row.person) === row.person &&
      ((which.kind ?? row.kind) === row.kind || (which.kind === "break-glass" && row.glass !== null)) &&
      (which.outcome ?? row.outcome) === row.outcome &&
      (which.patient ?? row.patient) === row.patient,
  );
  return { total: rows.length, top: 9120, rows: rows.slice(offset, offset + limit), people: ["adaeze", "ellen", "lindqvist"] };
}
