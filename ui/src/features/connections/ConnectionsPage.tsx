import { Button } from "~/components/Button";
import { Empty } from "~/components/Empty";
import { FailureNotice } from "~/components/Notice";
import { Page } from "~/components/Page";
import { Panel } from "~/components/Panel";
import { go } from "~/foundations/route";
import { useAsk } from "~/platform/ask";
import { ConnectionCard } from "./ConnectionCard";
import { FilesCard } from "./FilesCard";
import { isEhr } from "./kinds";

export function ConnectionsPage() {
  const connections = useAsk("list_connections", undefined);
  const add = (
    <Button look="main" needs="manage-connections" onPress={() => go({ page: "add-connection" })}>
      Connect an EHR
    </Button>
  );
  return (
    <Page title="Connections" aside={(connections.data?.length ?? 0) > 0 && add} narrow>
      {connections.isError && <FailureNotice failure={connections.error.failure} />}
      {connections.data?.length === 0 && (
        <Panel title="No connection yet">
          <Empty title="Wardbook reads charts from an EHR that speaks FHIR.">
            <p>You need its FHIR base URL and, where it asks people to sign in, a client id.</p>
            <div style={{ marginTop: 12 }}>{add}</div>
          </Empty>
        </Panel>
      )}
      {connections.data?.map((connection) =>
        isEhr(connection) ? <ConnectionCard key={connection.id} connection={connection} /> : <FilesCard key={connection.id} connection={connection} />,
      )}
    </Page>
  );
}
