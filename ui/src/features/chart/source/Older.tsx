import type { OlderVersion } from "~/generated/OlderVersion";
import { fullMoment } from "~/foundations/time";
import { pretty } from "~/foundations/pretty";
import styles from "./source.module.css";

/** What the record was before, where a person asked for that to be kept. */
export function Older({ versions }: { versions: OlderVersion[] }) {
  return versions.map((older) => (
    <details key={older.replacedAt}>
      <summary>
        Before {fullMoment(older.replacedAt)}: version {older.version ?? "not sent"}, fetched {fullMoment(older.fetchedAt)}
      </summary>
      <pre className={styles.json} role="region" aria-label="JSON of an older version" tabIndex={0}>
        {pretty(older.json)}
      </pre>
    </details>
  ));
}
