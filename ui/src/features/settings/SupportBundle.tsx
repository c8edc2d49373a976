import { useState, type SubmitEvent } from "react";
import { Button } from "~/components/Button";
import { FailureNotice, Notice } from "~/components/Notice";
import { Panel } from "~/components/Panel";
import { PathField } from "~/components/PathField";
import { useAct } from "~/platform/ask";
import styles from "./settings.module.css";

/** What a helper needs to see, without anything about a patient in it. */
export function SupportBundle() {
  const [path, setPath] = useState("");
  const write = useAct("support_bundle");
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (path.trim() !== "") write.mutate({ path: path.trim() });
  };
  return (
    <Panel title="Support bundle">
      <form className={styles.pad} onSubmit={submit}>
        <PathField
          label="Write to"
          of={["new-file"]}
          name="wardbook-support.json"
          value={path}
          onChange={setPath}
          placeholder="Full path of the file to write"
          hint="Versions, settings, counts and the program log. No patient data, no addresses, no tokens."
        />
        <div className={styles.actions}>
          <Button type="submit" isDisabled={path.trim() === "" || write.isPending}>
            Write support bundle
          </Button>
        </div>
        {write.isError && <FailureNotice failure={write.error.failure} />}
        {write.isSuccess && <Notice tone="good" title="Written">{write.variables.path}</Notice>}
      </form>
    </Panel>
  );
}
