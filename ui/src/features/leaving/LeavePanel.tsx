import { useState } from "react";
import { Button } from "~/components/Button";
import { Confirm } from "~/components/Confirm";
import { Field } from "~/components/Field";
import { FailureNotice } from "~/components/Notice";
import { Panel } from "~/components/Panel";
import { PathField } from "~/components/PathField";
import styles from "~/features/settings/settings.module.css";
import { useAct, useAsk } from "~/platform/ask";

/** Leaving this workstation: the keys are destroyed, and a copy of the audit log is offered first. */
export function LeavePanel() {
  const protection = useAsk("lock_settings", undefined).data?.protection;
  const leave = useAct("leave_workstation");
  const [copy, setCopy] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const [asked, setAsked] = useState(false);
  const asks = protection !== "keyring";
  const unsent = leave.error?.failure.code === "unsent-work";
  const act = () => {
    setAsked(false);
    leave.mutate({ passphrase: asks ? passphrase : null, auditCopy: copy.trim() === "" ? null : copy.trim(), anyway: unsent }, { onSettled: () => setPassphrase("") });
  };
  return (
    <Panel title="Leave this workstation">
      <div className={styles.pad}>
        <p className={styles.message}>
          Before this computer is given away or sold: the keys of this profile are destroyed, and with them every chart, document and image in it. There is no way back but a backup.
        </p>
        <PathField label="Copy of the audit log" of={["new-file"]} name="wardbook-audit.chain" value={copy} onChange={setCopy} placeholder="Full path of a file that is not there yet" hint="A chain that proves itself (wardbook-cli audit verify FILE), lines of JSON. Left empty, the log goes with the rest." />
        {asks && <Field label="Your passphrase, to leave" type="password" autoComplete="current-password" value={passphrase} onChange={setPassphrase} />}
        <div className={styles.actions}>
          <Button look="danger" isDisabled={protection === undefined || (asks && passphrase === "") || leave.isPending} onPress={() => setAsked(true)}>
            {leave.isPending ? "Leaving…" : unsent ? "Leave, and lose it" : "Leave this workstation"}
          </Button>
        </div>
        {leave.isError && <FailureNotice failure={leave.error.failure} />}
      </div>
      <Confirm open={asked} title="Destroy the keys of this profile?" act="Destroy and leave" keep="Stay" onAct={act} onClose={() => setAsked(false)}>
        <p>Everything that is here can never be read again.{unsent ? " What is not in the EHR yet is lost with it." : ""}</p>
        <p>{copy.trim() === "" ? "No copy of the audit log is kept." : `A copy of the audit log goes to ${copy.trim()} first.`}</p>
      </Confirm>
    </Panel>
  );
}
