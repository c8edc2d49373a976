import { useState, type SubmitEvent } from "react";
import { Button } from "~/components/Button";
import { Field } from "~/components/Field";
import { FailureNotice, Notice } from "~/components/Notice";
import { Panel } from "~/components/Panel";
import { useAct, useAsk } from "~/platform/ask";
import styles from "./settings.module.css";

/** How large a document may be that is taken in. */
export function DocumentLimit() {
  const limit = useAsk("document_limit", undefined);
  const set = useAct("set_document_limit");
  const most = useAsk("policy", undefined).data?.documentMegabytes ?? 1000;
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? (limit.data === undefined ? "" : String(limit.data.megabytes));
  const sound = /^\d{1,4}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= most;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (sound) set.mutate({ megabytes: Number(text) }, { onSuccess: () => setTyped(null) });
  };
  return (
    <Panel title="Documents">
      <form className={styles.pad} onSubmit={submit}>
        <Field
          label="Largest document, in megabytes"
          value={text}
          onChange={setTyped}
          inputMode="numeric"
          autoComplete="off"
          error={text !== "" && !sound ? `A whole number from 1 to ${most}.` : undefined}
          hint="Larger files are not taken in; they are left where they are."
        />
        <div className={styles.actions}>
          <Button type="submit" isDisabled={!sound || typed === null || set.isPending}>
            Save
          </Button>
        </div>
        {limit.isError && <FailureNotice failure={limit.error.failure} />}
        {set.isError && <FailureNotice failure={set.error.failure} />}
        {set.isSuccess && typed === null && <Notice tone="good" title="Saved" />}
      </form>
    </Panel>
  );
}
