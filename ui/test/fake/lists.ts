/** Ingrid's sections that are lists. */
import type { ListRow } from "~/generated/ListRow";
import type { RecordList } from "~/generated/RecordList";
import type { Section } from "~/generated/Section";

const row = (record: string, name: string | null, cells: (string | null)[], rest: Partial<ListRow> = {}): ListRow => ({
  record,
  name,
  below: null,
  cells,
  status: "active",
  standing: "current",
  ...rest,
});

const list = (title: string, nameHead: string, heads: string[], rows: ListRow[], fold: string | null = null): RecordList => ({
  title,
  nameHead,
  // A head that ends with a dot holds dates.
  columns: heads.map((head) => ({ head: head.replace(".", ""), date: head.endsWith(".") })),
  rows,
  fold,
});

const done = { status: "completed", standing: "past" } as const;
const error = { status: "entered-in-error", standing: "entered-in-error" } as const;

const procedures = [
  list("Procedures", "Procedure", ["Performed.", "Until.", "For", "Outcome, site", "By, where"], [
    row("ps1", "Transthoracic echocardiography", ["2026-11-20T11:20:00", null, "Dyspnoea", "EF 32 %, was 38 % · Heart", "Dr. Aaltonen · Echo lab"], { ...done, below: "CPT 93306 · Diagnostic procedure" }),
    row("ps2", "Coronary angiography", ["2019-03-04", "2019-03-04", "Heart failure", "No stenosis above 50 %", "Dr. Osei"], { ...done, below: "SNOMED 33367005" }),
    row("ps3", "Colonoscopy", ["2025-05-02", null, "Screening", null, null], { status: "not-done", standing: "refuted", below: "Reason: patient declined" }),
    row("ps4", "Appendectomy", ["1998", null, null, null, null], error),
    row("ps5", null, ["2021", null, null, null, null], { status: null, standing: "unknown" }),
  ]),
];

const care = [
  list("Goals", "Goal", ["Target", "Due.", "Since.", "Achievement, for"], [
    row("go1", "Weight below 80 kg", ["Body weight: <80 kg", "2026-12-15", "2026-09-02", "In progress · Heart failure"], { below: "High priority" }),
    row("go2", "Blood pressure below 130/80", [null, "2026-12-31", "2026-06-11", "Hypertension"], { status: "proposed", standing: "preliminary" }),
    row("go3", "Walk to the ward door", [null, "2026-11-19", "2026-11-18", "Achieved"], done),
  ], "past goal"),
  list("Care plans", "Plan", ["From.", "To be done", "For"], [
    row("cp1", "Heart failure plan", ["2026-09-02", "Weigh daily; Fluid 1.5 L a day; Call above 2 kg in 3 days", "Heart failure"], { below: "Assessment and plan of treatment" }),
  ], "past plan"),
  list("Care team", "Who", ["Role", "Team", "From."], [
    row("ct1", "Dr. Astrid Lindqvist", ["Cardiologist", "Heart failure team", "2019"]),
    row("ct1", "Dr. Kwame Osei", ["Nephrologist", "Heart failure team", "2022-01-17"]),
    row("ct1", "Asked, declined", ["Caregiver", "Heart failure team", null]),
  ], "past member"),
];

const family = [
  list("Family history", "Relative", ["Has or had", "Died.", "Age or born.", "Recorded."], [
    row("fa1", "Father", ["Stroke, at age 74 a, contributed to the death", "at age 74 a", null, "2019-04-02"], { status: "completed", below: "Male" }),
    row("fa2", "Mother", ["The patient does not know", "no", "1934", "2019-04-02"], { status: "health-unknown", standing: "unknown" }),
    row("fa3", "Sister", ["no condition listed", null, null, "2019-04-02"], { status: "partial" }),
  ]),
];

const social = [
  list("Social history and surveys", "Question", ["Answer", "Date.", "Category", "By"], [
    row("so1", "Tobacco smoking status", ["Former smoker", "2026-09-02", "Social History", "Dr. Lindqvist"], { status: "final" }),
    row("so2", "PHQ-9 total score", ["17 (high)", "2026-09-02", "Survey", "Practitioner, name not here"], { status: "final" }),
    row("so3", "Food insecurity", ["Asked, declined", "2026-09-02", "SDOH", null], { status: "final" }),
    row("so4", "Alcohol use", ["4 drinks a day", "2025-01-10", "Social History", null], error),
  ]),
];

const orders = [
  list("Appointments", "Appointment", ["From.", "Until.", "With, where", "For"], [
    row("ap1", "Cardiology", ["2026-12-04T09:00:00", "2026-12-04T09:30:00", "Dr. Lindqvist; Clinic 3", "Heart failure"], { status: "booked", below: "Follow-up" }),
  ], "past appointment"),
  list("Orders", "Order", ["Ordered.", "To be done.", "For", "By, to"], [
    row("or1", "Potassium", ["2026-11-20T14:20:00", "2026-11-20T18:00:00", "Hyperkalaemia", "Dr. Lindqvist · to Laboratory"], { below: "stat · Laboratory" }),
    row("or2", "Do NOT: Contrast CT", ["2026-11-20T13:00:00", null, "Kidney disease", "Dr. Lindqvist"], { status: "active: not to be done" }),
    row("or3", "Chest X-ray", ["2026-11-18T17:00:00", null, "Dyspnoea", "Dr. Marsh"], done),
  ], "past order"),
];

const devices = [
  list("Devices", "Device", ["Manufacturer, model", "UDI", "Serial, lot", "Made.", "Expires."], [
    row("de1", "Implantable defibrillator", ["Acme Devices, X1", "(01)09504000059118(17)291231(21)A7B", "serial: A7B · lot: L-22", "2021-01", "2029-12-31"]),
  ], "past device"),
];

const insurance = [
  list("Coverage", "Payer", ["Numbers", "Group, plan", "From.", "Until."], [
    row("in1", "Trust Health", ["member: M-7 · subscriber: S-1", "Group: 0117; Plan: B37FC Full coverage", "2024-01-01", null], { below: "Managed care · patient is: self" }),
  ], "past insurance"),
  list("Claims and benefits", "Claim", ["Kind", "Date.", "Total", "Paid", "By, to"], [
    row("cl1", "Furosemide 80 mg", ["claim", "2026-09-02", "129.16 USD", null, "Riverside Pharmacy · to Trust Health"]),
    row("cl1b", "Furosemide 80 mg", ["Benefit", "2026-09-10", "129.16 USD", "103.33 USD", "to Trust Health"], { status: "active, complete" }),
  ]),
];

const ALL: Record<string, RecordList[]> = {
  procedures,
  orders,
  "care-plan": care,
  "family-history": family,
  "social-history": social,
  devices,
  insurance,
};

export const listsOf = (section: string): Section | null => {
  const lists = ALL[section];
  return lists === undefined ? null : { kind: "lists", rows: lists };
};
