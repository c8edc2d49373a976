import type { MappingRow } from "~/generated/MappingRow";
import { Button } from "~/components/Button";
import type { GridColumn } from "~/components/Grid";
import { cx } from "~/foundations/cx";
import { moment } from "~/foundations/time";
import { count, joined, plain } from "~/foundations/words";
import styles from "./mapping.module.css";
import { ehrId, STANDINGS } from "./standing";

interface Asking {
  busy: boolean;
  onRetry: (row: MappingRow) => void;
}

export function mappingColumns(now: number, asking: Asking | null): GridColumn<MappingRow>[] {
  const columns: GridColumn<MappingRow>[] = [
    { id: "ehr", head: "At the EHR", cell: (row) => <span className={styles.mono}>{ehrId(row)}</span> },
    { id: "stands", head: "Stands", width: "152px", cell: (row) => <span className={cx(row.standing !== "active" && styles.warn)}>{STANDINGS[row.standing]}</span> },
    { id: "version", head: "Version", width: "72px", cell: (row) => row.version ?? <span className={styles.second}>none</span> },
    { id: "received", head: "Received", width: "96px", end: true, cell: (row) => moment(row.syncedAt, now) },
    { id: "failures", head: "Failures", width: "112px", cell: (row) => row.errorCount > 0 && joined(count(row.errorCount), row.lastError && plain(row.lastError)) },
  ];
  if (asking !== null)
    columns.push({
      id: "retry",
      head: "",
      width: "100px",
      end: true,
      cell: (row) => (
        <Button look="quiet" needs="sync" aria-label={`Ask again for ${ehrId(row)}`} isDisabled={asking.busy} onPress={() => asking.onRetry(row)}>
          Ask again
        </Button>
      ),
    });
  return columns;
}
