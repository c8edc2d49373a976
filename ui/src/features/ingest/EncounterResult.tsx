import type { Fetched } from "~/generated/Fetched";
import { Button } from "~/components/Button";
import { Notice } from "~/components/Notice";
import { Panel } from "~/components/Panel";
import { chart, go } from "~/foundations/route";
import { joined } from "~/foundations/words";
import { BroughtList } from "./BroughtList";
import { Counts } from "./Counts";
import styles from "./ingest.module.css";

/** What became of encounters and what belongs to them. */
export function EncounterResult({ connection, fetched }: { connection: string; fetched: Fetched }) {
  const { patient } = fetched;
  return (
    <Panel title="Result" aside={patient !== null && <Button onPress={() => go(chart(patient, "encounters"))}>Open the chart</Button>}>
      <Counts
        facts={[
          ...(fetched.encounters > 0 ? ([["Encounters", fetched.encounters]] as const) : []),
          ["Found", fetched.found],
          ["New", fetched.added],
          ["Changed", fetched.changed],
          ["As before", fetched.unchanged],
          ["Skipped", fetched.skipped],
          ["Put aside", fetched.quarantined, true],
          ["Failed", fetched.failed.length, true],
        ]}
      />
      {fetched.cutOff !== null && (
        <div className={styles.part}>
          <Notice tone="stale" title="It ended before its end">
            {fetched.cutOff}
          </Notice>
        </div>
      )}
      {fetched.failed.length > 0 && (
        <ul className={styles.failed} aria-label="What could not be had">
          {fetched.failed.map((one, n) => (
            <li key={`${one.resourceType} ${one.fhirId} ${n}`}>
              <span className={styles.mono}>{joined(one.resourceType, one.fhirId)}</span> {one.message}
            </li>
          ))}
        </ul>
      )}
      <BroughtList connection={connection} since={fetched.beganAt} records={fetched.records} />
    </Panel>
  );
}
