import { useState } from "react";
import type { BroughtRow } from "~/generated/BroughtRow";
import { Button } from "~/components/Button";
import { Grid, type GridColumn } from "~/components/Grid";
import { FailureNotice } from "~/components/Notice";
import { useNow } from "~/foundations/clock";
import { chart, go } from "~/foundations/route";
import { fhirDate } from "~/foundations/time";
import { count, nameOr } from "~/foundations/words";
import { useAsk } from "~/platform/ask";
import styles from "./ingest.module.css";

const STEP = 100;

const columnsAt = (now: number): GridColumn<BroughtRow>[] => [
  { id: "title", head: "Record", cell: (row) => row.title ?? <span className={styles.second}>Title not recorded</span> },
  { id: "type", head: "Type", width: "150px", cell: (row) => row.resourceType },
  { id: "patient", head: "Patient", width: "180px", cell: (row) => (row.patient === null ? <span className={styles.second}>of nobody</span> : <bdi>{nameOr(row.patientName)}</bdi>) },
  { id: "date", head: "Date", width: "130px", end: true, cell: (row) => fhirDate(row.date, now) },
  { id: "new", head: "", width: "80px", end: true, cell: (row) => (row.isNew ? "new" : "changed") },
];

/** Records that came, each opened by a click or Enter. */
export function BroughtList({ connection, since, records }: { connection: string; since: number; records: string[] | null }) {
  const now = useNow();
  const [limit, setLimit] = useState(STEP);
  const brought = useAsk("read_brought", { connection, since, records, offset: 0, limit }, { keep: true });
  const rows = brought.data?.rows ?? [];
  const total = brought.data?.total ?? 0;
  if (brought.isError) return <FailureNotice failure={brought.error.failure} />;
  if (total === 0) return null;
  return (
    <>
      <div className={styles.rows}>
        <Grid
          label="What came"
          fixed
          columns={columnsAt(now)}
          count={rows.length}
          rowAt={(index) => rows[index]}
          keyOf={(row) => row.record}
          nameOf={(row) => row.title ?? row.resourceType}
          onOpen={(row) => row.patient !== null && go(row.resourceType === "Patient" ? chart(row.patient) : chart(row.patient, row.section, row.record))}
        />
      </div>
      {total > rows.length && (
        <p className={styles.part}>
          {count(rows.length)} of {count(total)} shown.{" "}
          {limit < 500 ? (
            <Button look="quiet" onPress={() => setLimit((n) => Math.min(500, n * 5))}>
              Show more
            </Button>
          ) : (
            "The rest is in the charts."
          )}
        </p>
      )}
    </>
  );
}
