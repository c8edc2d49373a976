/** An outbox with something of each kind in it. */
import type { OutboxItem } from "~/generated/OutboxItem";
import type { OutboxPage } from "~/generated/OutboxPage";
import type { OutboxRow } from "~/generated/OutboxRow";
import type { RecordMark } from "~/generated/RecordMark";
import type { Writable } from "~/generated/Writable";
import { at } from "./people";

const pressure: OutboxRow = {
  item: "i1",
  connection: "c1",
  connectionName: "Riverside General",
  patient: "p1",
  patientName: "Sørensen, Ingrid",
  record: "r-new",
  section: "vitals",
  resourceType: "Observation",
  act: "create",
  title: "Blood pressure 142 mmHg / 91 mmHg",
  state: "queued",
  reasonCode: "offline",
  reason: "The EHR cannot be reached.",
  next: "Goes by itself as soon as Riverside General is reached.",
  forPerson: false,
  person: "lindqvist",
  createdAt: at("2026-11-20", "14:21"),
  since: at("2026-11-20", "14:22"),
  dueAt: null,
  attempts: 1,
  fhirId: null,
  verdict: null,
  acts: ["edit", "retry", "withdraw"],
};

export const waiting: OutboxRow[] = [
  pressure,
  {
    ...pressure,
    item: "i2",
    record: "ps4",
    section: "problems",
    resourceType: "Condition",
    act: "update",
    title: "Chronic kidney disease stage 3",
    state: "conflict",
    reasonCode: "changed-at-ehr",
    reason: "Somebody changed this record at the EHR since you opened it. Compare both and decide.",
    next: "Compare both sides and decide. It may wait as long as you like.",
    forPerson: true,
    verdict: "different",
    acts: ["take-mine", "take-theirs", "edit", "withdraw"],
  },
  {
    ...pressure,
    item: "i3",
    title: "Mid-upper arm circumference 24 cm",
    state: "needs-mapping",
    reasonCode: "needs-mapping",
    reason: "The code does not resolve to exactly one flowsheet row.",
    next: "Ask the people of Riverside General to map this code; then send it again.",
    forPerson: true,
  },
];

export const outbox: OutboxPage = { total: 3, waiting: 3, forPerson: 2, confirmed: 41, rows: waiting };

export const conflict: OutboxItem = {
  row: waiting[1] ?? pressure,
  attempts: [
    { step: "compare", beganAt: at("2026-11-20", "14:22"), endedAt: at("2026-11-20", "14:22"), outcome: "read", status: 200, said: null, requestId: "1" },
    { step: "send", beganAt: at("2026-11-20", "14:22"), endedAt: at("2026-11-20", "14:22"), outcome: "refused", status: 409, said: "The resource has a newer version", requestId: "2" },
  ],
  fields: [
    { path: "clinicalStatus", base: "active", mine: "resolved", theirs: "recurrence", matters: true },
    { path: "identifier", base: "urn:uuid:1", mine: "urn:uuid:1", theirs: null, matters: false },
  ],
  mine: '{"resourceType":"Condition","id":"c-1"}',
  base: '{"resourceType":"Condition","id":"c-1"}',
  theirs: '{"resourceType":"Condition","id":"c-1"}',
  needs: [],
};

export const writable: Writable = { connectionName: "Riverside General", creates: true, updates: true, message: null, updateMessage: null, patientRecord: "r-patient", needs: [] };

export const unmarked = (record: string): RecordMark => ({ record, waiting: [], verifiedBy: null, verifiedAt: null, marked: false, inError: false });

export const added: OutboxRow = pressure;
