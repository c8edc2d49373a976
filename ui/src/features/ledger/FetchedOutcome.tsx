import type { UseMutationResult } from "@tanstack/react-query";
import type { Fetched } from "~/generated/Fetched";
import { FailureNotice, Notice } from "~/components/Notice";
import { count, joined, many } from "~/foundations/words";
import type { FailureError } from "~/platform/failure";
import styles from "./ledger.module.css";

export const fetchedWords = (fetched: Fetched) =>
  joined(
    `${count(fetched.added)} new`,
    `${count(fetched.changed)} changed`,
    `${count(fetched.unchanged)} as before`,
    fetched.skipped > 0 && `${count(fetched.skipped)} skipped`,
    fetched.quarantined > 0 && `${count(fetched.quarantined)} put aside`,
    fetched.failed.length > 0 && `${count(fetched.failed.length)} failed`,
  );

/** What came of asking the EHR again. */
export function FetchedOutcome<R>({ act }: { act: UseMutationResult<Fetched, FailureError, R> }) {
  if (act.isPending)
    return (
      <Notice tone="plain" title="Asking the EHR…">
        One after the other, politely.
      </Notice>
    );
  if (act.isError) return <FailureNotice failure={act.error.failure} />;
  if (act.data === undefined) return null;
  const { data } = act;
  const well = data.failed.length === 0 && data.cutOff === null;
  return (
    <Notice tone={well ? "good" : "stale"} title={`The EHR gave ${many(data.found, "record")}`}>
      {fetchedWords(data)}
      {data.cutOff !== null && <p>It ended before its end: {data.cutOff}</p>}
      {data.failed.length > 0 && (
        <ul className={styles.failed} aria-label="Not given">
          {data.failed.map((one, n) => (
            <li key={`${one.resourceType} ${one.fhirId} ${n}`}>
              <span className={styles.mono}>{joined(one.resourceType, one.fhirId)}</span> {one.message}
            </li>
          ))}
        </ul>
      )}
    </Notice>
  );
}
