import { useState } from "react";
import type { MedicationRow } from "~/generated/MedicationRow";
import { Chip } from "~/components/Chip";
import type { GridColumn } from "~/components/Grid";
import { StandingMark } from "~/components/Standing";
import { joined } from "~/foundations/words";
import { DrugHistory, kindOf } from "./DrugHistory";
import { GivenWords } from "./GivenWords";
import { OneList } from "./OneList";
import { Name, Second, Span } from "./parts";
import { Rows } from "./Rows";
import styles from "./sections.module.css";

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
  { id: "status", head: "Status", width: "124px", cell: (row) => <Status row={row} /> },
  { id: "kind", head: "Kind", width: "94px", cell: (row) => <Second>{kindOf(row)}</Second> },
  { id: "date", head: "Since, until", width: "140px", cell: (row) => <Span date={row.date} until={row.ended} /> },
  { id: "given", head: "Given, dispensed", width: "176px", cell: (row) => <GivenWords row={row} /> },
  { id: "why", head: "For, by", width: "180px", cell: (row) => <Second>{joined(row.indication, row.prescriber)}</Second> },
];

function Status({ row }: { row: MedicationRow }) {
  return (
    <>
      <StandingMark standing={row.standing} status={row.status} />
      {row.statusReason !== null && <span className={styles.small}>{row.statusReason}</span>}
    </>
  );
}

interface Props {
  rows: readonly MedicationRow[];
  record: string | null;
}

/** Every order and statement as a row of its own; what was given of it is a click away, in its history. */
export function MedicationsView({ rows, record }: Props) {
  const asked = rows.find((row) => row.record === record && row.part === "event");
  const [chosen, setChosen] = useState<MedicationRow | null>(asked ?? null);
  const list = rows.filter((row) => row.part === "active" || row.part === "stopped");
  const once = rows.filter((row) => row.part === "one-off");
  const shared = { columns: COLUMNS, nameOf: (row: MedicationRow) => row.name ?? "medication", record, onOpen: setChosen };
  return (
    <div className={styles.lists}>
      {list.length > 0 && (
        <OneList rows={list.length}>
          <Rows label="Medications" rows={list} fold="past medication" {...shared} />
        </OneList>
      )}
      {once.length > 0 && (
        <OneList title="Once, or given without an order here" rows={once.length}>
          <Rows label="One-off medications" rows={once} {...shared} />
        </OneList>
      )}
      {chosen !== null && <DrugHistory key={chosen.record} chosen={chosen} rows={rows} record={record} onClose={() => setChosen(null)} />}
    </div>
  );
}
