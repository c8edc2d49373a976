import type { ProblemRow } from "~/generated/ProblemRow";
import type { GridColumn } from "~/components/Grid";
import { StandingMark } from "~/components/Standing";
import { joined } from "~/foundations/words";
import { Name, Second, When } from "./parts";
import { Rows } from "./Rows";

/** A refuted or withdrawn problem shows that; otherwise its clinical status. */
function statusOf(row: ProblemRow): string | null {
  if (row.standing === "refuted" || row.standing === "preliminary") return row.verification ?? row.clinicalStatus;
  return row.clinicalStatus;
}

const COLUMNS: GridColumn<ProblemRow>[] = [
  { id: "name", head: "Problem", cell: (row) => <Name name={row.name} below={row.code} standing={row.standing} /> },
  { id: "status", head: "Status", width: "150px", cell: (row) => <StandingMark standing={row.standing} status={statusOf(row)} /> },
  { id: "since", head: "Onset", width: "130px", cell: (row) => <When date={row.onset} /> },
  { id: "until", head: "Ended", width: "130px", cell: (row) => <When date={row.abatement} /> },
  { id: "more", head: "Severity, category", width: "200px", cell: (row) => <Second>{joined(row.severity, row.category)}</Second> },
];

export function ProblemsView({ rows, record }: { rows: readonly ProblemRow[]; record: string | null }) {
  return <Rows label="Problems" rows={rows} columns={COLUMNS} nameOf={(row) => row.name ?? "problem"} record={record} fold="past or refuted problem" />;
}
