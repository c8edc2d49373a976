import { FailureNotice } from "~/components/Notice";
import { Panel } from "~/components/Panel";
import settings from "~/features/settings/settings.module.css";
import { fullMoment } from "~/foundations/time";
import { many } from "~/foundations/words";
import { useAsk } from "~/platform/ask";
import styles from "./leaving.module.css";
import { RetentionOf } from "./RetentionOf";

/** How long charts stay that nobody opens: of each connection, what is due, and what left. Nothing without a connection. */
export function RetentionPanel() {
  const state = useAsk("retention", undefined);
  if (state.data?.connections.length === 0) return null;
  const left = state.data?.left ?? [];
  return (
    <Panel title="Charts that nobody opens">
      <div className={settings.pad}>
        {state.isError && <FailureNotice failure={state.error.failure} />}
        {state.data?.connections.map((one) => (
          <RetentionOf key={one.connection} one={one} />
        ))}
        {left.length > 0 && (
          <details>
            <summary>{many(left.length, "chart")} left in the last 30 days</summary>
            <ul className={styles.second}>
              {left.map((chart, n) => (
                <li key={`${chart.at} ${n}`}>{[fullMoment(chart.at), chart.connectionName, chart.said].filter(Boolean).join(", ")}</li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </Panel>
  );
}
