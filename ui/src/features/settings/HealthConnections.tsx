import type { ConnectionHealth } from "~/generated/ConnectionHealth";
import type { Reach } from "~/generated/Reach";
import type { SignInState } from "~/generated/SignInState";
import { Empty } from "~/components/Empty";
import { Panel } from "~/components/Panel";
import { useNow } from "~/foundations/clock";
import { moment } from "~/foundations/time";
import { count } from "~/foundations/words";
import styles from "./settings.module.css";

const ms = (value: number | null) => (value === null ? "" : `${count(Math.round(value))} ms`);

function reachWords(reach: Reach, now: number): string {
  switch (reach.kind) {
    case "unknown":
      return "not tried yet";
    case "online":
      return `answers, ${moment(reach.at, now)}`;
    case "offline":
      return `offline since ${moment(reach.since, now)}`;
  }
}

function signInWords(state: SignInState, now: number): string {
  switch (state.kind) {
    case "not-needed":
      return "not needed";
    case "signed-out":
      return "signed out";
    case "waiting":
      return "waiting for the browser";
    case "lost":
      return "lost";
    case "signed-in":
      return state.renews ? "signed in, renews" : state.until === null ? "signed in" : `until ${moment(state.until, now)}`;
  }
}

export function HealthConnections({ connections }: { connections: readonly ConnectionHealth[] }) {
  const now = useNow();
  return (
    <Panel title="EHRs" note="response times since the program started">
      {connections.length === 0 ? (
        <Empty title="No connection yet." />
      ) : (
        <table className={styles.table} aria-label="EHR response times">
          <thead>
            <tr>
              <th scope="col">Connection</th>
              <th scope="col">Reach</th>
              <th scope="col">Sign-in</th>
              <th scope="col">Tokens in</th>
              <th scope="col">Requests</th>
              <th scope="col">50 %</th>
              <th scope="col">95 %</th>
              <th scope="col">99 %</th>
            </tr>
          </thead>
          <tbody>
            {connections.map((one) => (
              <tr key={one.id}>
                <th scope="row">{one.name}</th>
                <td className={one.reach.kind === "offline" ? styles.warn : undefined}>{reachWords(one.reach, now)}</td>
                <td className={one.signIn.kind === "lost" ? styles.warn : undefined}>{signInWords(one.signIn, now)}</td>
                <td>{one.tokensIn ?? ""}</td>
                <td className={styles.number}>{count(one.requests)}</td>
                <td className={styles.number}>{ms(one.p50Ms)}</td>
                <td className={styles.number}>{ms(one.p95Ms)}</td>
                <td className={styles.number}>{ms(one.p99Ms)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
