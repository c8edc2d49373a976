import type { NextRow } from "~/generated/NextRow";
import { useNow } from "~/foundations/clock";
import { chart, href } from "~/foundations/route";
import { fhirDate } from "~/foundations/time";
import { joined } from "~/foundations/words";
import styles from "./summary.module.css";

/** What is to come, the nearest first. */
export function SummaryNext({ patient, rows }: { patient: string; rows: readonly NextRow[] }) {
  const now = useNow();
  return (
    <ul aria-label="Next">
      {rows.map((row) => (
        <li key={row.record} className={styles.line}>
          <span className={styles.main}>
            <span className={styles.next}>Next</span>{" "}
            <a className={styles.plainLink} href={href(chart(patient, row.section, row.record))}>
              {row.name ?? "kind not recorded"}
            </a>
          </span>
          <span className={styles.end}>{row.status}</span>
          <small className={styles.below}>{joined(fhirDate(row.start, now), row.with)}</small>
        </li>
      ))}
    </ul>
  );
}
