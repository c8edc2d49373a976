/** What Dr Lindqvist keeps for herself. */
import type { OwnList } from "~/generated/OwnList";
import type { PatientMarks } from "~/generated/PatientMarks";
import { at } from "./people";

const own = (kind: OwnList["kind"], here: number): OwnList => ({ id: kind, kind, title: null, here, members: null, missing: [], connection: null, connectionName: null, asOf: null });

const MEMBERS: Record<string, string[]> = { mine: ["p1", "p3"], starred: ["p1"], recent: ["p1", "p3", "p10"], w1: ["p3", "p1"] };

export const membersOf = (list: string) => MEMBERS[list] ?? [];

export const ownLists: OwnList[] = [
  own("mine", 2),
  own("starred", 1),
  own("recent", 3),
  { id: "w1", kind: "ward", title: "Ward 3 East", here: 2, members: 4, missing: ["f-91", "f-92"], connection: "c1", connectionName: "Riverside General", asOf: at("2026-11-20", "07:05") },
  { id: "w2", kind: "ward", title: "Night round", here: 0, members: 0, missing: [], connection: "c1", connectionName: "Riverside General", asOf: at("2026-11-20", "07:05") },
];

export const marks: PatientMarks = {
  patient: "p1",
  mine: true,
  starred: false,
  notes: [{ note: "n1", text: "Ask her son about the tablets at home.", at: at("2026-11-19", "16:20"), changedAt: at("2026-11-20", "08:10") }],
};
