import { useState } from "react";
import type { DocumentVersion } from "~/generated/DocumentVersion";
import { FailureNotice } from "~/components/Notice";
import { Reading } from "~/components/Reading";
import { Select } from "~/components/Select";
import { ComparedLines } from "~/features/chart/notes/Compared";
import { useAsk } from "~/platform/ask";
import styles from "./documents.module.css";

/** How the words of two versions differ: the newest two at first. */
export function Differences({ versions }: { versions: readonly DocumentVersion[] }) {
  const [earlier, setEarlier] = useState(versions[1]?.record ?? "");
  const [later, setLater] = useState(versions[0]?.record ?? "");
  const found = useAsk("compare_notes", { earlier, later }, { enabled: earlier !== later });
  const options = versions.map((one) => ({ value: one.record, title: `Version ${one.number}` }));
  return (
    <section aria-label="Differences">
      <div className={styles.pair}>
        <Select label="From" value={earlier} options={options} onChange={setEarlier} />
        <Select label="To" value={later} options={options} onChange={setLater} />
      </div>
      <div className={styles.differences}>
        {earlier === later && <p className={styles.second}>Choose two versions.</p>}
        {found.isError && <FailureNotice failure={found.error.failure} />}
        {found.isLoading && <Reading />}
        {found.data && earlier !== later && <ComparedLines found={found.data} />}
      </div>
    </section>
  );
}
