import { ProgressBar } from "react-aria-components/ProgressBar";
import styles from "./Bar.module.css";

/** A thin bar with real numbers behind it. */
export function Bar({ label, value, stale = false }: { label: string; value: number; stale?: boolean }) {
  return (
    <ProgressBar aria-label={label} value={value} className={styles.bar ?? ""}>
      <div className={stale ? styles.stale : styles.done} style={{ width: `${value}%` }} />
    </ProgressBar>
  );
}
