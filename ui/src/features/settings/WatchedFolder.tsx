import { useState, type SubmitEvent } from "react";
import { Button } from "~/components/Button";
import { FailureNotice, Notice } from "~/components/Notice";
import { Panel } from "~/components/Panel";
import { PathField } from "~/components/PathField";
import { useAct, useAsk } from "~/platform/ask";
import styles from "./settings.module.css";

/** The folder in which scanners leave files for this workstation. */
export function WatchedFolder() {
  const folder = useAsk("watched_folder", undefined);
  const set = useAct("set_watched_folder");
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? folder.data?.path ?? "";
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    set.mutate({ path: text.trim() === "" ? null : text }, { onSuccess: () => setTyped(null) });
  };
  return (
    <Panel title="Watched folder">
      <form className={styles.pad} onSubmit={submit}>
        <PathField
          label="Folder in which scans arrive"
          of={["folder"]}
          value={text}
          onChange={setTyped}
          hint="Its files are offered in Notes & documents of the open chart, and stay where they are. Empty: none is watched."
        />
        <div className={styles.actions}>
          <Button type="submit" isDisabled={typed === null || set.isPending}>
            Save folder
          </Button>
        </div>
        {folder.isError && <FailureNotice failure={folder.error.failure} />}
        {set.isError && <FailureNotice failure={set.error.failure} />}
        {set.isSuccess && typed === null && <Notice tone="good" title="Saved" />}
      </form>
    </Panel>
  );
}
