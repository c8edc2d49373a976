/** What an import asks for, as it is typed, and what is wrong with it. */
import type { IngestEncounter } from "~/generated/IngestEncounter";
import type { IngestEncounters } from "~/generated/IngestEncounters";
import type { KnownHere } from "~/generated/KnownHere";
import type { StartSync } from "~/generated/StartSync";
import type { SyncScope } from "~/generated/SyncScope";

export type Whom = "known" | "these" | "all" | "encounters" | "encounter";

export interface Asked {
  connection: string;
  whom: Whom;
  ids: string;
  encounter: string;
  from: string;
  to: string;
  statuses: readonly string[];
  limit: string;
  known: KnownHere;
}

export type AskFaults = Partial<Record<"ids" | "encounter" | "from" | "to" | "limit", string>>;

const DAY = /^\d{4}-\d{2}-\d{2}$/;

export const idsOf = (text: string) => [...new Set(text.split(/[\s,;]+/).filter(Boolean))];

const dayFault = (text: string) => (text.trim() === "" || (DAY.test(text.trim()) && !Number.isNaN(Date.parse(text.trim()))) ? undefined : "A date looks like 2026-03-14.");

export function faultsOf(asked: Asked): AskFaults {
  const faults: AskFaults = {};
  if (asked.whom === "encounter") {
    if (asked.encounter.trim() === "") faults.encounter = "It cannot be left out.";
    return faults;
  }
  if (asked.whom === "these" && idsOf(asked.ids).length === 0) faults.ids = "Name at least one patient.";
  if (asked.whom === "encounters" && asked.limit.trim() !== "" && !/^[1-9]\d{0,4}$/.test(asked.limit.trim())) faults.limit = "A number, or empty for all.";
  const from = dayFault(asked.from);
  const to = dayFault(asked.to);
  if (from !== undefined) faults.from = from;
  if (to !== undefined) faults.to = to;
  else if (asked.from.trim() !== "" && asked.to.trim() !== "" && asked.from.trim() > asked.to.trim()) faults.to = "It ends before it begins.";
  return faults;
}

export function syncOf(asked: Asked): StartSync {
  const scope: SyncScope = asked.whom === "these" ? { kind: "patients", fhirIds: idsOf(asked.ids) } : asked.whom === "all" ? { kind: "all" } : { kind: "known" };
  const between = betweenOf(asked);
  return { connection: asked.connection, scope, ...(between === null ? {} : { between }) };
}

function betweenOf(asked: Asked) {
  const from = asked.from.trim() || null;
  const to = asked.to.trim() || null;
  return from === null && to === null ? null : { from, to };
}

export const encountersOf = (asked: Asked): IngestEncounters => ({
  connection: asked.connection,
  patients: idsOf(asked.ids),
  between: betweenOf(asked),
  statuses: [...asked.statuses],
  limit: asked.limit.trim() === "" ? null : Number(asked.limit),
  known: asked.known,
});

export const encounterOf = (asked: Asked): IngestEncounter => ({ connection: asked.connection, encounter: asked.encounter.trim(), known: asked.known });
