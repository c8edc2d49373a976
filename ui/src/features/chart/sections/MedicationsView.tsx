import type { MedicationRow } from "~/generated/MedicationRow";
import { Chip } from "~/components/Chip";
import type { GridColumn } from "~/components/Grid";
import { StandingMark } from "~/components/Standing";
import { joined } from "~/foundations/words";
import { Name, Second, When } from "./parts";
import { Rows } from "./Rows";

const KINDS: Record<string, string> = {
  MedicationRequest: "Ordered",
  MedicationStatement: "Reported",
  MedicationAdministration: "Given",
  MedicationDispense: "Dispensed",
};

const COLUMNS: GridColumn<MedicationRow>[] = [
  {
    id: "name",
    head: "Medication",
    cell: (row) => (
      <>
        <Name name={row.name} below={row.dosage ?? "dosage not recorded"} standing={row.standing} />
        {row.asNeeded && <Chip>as needed</Chip>}
      </>
    ),
  },
  { id: "status", head: "Status", width: "150px", cell: (row) => <StandingMark standing={row.standing} status={row.status} /> },
  { id: "kind", head: "Kind", width: "90px", cell: (row) => <Second>{KINDS[row.resourceType] ?? row.resourceType}</Second> },
  { id: "date", head: "Since", width: "140px", cell: (row) => <When date={row.date} /> },
  { id: "ended", head: "Ended", width: "110px", cell: (row) => <When date={row.ended} /> },
  { id: "why", head: "For, by", width: "200px", cell: (row) => <Second>{joined(row.indication, row.prescriber)}</Second> },
];

export function MedicationsView({ rows, record }: { rows: readonly MedicationRow[]; record: string | null }) {
  return <Rows label="Medications" rows={rows} columns={COLUMNS} nameOf={(row) => row.name ?? "medication"} record={record} fold="past medication" />;
}
