import type { ComparedDates } from "~/generated/ComparedDates";
import type { SpanEntries } from "~/generated/SpanEntries";
import type { Timeline } from "~/generated/Timeline";
import type { TimelineEntry } from "~/generated/TimelineEntry";
import type { TimelineSpan } from "~/generated/TimelineSpan";
import { encounters } from "./rows";
import { at } from "./people";

const day = 86_400_000;

const span = (date: string, counts: [string, number][], encounter: number | null = null): TimelineSpan => ({
  encounter: encounter === null ? null : encounters[encounter]!,
  date,
  year: Number(date.slice(0, 4)),
  from: at(date.slice(0, 10)),
  to: at(date.slice(0, 10)) + day,
  counts: counts.map(([section, records]) => ({ section, records })),
});

export const timeline: Timeline = {
  spans: [
    span("2026-11-18T19:20:00", [["results", 34], ["vitals", 12], ["medications", 5], ["notes", 3]], 0),
    span("2026-11-18T16:05:00", [["results", 8], ["imaging", 1]], 1),
    span("2026-09-02", [["vitals", 4], ["notes", 1]], 2),
    span("2024-05-02", [["medications", 1]]),
    span("2019-04-11", [["immunizations", 1]]),
  ],
  inAll: 5,
  undated: [{ section: "procedures", records: 2 }],
};

const entry = (record: string, section: string, title: string, detail: string | null, rest: Partial<TimelineEntry> = {}): TimelineEntry => ({
  record,
  section,
  resourceType: "Observation",
  title,
  detail,
  date: "2026-11-20T06:41:00",
  status: "final",
  standing: "current",
  belongs: "said",
  ...rest,
});

export const spanEntries: SpanEntries = {
  entries: [
    entry("e1", "results", "Potassium", "6.4 mmol/L"),
    entry("e2", "results", "Creatinine", "151 µmol/L", { belongs: "by-time" }),
    entry("e3", "results", "Troponin", "12 ng/L", { belongs: "of-another", standing: "entered-in-error", status: "entered-in-error" }),
    entry("no1", "notes", "Progress note", "Dr. Lindqvist", { resourceType: "DocumentReference" }),
  ],
  more: false,
};

const value = (record: string, text: string, date: string, high = false) => ({
  record,
  value: text,
  absent: null,
  abnormality: high ? ("high" as const) : ("normal" as const),
  standing: "current" as const,
  date,
});

export const twoDates: ComparedDates = {
  tests: [
    { name: "Potassium", section: "results", earlier: value("k1", "4.9 mmol/L", "2026-11-15T06:00:00"), later: value("k2", "6.4 mmol/L", "2026-11-20T06:41:00", true) },
    { name: "Sodium", section: "results", earlier: value("s1", "139 mmol/L", "2026-11-15T06:00:00"), later: value("s1", "139 mmol/L", "2026-11-15T06:00:00") },
    { name: "Troponin", section: "results", earlier: null, later: value("t1", "12 ng/L", "2026-11-18T17:00:00") },
  ],
  medications: [
    { record: "md1", name: "Furosemide 80 mg", detail: "80 mg twice daily", began: "2026-11-18", ended: null, earlier: "no", later: "yes" },
    { record: "md2", name: "Digoxin", detail: null, began: "2024-01-01", ended: null, earlier: "unknown", later: "unknown" },
  ],
  problems: [],
};
