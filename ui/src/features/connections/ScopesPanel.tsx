import type { Connection } from "~/generated/Connection";
import type { ScopeRow } from "~/generated/ScopeRow";
import { Panel } from "~/components/Panel";
import { useScrolls } from "~/components/useScrolls";
import { many } from "~/foundations/words";
import styles from "./connections.module.css";

function verdict(row: ScopeRow): { word: string; look: string | undefined } {
  if (row.asked === null) return { word: "not asked for", look: styles.here };
  if (row.whole) return { word: "granted", look: styles.good };
  return row.granted.length === 0 ? { word: "not granted", look: styles.stale } : { word: "in part", look: styles.stale };
}

/** What was asked for and what was granted, side by side. */
export function ScopesPanel({ connection }: { connection: Connection }) {
  const { scopes } = connection;
  const scrolls = useScrolls<HTMLDivElement>("Scopes asked for and granted");
  if (scopes.length === 0) return null;
  const short = scopes.filter((row) => !row.whole).length;
  const signedIn = connection.grantedScopes.length > 0;
  return (
    <Panel title="Scopes" note={signedIn ? (short === 0 ? "all granted" : `${many(short, "scope")} not granted as asked`) : "asked for last; nobody is signed in"}>
      <div {...scrolls} className={styles.wide}>
        <table className={styles.table} aria-label="Scopes">
          <thead>
            <tr>
              <th scope="col">Asked for</th>
              <th scope="col">Granted</th>
              <th scope="col">Outcome</th>
            </tr>
          </thead>
          <tbody>
            {scopes.map((row) => {
              const { word, look } = verdict(row);
              return (
                <tr key={`${row.asked} ${row.granted.join(" ")}`}>
                  <td className={styles.mono}>{row.asked ?? "—"}</td>
                  <td className={styles.mono}>{row.granted.join(" ") || "—"}</td>
                  <td className={look}>{signedIn ? word : "not known"}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
