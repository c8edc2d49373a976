import type { MedicationRow } from "~/generated/MedicationRow";
import { Button } from "~/components/Button";
import type { GridColumn } from "~/components/Grid";
import { StandingMark } from "~/components/Standing";
import { count, joined } from "~/foundations/words";
import { OneList } from "./OneList";
import { Name, Second, Span } from "./parts";
import { Rows } from "./Rows";

const KINDS: Record<string, string> = {
  MedicationRequest: "Ordered",
  MedicationStatement: "Reported",
  MedicationAdministration: "Given",
  MedicationDispense: "Dispensed",
};

/** What kind of record it is; one that says it did not happen is not called given. */
export function kindOf(row: MedicationRow): string {
  if (row.resourceType === "MedicationAdministration" && row.standing === "refuted") return "Not given";
  return KINDS[row.resourceType] ?? row.resourceType;
}

const COLUMNS: GridColumn<MedicationRow>[] = [
  { id: "date", head: "Date, until", width: "150px", cell: (row) => <Span date={row.date} until={row.ended} /> },
  { id: "kind", head: "Kind", width: "100px", cell: kindOf },
  { id: "name", head: "Drug, dosage", cell: (row) => <Name name={row.name} below={row.dosage} standing={row.standing} /> },
  { id: "status", head: "Status", width: "150px", cell: (row) => <StandingMark standing={row.standing} status={row.status} /> },
  { id: "why", head: "Reason", width: "170px", cell: (row) => <Second>{joined(row.statusReason, row.indication)}</Second> },
  { id: "by", head: "By", width: "150px", cell: (row) => <Second>{row.prescriber}</Second> },
];

interface Props {
  chosen: MedicationRow;
  rows: readonly MedicationRow[];
  record: string | null;
  onClose: () => void;
}

/** All records of one drug, newest first: who ordered, changed, gave and stopped it. */
export function DrugHistory({ chosen, rows, record, onClose }: Props) {
  const same = rows
    .filter((row) => row.record === chosen.record || (chosen.drug !== null && row.drug === chosen.drug))
    .sort((a, b) => a.place - b.place);
  const name = chosen.name ?? "this medication";
  return (
    <OneList
      title={`History of ${name}`}
      aside={
        <>
          <Second>{count(same.length)}</Second>
          <Button look="quiet" onPress={onClose}>
            Close history
          </Button>
        </>
      }
      rows={same.length}
      opened
    >
      <Rows label={`History of ${name}`} rows={same} columns={COLUMNS} nameOf={(row) => `${kindOf(row)} ${row.name ?? name}`} record={record} />
    </OneList>
  );
}
