import type { Counter } from "~/generated/Counter";
import { Empty } from "~/components/Empty";
import { Panel } from "~/components/Panel";
import { count } from "~/foundations/words";
import styles from "./settings.module.css";

export function Counters({ title, counters, none }: { title: string; counters: readonly Counter[]; none: string }) {
  return (
    <Panel title={title}>
      {counters.length === 0 ? (
        <Empty title={none} />
      ) : (
        <dl className={styles.counters}>
          {counters.map((counter) => (
            <div key={counter.name}>
              <dt>{counter.name}</dt>
              <dd>{count(counter.count)}</dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}
