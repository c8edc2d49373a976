import type { SyncPhase } from "~/generated/SyncPhase";
import type { SyncProgress } from "~/generated/SyncProgress";
import { Bar } from "~/components/Bar";
import { Button } from "~/components/Button";
import { FailureNotice, Notice } from "~/components/Notice";
import { Panel } from "~/components/Panel";
import { useNow } from "~/foundations/clock";
import { aboutLeft, moment } from "~/foundations/time";
import { bytes, count, many } from "~/foundations/words";
import { useAct } from "~/platform/ask";
import { going, share } from "./line";
import { SectionTable } from "./SectionTable";
import styles from "./sync.module.css";

const PHASE: Record<SyncPhase, { words: string; tone: "plain" | "stale" | "danger" | "good" }> = {
  planning: { words: "Planning", tone: "plain" },
  running: { words: "Syncing", tone: "plain" },
  waiting: { words: "Waiting for the EHR", tone: "stale" },
  paused: { words: "Paused", tone: "stale" },
  done: { words: "Sync finished", tone: "good" },
  cancelled: { words: "Stopped: goes on from the last page next time", tone: "stale" },
  offline: { words: "The EHR does not answer: goes on from the last page next time", tone: "stale" },
  "sign-in-lost": { words: "Sign-in lost: goes on from the last page after signing in", tone: "stale" },
  failed: { words: "The sync could not go on", tone: "danger" },
};

export function SyncPanel({ progress }: { progress: SyncProgress }) {
  const now = useNow();
  const phase = PHASE[progress.phase];
  const on = going(progress);
  return (
    <Panel
      title={progress.connectionName}
      note={phase.words}
      aside={progress.endedAt === null ? `began ${moment(progress.startedAt, now)}` : `ended ${moment(progress.endedAt, now)}`}
    >
      <div className={styles.top}>
        <div className={styles.sum}>
          <strong className={styles.share}>{share(progress)} %</strong>
          <Bar label={`Sync of ${progress.connectionName}`} value={share(progress)} stale={phase.tone === "stale"} />
        </div>
        <Numbers progress={progress} />
        {progress.message !== null && (
          <Notice tone={phase.tone} title={phase.words}>
            {progress.message}
          </Notice>
        )}
        {on && <Controls progress={progress} />}
      </div>
      <SectionTable sections={progress.sections} />
    </Panel>
  );
}

function Numbers({ progress }: { progress: SyncProgress }) {
  const facts: [string, string][] = [
    ["Patients", `${count(progress.patientsDone)} of ${count(progress.patientsPlanned)}`],
    ["Reads", `${count(progress.readsDone)} of ${count(progress.readsPlanned)}`],
    ["Records", count(progress.records)],
    ["New", count(progress.added)],
    ["Changed", count(progress.changed)],
    ["Unchanged", count(progress.unchanged)],
    ["Received", bytes(progress.bytes)],
    ["Time left", progress.secondsLeft === null ? (going(progress) ? "not known yet" : "none") : aboutLeft(progress.secondsLeft)],
  ];
  if (progress.quarantined > 0) facts.push(["Put aside", many(progress.quarantined, "record")]);
  return (
    <dl className={styles.facts}>
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Controls({ progress }: { progress: SyncProgress }) {
  const pause = useAct("pause_sync");
  const resume = useAct("resume_sync");
  const cancel = useAct("cancel_sync");
  const ref = { connection: progress.connection };
  const failure = pause.error ?? resume.error ?? cancel.error;
  return (
    <>
      <div className={styles.actions}>
        {progress.phase === "paused" ? (
          <Button look="main" needs="sync" onPress={() => resume.mutate(ref)}>
            Resume
          </Button>
        ) : (
          <Button needs="sync" onPress={() => pause.mutate(ref)}>Pause</Button>
        )}
        <Button needs="sync" onPress={() => cancel.mutate(ref)}>Stop sync</Button>
      </div>
      {failure && <FailureNotice failure={failure.failure} />}
    </>
  );
}
