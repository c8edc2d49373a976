import { useState } from "react";
import { Button } from "~/components/Button";
import { FailureNotice, Notice } from "~/components/Notice";
import { Panel } from "~/components/Panel";
import type { ConnectionArchive } from "~/generated/ConnectionArchive";
import { useAct, useAsk } from "~/platform/ask";
import { ArchiveForm } from "./ArchiveForm";
import styles from "./connections.module.css";

/** Where this connection's images are, and how one signs in there. */
export function ArchivePanel({ id }: { id: string }) {
  const [changing, setChanging] = useState(false);
  const asked = useAsk("connection_archive", { connection: id });
  const set = useAct("set_connection_archive");
  const test = useAct("test_archive");
  const archive = asked.data;
  const isSet = typeof archive?.base === "string";
  const aside = archive && !changing && (
    <>
      {isSet && (
        <Button needs="manage-connections" isDisabled={test.isPending} onPress={() => test.mutate({ connection: id })}>
          {test.isPending ? "Testing…" : "Test"}
        </Button>
      )}
      <Button needs="manage-connections" onPress={() => setChanging(true)}>{isSet ? "Change" : "Set an archive"}</Button>
    </>
  );
  return (
    <Panel title="Image archive" note={archive && noteOf(archive)} aside={aside}>
      {asked.isError && <FailureNotice failure={asked.error.failure} />}
      {set.isError && <FailureNotice failure={set.error.failure} />}
      {test.isError && <FailureNotice failure={test.error.failure} />}
      {test.isSuccess && (
        <Notice tone="good" title="The archive answers">
          This sign-in may search it.
        </Notice>
      )}
      {archive && !changing && <p className={styles.empty}>{isSet ? archive.base : "None is set. Where a chart names an archive at the EHR's own address, that one is asked."}</p>}
      {archive && changing && (
        <ArchiveForm
          archive={archive}
          busy={set.isPending}
          onClose={() => setChanging(false)}
          onSave={(wanted) => {
            test.reset();
            set.mutate({ connection: id, ...wanted }, { onSuccess: () => setChanging(false) });
          }}
        />
      )}
    </Panel>
  );
}

function noteOf({ base, signIn, account }: ConnectionArchive): string {
  if (base === null) return "not set";
  switch (signIn) {
    case "none":
      return "without a sign-in";
    case "connection":
      return "with the connection's sign-in";
    case "basic":
      return `as ${account ?? "somebody"}, with a password`;
    case "token":
      return "with a token";
  }
}
