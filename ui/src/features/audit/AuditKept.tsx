import { useState } from "react";
import { Button } from "~/components/Button";
import { Confirm } from "~/components/Confirm";
import { FailureNotice, Notice } from "~/components/Notice";
import { Panel } from "~/components/Panel";
import { Select } from "~/components/Select";
import { fullMoment } from "~/foundations/time";
import { many } from "~/foundations/words";
import { useAct, useAsk } from "~/platform/ask";
import { useMay } from "~/platform/may";
import styles from "./audit.module.css";

const YEARS = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 30];

/** Whether the log is whole, and how long it is kept. */
export function AuditKept() {
  const may = useMay();
  const [asking, setAsking] = useState(false);
  const keeping = useAsk("audit_keeping", undefined);
  const set = useAct("set_audit_keeping");
  const cut = useAct("cut_audit");
  const verify = useAct("verify_audit");
  const failure = keeping.error ?? set.error ?? cut.error ?? verify.error;
  const kept = keeping.data;
  const years = kept && !YEARS.includes(kept.years) ? [...YEARS, kept.years] : YEARS;
  return (
    <Panel title="The log itself">
      <div className={styles.part}>
        <div className={styles.actions}>
          <Button isDisabled={verify.isPending} onPress={() => verify.mutate(undefined)}>
            {verify.isPending ? "Verifying…" : "Verify"}
          </Button>
        </div>
        {failure && <FailureNotice failure={failure.failure} />}
        {verify.data && (
          <Notice tone={verify.data.ok ? "good" : "danger"} title={verify.data.ok ? "The log is whole" : `The log is broken${verify.data.firstBad === null ? "" : ` at row ${verify.data.firstBad}`}`}>
            {verify.data.message} {many(verify.data.rows, "row")} and {many(verify.data.anchors, "signed anchor")} read.
          </Notice>
        )}
        {kept && (
          <>
            {may("administer") ? (
              <Select
                label="Kept for"
                value={String(kept.years)}
                options={years.map((n) => ({ value: String(n), title: many(n, "year") }))}
                onChange={(n) => set.mutate({ years: Number(n) })}
                hint={kept.since === null ? undefined : `Oldest row: ${fullMoment(kept.since)}`}
              />
            ) : (
              <p>Kept for {many(kept.years, "year")}; an administrator can change that.</p>
            )}
            {kept.older > 0 && (
              <div className={styles.actions}>
                <Button look="danger" needs="administer" isDisabled={cut.isPending} onPress={() => setAsking(true)}>
                  Remove {many(kept.older, "older row")}
                </Button>
              </div>
            )}
            <dl className={styles.facts}>
              <dt>Signed by</dt>
              <dd className={styles.mono}>{kept.key}</dd>
            </dl>
          </>
        )}
      </div>
      <Confirm
        title={`Remove ${many(kept?.older ?? 0, "row")}?`}
        act="Remove"
        open={asking}
        onAct={() => {
          setAsking(false);
          cut.mutate(undefined);
        }}
        onClose={() => setAsking(false)}
      >
        They are older than the log is kept, and cannot be brought back. Take the log out first if somebody may ask for them. A signed statement says up to where they went, so that the rest can still be verified.
      </Confirm>
    </Panel>
  );
}
