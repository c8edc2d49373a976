import type { EncounterRow } from "~/generated/EncounterRow";
import type { GridColumn } from "~/components/Grid";
import { StandingMark } from "~/components/Standing";
import { joined } from "~/foundations/words";
import { Name, Second, When } from "./parts";
import { Rows } from "./Rows";

export const encounterName = (row: EncounterRow) => joined(row.class, row.kind) || null;

const COLUMNS: GridColumn<EncounterRow>[] = [
  { id: "start", head: "Start", width: "150px", cell: (row) => <When date={row.start} /> },
  { id: "end", head: "End", width: "150px", cell: (row) => <When date={row.end} /> },
  { id: "name", head: "Encounter", cell: (row) => <Name name={encounterName(row)} below={row.reason} standing={row.standing} /> },
  { id: "status", head: "Status", width: "120px", cell: (row) => <StandingMark standing={row.standing} status={row.status} /> },
  { id: "where", head: "Where, with whom", width: "280px", cell: (row) => <Second>{joined(row.location, row.practitioner)}</Second> },
];

export function EncountersView({ rows, record }: { rows: readonly EncounterRow[]; record: string | null }) {
  return <Rows label="Encounters" rows={rows} columns={COLUMNS} nameOf={(row) => encounterName(row) ?? "encounter"} record={record} />;
}
