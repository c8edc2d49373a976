import type { GridColumn } from "~/components/Grid";
import type { OutboxRow } from "~/generated/OutboxRow";
import { moment } from "~/foundations/time";
import { joined, nameOr } from "~/foundations/words";
import { StateChip } from "./states";
import styles from "./outbox.module.css";

/** Whose it is and where it goes, under what it is. */
const below = (row: OutboxRow) => joined(row.patient === null ? "nobody’s" : nameOr(row.patientName), row.connectionName);

/** What waits. Beside an opened item, which says it itself, why and what next are left out. */
export function columns(now: number, beside: boolean): GridColumn<OutboxRow>[] {
  const some: GridColumn<OutboxRow>[] = [
    {
      id: "title",
      head: "What",
      cell: (row) => (
        <>
          {row.act === "update" ? `${row.title} (change)` : row.title}
          <div className={styles.second}>{below(row)}</div>
        </>
      ),
    },
    { id: "state", head: "State", cell: (row) => <StateChip row={row} />, width: "150px" },
    { id: "since", head: "Since", cell: (row) => moment(row.since, now), width: "110px" },
  ];
  if (beside) return some;
  return [
    ...some,
    {
      id: "why",
      head: "Why, and what happens next",
      width: "44%",
      cell: (row) => (
        <>
          {row.reason}
          <div className={styles.second}>{row.next}</div>
        </>
      ),
    },
  ];
}
