import { useState, type SubmitEvent } from "react";
import type { Connection } from "~/generated/Connection";
import { Button } from "~/components/Button";
import { Empty } from "~/components/Empty";
import { FailureNotice, Notice } from "~/components/Notice";
import { Page } from "~/components/Page";
import { Panel } from "~/components/Panel";
import { Reading } from "~/components/Reading";
import { SyncPanel } from "~/features/sync/SyncPanel";
import { isEhr } from "~/features/connections/kinds";
import { go } from "~/foundations/route";
import { useAct, useAsk } from "~/platform/ask";
import { encounterOf, encountersOf, faultsOf, syncOf, type Asked } from "./ask";
import { EncounterResult } from "./EncounterResult";
import { ImportForm } from "./ImportForm";
import { SyncResult } from "./SyncResult";
import styles from "./ingest.module.css";

/** Import from the EHR: choose, watch, and open what came. */
export function ImportPage({ connection }: { connection: string | null }) {
  const connections = useAsk("list_connections", undefined);
  // Records from files have no EHR behind them.
  const ehrs = connections.data?.filter(isEhr);
  return (
    <Page title="Import from the EHR" narrow aside={<Button onPress={() => go(connection === null ? { page: "connections" } : { page: "connection", connection })}>{connection === null ? "Connections" : "Connection"}</Button>}>
      {connections.isError && <FailureNotice failure={connections.error.failure} />}
      {connections.isPending && <Reading />}
      {ehrs?.length === 0 && (
        <Panel title="No EHR yet">
          <Empty title="Connect an EHR first.">
            <Button needs="manage-connections" onPress={() => go({ page: "add-connection" })}>Connect an EHR</Button>
          </Empty>
        </Panel>
      )}
      {ehrs?.[0] && <Importing connections={ehrs} start={ehrs.find((one) => one.id === connection) ?? ehrs[0]} />}
    </Page>
  );
}

function Importing({ connections, start }: { connections: readonly Connection[]; start: Connection }) {
  const [asked, setAsked] = useState<Asked>({ connection: start.id, whom: start.patients > 0 ? "known" : "these", ids: "", encounter: "", from: "", to: "", statuses: [], limit: "", known: "refresh" });
  const [tried, setTried] = useState(false);
  const [began, setBegan] = useState<string | null>(null);
  const sync = useAct("start_sync");
  const one = useAct("ingest_encounter");
  const several = useAct("ingest_encounters");
  const ingest = asked.whom === "encounters" ? several : one;
  const running = useAsk("sync_progress", undefined).data?.find((one) => one.connection === asked.connection);
  const mine = began !== null && running?.correlation === began ? running : undefined;
  const going = running?.endedAt === null;
  const { signIn, name } = connections.find((one) => one.id === asked.connection) ?? start;
  const ready = signIn.kind === "signed-in" || signIn.kind === "not-needed";
  const failure = sync.error ?? ingest.error;
  const busy = sync.isPending || ingest.isPending || going;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(faultsOf(asked)).length > 0) return;
    setBegan(null);
    sync.reset();
    one.reset();
    several.reset();
    if (asked.whom === "encounter") one.mutate(encounterOf(asked));
    else if (asked.whom === "encounters") several.mutate(encountersOf(asked));
    else sync.mutate(syncOf(asked), { onSuccess: (progress) => setBegan(progress.correlation) });
  };
  return (
    <>
      <Panel title="What to import">
        <form className={styles.form} onSubmit={submit}>
          <ImportForm connections={connections} asked={asked} faults={tried ? faultsOf(asked) : {}} onChange={(part) => setAsked((now) => ({ ...now, ...part }))} />
          {!ready && (
            <Notice tone="stale" title={`Sign in to ${name} first`} actions={<Button onPress={() => go({ page: "connection", connection: asked.connection })}>Connection</Button>}>
              Nothing can be asked of it until then.
            </Notice>
          )}
          <div className={styles.actions}>
            <Button look="main" type="submit" needs="sync" isDisabled={!ready || busy}>
              {ingest.isPending ? "Asking the EHR…" : going ? "A sync is going on" : "Import"}
            </Button>
          </div>
          {failure && <FailureNotice failure={failure.failure} />}
        </form>
      </Panel>
      {mine && !going && <SyncResult progress={mine} />}
      {running && (going || mine) && <SyncPanel progress={running} />}
      {ingest.data && <EncounterResult connection={ingest.variables.connection} fetched={ingest.data} />}
    </>
  );
}
