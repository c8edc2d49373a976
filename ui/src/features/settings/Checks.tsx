import { Button } from "~/components/Button";
import { CheckIcon, CrossIcon } from "~/components/Icons";
import { FailureNotice, Notice } from "~/components/Notice";
import { Panel } from "~/components/Panel";
import { cx } from "~/foundations/cx";
import { useMay } from "~/platform/may";
import { go } from "~/foundations/route";
import { many } from "~/foundations/words";
import { useAct } from "~/platform/ask";
import styles from "./settings.module.css";

/** Is what is kept here whole? */
export function Checks() {
  const may = useMay();
  const doctor = useAct("doctor");
  const audit = useAct("verify_audit");
  const failure = doctor.error ?? audit.error;
  if (!may("administer") && !may("read-audit")) return null;
  return (
    <Panel title="Checks">
      <div className={styles.pad}>
        <div className={styles.actions}>
          {may("administer") && (
            <Button isDisabled={doctor.isPending} onPress={() => doctor.mutate(undefined)}>
              {doctor.isPending ? "Checking…" : "Check the store"}
            </Button>
          )}
          {may("read-audit") && (
            <>
              <Button isDisabled={audit.isPending} onPress={() => audit.mutate(undefined)}>
                {audit.isPending ? "Verifying…" : "Verify the audit log"}
              </Button>
              <Button look="quiet" onPress={() => go({ page: "audit" })}>
                Open the audit log
              </Button>
            </>
          )}
        </div>
        {failure && <FailureNotice failure={failure.failure} />}
        {doctor.data && (
          <ul className={styles.checks} aria-label="Checks of the store">
            {doctor.data.map((check) => (
              <li key={check.check} className={cx(check.ok ? styles.ok : styles.bad)}>
                {check.ok ? <CheckIcon /> : <CrossIcon />}
                <strong>{check.check}</strong>
                <span className="hidden-text">{check.ok ? "sound" : "not sound"}</span>
                <span className={styles.message}>{check.message}</span>
              </li>
            ))}
          </ul>
        )}
        {audit.data && (
          <Notice tone={audit.data.ok ? "good" : "danger"} title={audit.data.ok ? "The audit log is whole" : `The audit log is broken${audit.data.firstBad === null ? "" : ` at row ${audit.data.firstBad}`}`}>
            {audit.data.message} {many(audit.data.rows, "row")} read
            {audit.data.unfinished > 0 && `; ${many(audit.data.unfinished, "act")} never committed`}.
          </Notice>
        )}
      </div>
    </Panel>
  );
}
