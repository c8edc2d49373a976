import { Bar } from "~/components/Bar";
import { useNow } from "~/foundations/clock";
import { href } from "~/foundations/route";
import { useAsk } from "~/platform/ask";
import { syncLine } from "./line";
import styles from "./sync.module.css";

/** The foot of the rail: syncing in one line, and a way to all of it. */
export function SyncFoot() {
  const now = useNow();
  const connections = useAsk("list_connections", undefined).data;
  const syncs = useAsk("sync_progress", undefined).data;
  if (connections === undefined || syncs === undefined) return <div className={styles.foot} />;
  const line = syncLine(connections, syncs, now);
  return (
    <a className={styles.foot} href={href({ page: "sync" })} aria-label={["Sync state:", line.text, line.detail].filter(Boolean).join(" ")}>
      <span className={line.tone === "stale" ? styles.warn : undefined}>{line.text}</span>{" "}
      {line.share !== null && <Bar label="Sync" value={line.share} stale={line.tone === "stale"} />}
      {line.detail !== null && <span className={styles.state}>{line.detail}</span>}
    </a>
  );
}
