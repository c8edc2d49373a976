import type { GridColumn } from "~/components/Grid";
import type { OutboxRow } from "~/generated/OutboxRow";
import { moment } from "~/foundations/time";
import { nameOr } from "~/foundations/words";
import { StateChip } from "./states";

export const columns = (now: number): GridColumn<OutboxRow>[] => [
  { id: "title", head: "What", cell: (row) => (row.act === "update" ? `${row.title} (change)` : row.title), width: "22%" },
  { id: "patient", head: "Patient", cell: (row) => (row.patient === null ? "—" : nameOr(row.patientName)), width: "14%" },
  { id: "ehr", head: "EHR", cell: (row) => row.connectionName, width: "9%" },
  { id: "state", head: "State", cell: (row) => <StateChip row={row} />, width: "13%" },
  { id: "since", head: "Since", cell: (row) => moment(row.since, now), width: "9%" },
  { id: "why", head: "Why", cell: (row) => row.reason ?? "" },
  { id: "next", head: "What happens next", cell: (row) => row.next },
];
