import type { TypeFigures } from "~/generated/TypeFigures";
import { Empty } from "~/components/Empty";
import { Panel } from "~/components/Panel";
import { count } from "~/foundations/words";
import styles from "./mapping.module.css";

const days = (n: number) => (n < 10 ? n.toFixed(1) : count(Math.round(n)));

/** How many of each type, how old, how fast they come. */
export function TypeTable({ types }: { types: readonly TypeFigures[] }) {
  return (
    <Panel title="By type" note={count(types.length)}>
      {types.length === 0 ? (
        <Empty title="Nothing was received yet." />
      ) : (
        <table className={styles.table} aria-label="By type">
          <thead>
            <tr>
              <th scope="col">Type</th>
              <th scope="col" className={styles.end}>
                Records
              </th>
              <th scope="col" className={styles.end}>
                Days old
              </th>
              <th scope="col" className={styles.end}>
                New a day
              </th>
            </tr>
          </thead>
          <tbody>
            {types.map((of) => (
              <tr key={of.resourceType}>
                <th scope="row">{of.resourceType}</th>
                <td className={styles.end}>{count(of.count)}</td>
                <td className={styles.end}>{days(of.averageAgeDays)}</td>
                <td className={styles.end}>{days(of.createdADay)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
