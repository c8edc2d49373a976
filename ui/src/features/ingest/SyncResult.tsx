import type { SyncProgress } from "~/generated/SyncProgress";
import { Button } from "~/components/Button";
import { Panel } from "~/components/Panel";
import { go } from "~/foundations/route";
import { many } from "~/foundations/words";
import { BroughtList } from "./BroughtList";
import { Counts } from "./Counts";
import styles from "./ingest.module.css";

const sum = (progress: SyncProgress, what: "refused" | "failed") => progress.sections.reduce((all, section) => all + section[what], 0);

/** What an import brought. What failed opens in the ledger, with the EHR's words. */
export function SyncResult({ progress }: { progress: SyncProgress }) {
  const refused = sum(progress, "refused");
  const failed = sum(progress, "failed");
  const missing = refused + failed + progress.quarantined;
  const { connection } = progress;
  return (
    <Panel title="Result" aside={missing > 0 && <Button onPress={() => go({ page: "ledger", connection })}>Open what failed in the ledger</Button>}>
      <Counts
        facts={[
          ["Found", progress.records],
          ["New", progress.added],
          ["Changed", progress.changed],
          ["As before", progress.unchanged],
          ["Removed at the EHR", progress.removed],
          ["Put aside", progress.quarantined, true],
          ["Searches refused", refused, true],
          ["Searches failed", failed, true],
        ]}
      />
      {progress.unknownPatients !== undefined && progress.unknownPatients > 0 && <p className={styles.part}>The EHR does not have {many(progress.unknownPatients, "patient")} of those named.</p>}
      {progress.added + progress.changed === 0 && <p className={styles.part}>Nothing new and nothing changed: what came is here as before.</p>}
      <BroughtList connection={connection} since={progress.startedAt} records={null} />
    </Panel>
  );
}
