import { cx } from "~/foundations/cx";
import { count } from "~/foundations/words";
import styles from "./ingest.module.css";

/** Found, new, changed and so on; amber only where something is amiss. */
export function Counts({ facts }: { facts: readonly (readonly [label: string, n: number, warn?: boolean])[] }) {
  return (
    <dl className={styles.counts}>
      {facts.map(([label, n, warn = false]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className={cx(warn && n > 0 && styles.warn)}>{count(n)}</dd>
        </div>
      ))}
    </dl>
  );
}
