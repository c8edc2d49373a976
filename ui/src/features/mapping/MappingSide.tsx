import { Button } from "~/components/Button";
import { FailureNotice } from "~/components/Notice";
import { Panel } from "~/components/Panel";
import { Reading } from "~/components/Reading";
import { FetchedOutcome } from "~/features/ledger/FetchedOutcome";
import { useNow } from "~/foundations/clock";
import { cx } from "~/foundations/cx";
import { go } from "~/foundations/route";
import { fullMoment, moment } from "~/foundations/time";
import { count, joined, plain } from "~/foundations/words";
import { useAct, useAsk } from "~/platform/ask";
import { ActList } from "./ActList";
import { ChangeMapping } from "./ChangeMapping";
import { ehrId, STANDINGS } from "./standing";
import styles from "./mapping.module.css";

/** One mapping: how it stands, what people did to it, and what one can do. */
export function MappingSide({ connection, record }: { connection: string; record: string }) {
  const now = useNow();
  const mapping = useAsk("get_mapping", { connection, id: record });
  const retry = useAct("retry");
  const row = mapping.data;
  const close = (
    <Button look="quiet" onPress={() => go({ page: "mapping", connection, record: null })}>
      Close
    </Button>
  );
  if (mapping.isError) return <FailureNotice failure={mapping.error.failure} actions={close} />;
  if (row === undefined) return <Reading />;
  const facts: [string, string, boolean][] = [
    ["Our id", row.record, true],
    ["Version", row.version ?? "none sent", false],
    ["Changed at the EHR", row.lastUpdated === null ? "not sent" : fullMoment(row.lastUpdated), false],
    ["Came first", fullMoment(row.createdAt), false],
    ["Last received", moment(row.syncedAt, now), false],
  ];
  if (row.errorCount > 0) facts.push(["Failures", joined(count(row.errorCount), row.lastError && `last: ${plain(row.lastError)}`), false]);
  return (
    <Panel title={ehrId(row)} note={<span className={cx(row.standing !== "active" && styles.warn)}>{STANDINGS[row.standing]}</span>} aside={close}>
      <dl className={styles.facts}>
        {facts.map(([label, value, mono]) => [
          <dt key={label}>{label}</dt>,
          <dd key={`${label}-`} className={cx(mono && styles.mono)}>
            {value}
          </dd>,
        ])}
      </dl>
      <div className={styles.part}>
        <div className={styles.actions}>
          <Button needs="sync" isDisabled={retry.isPending} onPress={() => retry.mutate({ connection, what: { kind: "one", id: row.record } })}>
            Ask the EHR again
          </Button>
        </div>
        <FetchedOutcome act={retry} />
      </div>
      <ChangeMapping connection={connection} row={row} />
      <ActList acts={row.acts} />
    </Panel>
  );
}
