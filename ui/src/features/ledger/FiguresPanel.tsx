import type { MappingFigures } from "~/generated/MappingFigures";
import { Panel } from "~/components/Panel";
import { useNow } from "~/foundations/clock";
import { cx } from "~/foundations/cx";
import { moment } from "~/foundations/time";
import { count, plain } from "~/foundations/words";
import styles from "./ledger.module.css";

/** A connection's records in numbers. What is not well is amber only where there is some of it. */
export function FiguresPanel({ figures, aside }: { figures: MappingFigures; aside: number }) {
  const now = useNow();
  const facts: [string, number, boolean][] = [
    ["Active", figures.active, false],
    ["In error", figures.inError, true],
    ["Put aside", aside, true],
    ["Waiting", figures.waiting, false],
    ["Removed at the EHR", figures.removed, false],
    ["Out of use", figures.inactive, false],
    ["Failures noted", figures.errors, true],
    ["Orphans", figures.orphans, true],
    ["Duplicates", figures.duplicates, true],
  ];
  return (
    <Panel title="Records" aside={figures.lastSync === null ? "nothing received yet" : `last received ${moment(figures.lastSync, now)}`}>
      <dl className={styles.figures}>
        {facts.map(([label, n, warn]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd className={cx(warn && n > 0 && styles.warn)}>{count(n)}</dd>
          </div>
        ))}
      </dl>
      {figures.commonErrors.length > 0 && (
        <p className={styles.errors}>
          Most common failures:
          {figures.commonErrors.map((error) => (
            <span key={error.code}>
              {plain(error.code)} <strong>{count(error.count)}</strong>
            </span>
          ))}
        </p>
      )}
    </Panel>
  );
}
