import type { Health } from "~/generated/Health";
import type { Protection } from "~/generated/Protection";
import { Button } from "~/components/Button";
import { Panel } from "~/components/Panel";
import { bytes, count, many } from "~/foundations/words";
import { Counters } from "./Counters";
import { HealthConnections } from "./HealthConnections";
import styles from "./settings.module.css";

const PROTECTION: Record<Protection, string> = {
  passphrase: "passphrase alone",
  keyring: "keyring alone",
  "keyring-and-passphrase": "keyring and passphrase",
};

export function HealthView({ health, onAgain }: { health: Health; onAgain: () => void }) {
  const oldest = health.queueOldestSeconds === null ? "" : `, oldest ${Math.round(health.queueOldestSeconds)} s`;
  const facts: [string, string][] = [
    ["Wardbook", health.version],
    ["Key kept by", PROTECTION[health.protection]],
    ["Keyring", health.keyring ? "answers" : "does not answer"],
    ["Store schema", String(health.schema)],
    ["Patients", count(health.patients)],
    ["Put aside", many(health.quarantined, "record")],
    ["Waiting to be filed", `${count(health.queueDepth)}${oldest}`],
    ["Store", bytes(health.storeBytes)],
    ["Audit log", `${bytes(health.auditBytes)}, ${many(health.auditRows, "row")}`],
    ["Program log", bytes(health.logBytes)],
    ["Free on this disk", health.diskFree === null ? "not known" : bytes(health.diskFree)],
  ];
  return (
    <>
      <Panel
        title="Health"
        aside={
          <Button look="quiet" onPress={onAgain}>
            Refresh
          </Button>
        }
      >
        <dl className={styles.facts}>
          {facts.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </Panel>
      <HealthConnections connections={health.connections} />
      <div className={styles.pair}>
        <Counters title="Sign-ins and refreshes" counters={health.counters} none="None yet." />
        <Counters title="Records by type" counters={health.records} none="No records yet." />
      </div>
    </>
  );
}
