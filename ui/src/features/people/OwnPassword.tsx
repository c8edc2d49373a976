import { useState, type SubmitEvent } from "react";
import { Button } from "~/components/Button";
import { Field } from "~/components/Field";
import { FailureNotice, Notice } from "~/components/Notice";
import { Panel } from "~/components/Panel";
import { useAct, useAsk } from "~/platform/ask";
import styles from "./people.module.css";

/** One's own password. Nothing where there is one person only. */
export function OwnPassword() {
  const [old, setOld] = useState("");
  const [password, setPassword] = useState("");
  const state = useAsk("profile_state", undefined).data;
  const set = useAct("set_person_password");
  if (state?.kind !== "open" || !state.people) return null;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const clear = () => {
      setOld("");
      setPassword("");
    };
    set.mutate({ person: state.person, old, password }, { onSettled: clear });
  };
  return (
    <Panel title="Your password">
      <form className={styles.part} onSubmit={submit}>
        <Field label="Old password" type="password" value={old} onChange={setOld} autoComplete="current-password" />
        <Field label="New password" type="password" value={password} onChange={setPassword} autoComplete="new-password" hint="At least 8 characters" />
        <div className={styles.actions}>
          <Button type="submit" isDisabled={set.isPending || old === "" || password.length < 8}>
            Change it
          </Button>
        </div>
        {set.isError && <FailureNotice failure={set.error.failure} />}
        {set.isSuccess && <Notice tone="good" title="Your password is changed" />}
      </form>
    </Panel>
  );
}
