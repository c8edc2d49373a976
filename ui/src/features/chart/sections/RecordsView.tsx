import type { RecordRow } from "~/generated/RecordRow";
import type { GridColumn } from "~/components/Grid";
import { StandingMark } from "~/components/Standing";
import { Name, Second, When } from "./parts";
import { Rows } from "./Rows";

const COLUMNS: GridColumn<RecordRow>[] = [
  { id: "date", head: "Date", width: "150px", cell: (row) => <When date={row.date} /> },
  { id: "name", head: "What", cell: (row) => <Name name={row.title} below={row.detail} standing={row.standing} /> },
  { id: "status", head: "Status", width: "150px", cell: (row) => <StandingMark standing={row.standing} status={row.status} /> },
  { id: "type", head: "Resource", width: "170px", cell: (row) => <Second>{row.resourceType}</Second> },
];

/** Any section without a view of its own: what each record is, never left out. */
export function RecordsView({ label, rows, record }: { label: string; rows: readonly RecordRow[]; record: string | null }) {
  return <Rows label={label} rows={rows} columns={COLUMNS} nameOf={(row) => row.title ?? row.resourceType} record={record} />;
}
