import type { ImmunizationRow } from "~/generated/ImmunizationRow";
import type { GridColumn } from "~/components/Grid";
import { StandingMark } from "~/components/Standing";
import { joined } from "~/foundations/words";
import { Name, Second, When } from "./parts";
import { Rows } from "./Rows";

const COLUMNS: GridColumn<ImmunizationRow>[] = [
  { id: "name", head: "Vaccine", cell: (row) => <Name name={row.vaccine} below={row.reason && `Reason: ${row.reason}`} standing={row.standing} /> },
  { id: "date", head: "Date", width: "150px", cell: (row) => <When date={row.date} /> },
  { id: "status", head: "Status", width: "130px", cell: (row) => <StandingMark standing={row.standing} status={row.status} /> },
  { id: "dose", head: "Dose", width: "120px", cell: (row) => row.dose },
  { id: "lot", head: "Lot", width: "120px", cell: (row) => row.lot },
  { id: "site", head: "Site, route", width: "200px", cell: (row) => <Second>{joined(row.site)}</Second> },
];

export function ImmunizationsView({ rows, record }: { rows: readonly ImmunizationRow[]; record: string | null }) {
  return <Rows label="Immunizations" rows={rows} columns={COLUMNS} nameOf={(row) => row.vaccine ?? "immunization"} record={record} />;
}
