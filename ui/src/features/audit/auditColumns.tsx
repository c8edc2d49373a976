import type { AuditEntry } from "~/generated/AuditEntry";
import type { GridColumn } from "~/components/Grid";
import { cx } from "~/foundations/cx";
import { moment } from "~/foundations/time";
import styles from "./audit.module.css";
import { OUTCOMES, whose } from "./auditWords";

export function auditColumns(now: number): GridColumn<AuditEntry>[] {
  return [
    { id: "when", head: "When", width: "112px", cell: (row) => moment(row.at, now) },
    {
      id: "who",
      head: "Who",
      width: "144px",
      cell: (row) => (
        <>
          {row.account ?? row.person} {row.account !== null ? <span className={styles.second}>signing in</span> : row.role !== null && <span className={styles.second}>{row.role}</span>}
        </>
      ),
    },
    { id: "what", head: "What", cell: (row) => (row.glass === null ? row.title : <>{row.title} <span className={styles.warn}>break-glass</span></>) },
    { id: "patient", head: "Patient", cell: (row) => <span className={cx(row.patientName === null && styles.second)}>{whose(row)}</span> },
    { id: "outcome", head: "Outcome", width: "88px", cell: (row) => <span className={cx(row.outcome !== "done" && styles.warn)}>{OUTCOMES[row.outcome]}</span> },
  ];
}
