import { Button } from "~/components/Button";
import { Empty } from "~/components/Empty";
import { FailureNotice } from "~/components/Notice";
import { Page } from "~/components/Page";
import { Panel } from "~/components/Panel";
import { go } from "~/foundations/route";
import { useAsk } from "~/platform/ask";
import { SyncPanel } from "./SyncPanel";

export function SyncPage() {
  const syncs = useAsk("sync_progress", undefined);
  return (
    <Page title="Sync" narrow aside={<Button onPress={() => go({ page: "patients" })}>Go to patients</Button>}>
      {syncs.isError && <FailureNotice failure={syncs.error.failure} />}
      {syncs.data?.length === 0 && (
        <Panel title="No sync since the program started">
          <Empty title="Choose patients on a connection and sync them.">
            <Button onPress={() => go({ page: "connections" })}>Connections</Button>
          </Empty>
        </Panel>
      )}
      {syncs.data?.map((progress) => <SyncPanel key={progress.connection} progress={progress} />)}
    </Page>
  );
}
