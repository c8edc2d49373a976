import { href } from "~/foundations/route";
import { useAsk } from "~/platform/ask";
import { StateChip } from "./states";
import styles from "./outbox.module.css";

/** Of one patient more never wait: a person writes them. */
const AT_ONCE = 500;

/** What of a section was written here and has not reached the EHR yet, above its rows. */
export function WaitingHere({ patient, section }: { patient: string; section: string }) {
  const outbox = useAsk("list_outbox", { connection: null, patient, ended: false, offset: 0, limit: AT_ONCE });
  const rows = (outbox.data?.rows ?? []).filter((row) => row.section === section);
  if (rows.length === 0) return null;
  return (
    <ul className={styles.here} aria-label="Written here, not in the EHR yet">
      {rows.map((row) => (
        <li key={row.item}>
          <StateChip row={row} /> <a href={href({ page: "outbox", item: row.item })}>{row.act === "update" ? `Change of ${row.title}` : row.title}</a>
          <span className={styles.quiet}>{row.next}</span>
        </li>
      ))}
    </ul>
  );
}
