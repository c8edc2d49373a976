import type { Aside } from "~/generated/Aside";
import type { LedgerRow } from "~/generated/LedgerRow";
import { Button } from "~/components/Button";
import type { GridColumn } from "~/components/Grid";
import { stateWords } from "~/foundations/coverage";
import { cx } from "~/foundations/cx";
import { moment } from "~/foundations/time";
import { count, many } from "~/foundations/words";
import styles from "./ledger.module.css";
import { isBlank, whose } from "./rows";

const how = (row: LedgerRow) => (isBlank(row) ? <span className={styles.second}>not known</span> : row.expected === null || row.expected === row.count ? count(row.count) : `${count(row.count)} of ${count(row.expected)}`);

/** How a read stands, and why not further, in the EHR's own words. */
function Standing({ row }: { row: LedgerRow }) {
  return (
    <>
      <span className={row.state === "not-offered" ? styles.second : cx(row.state !== "complete" && styles.warn)}>{stateWords(row.state)}</span>
      {row.quarantined > 0 && <span className={styles.warn}>; {many(row.quarantined, "record")} put aside</span>}
      {row.reason !== null && row.reasonCode !== row.state && <span className={styles.why}>{row.reason}</span>}
    </>
  );
}

export function readColumns(now: number, several: boolean): GridColumn<LedgerRow>[] {
  const columns: GridColumn<LedgerRow>[] = [
    {
      id: "read",
      head: "Searched",
      width: several ? "23%" : "32%",
      cell: (row) => (
        <>
          {row.title} {row.read !== row.title && <span className={styles.second}>{row.read.replace(":", ": ")}</span>}
        </>
      ),
    },
    { id: "count", head: "Records", width: "9%", end: true, cell: how },
    { id: "to", head: "Complete to", width: "11%", end: true, cell: (row) => (row.asOf === null ? <span className={styles.second}>never</span> : moment(row.asOf, now)) },
    { id: "window", head: "Window", width: "11%", cell: (row) => row.window ?? <span className={styles.second}>{isBlank(row) ? "" : "all time"}</span> },
    { id: "state", head: "State, and why not further", cell: (row) => <Standing row={row} /> },
  ];
  if (several) columns.unshift({ id: "patient", head: "Patient", width: "15%", cell: (row) => <bdi className={cx(row.patient === null && styles.second)}>{whose(row)}</bdi> });
  return columns;
}

export const nameOfAside = (aside: Aside) => `${aside.resourceType ?? "Unknown type"}${aside.fhirId === null ? ", no id" : `/${aside.fhirId}`}`;

export function asideColumns(now: number, busy: boolean, onRetry: (aside: Aside) => void, who: (aside: Aside) => string): GridColumn<Aside>[] {
  return [
    { id: "what", head: "What", width: "250px", cell: (aside) => <span className={styles.mono}>{nameOfAside(aside)}</span> },
    { id: "patient", head: "Patient", width: "180px", cell: (aside) => <bdi>{who(aside)}</bdi> },
    { id: "why", head: "Why it was put aside", cell: (aside) => aside.reason },
    { id: "at", head: "When", width: "110px", end: true, cell: (aside) => moment(aside.at, now) },
    {
      id: "retry",
      head: "",
      width: "130px",
      end: true,
      cell: (aside) =>
        aside.resourceType === null || aside.fhirId === null ? (
          <span className={styles.second}>no id to ask by</span>
        ) : (
          <Button look="quiet" needs="sync" aria-label={`Ask again for ${nameOfAside(aside)}`} isDisabled={busy} onPress={() => onRetry(aside)}>
            Ask again
          </Button>
        ),
    },
  ];
}
