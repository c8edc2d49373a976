import type { Connection } from "~/generated/Connection";
import { Button } from "~/components/Button";
import { FailureNotice, Notice } from "~/components/Notice";
import { Page } from "~/components/Page";
import { Panel } from "~/components/Panel";
import { go } from "~/foundations/route";
import { useAct, useAsk } from "~/platform/ask";
import { ArchivePanel } from "./ArchivePanel";
import { AutomaticPanel } from "./AutomaticPanel";
import { ConnectionCard } from "./ConnectionCard";
import { FilesCard } from "./FilesCard";
import { isEhr } from "./kinds";
import { MannersPanel } from "./MannersPanel";
import { Registration } from "./Registration";
import { SchemaPanel } from "./SchemaPanel";
import { ScopesPanel } from "./ScopesPanel";
import { TestSteps } from "./TestSteps";
import styles from "./connections.module.css";

/** All about one connection. */
export function ConnectionPage({ id }: { id: string }) {
  const connections = useAsk("list_connections", undefined);
  const connection = connections.data?.find((one) => one.id === id);
  const aside = (
    <>
      <Button needs="list-patients" onPress={() => go({ page: "ledger", connection: id })}>Ledger</Button>
      <Button needs="view-charts" onPress={() => go({ page: "mapping", connection: id, record: null })}>Mapping</Button>
      {connection && isEhr(connection) && (
        <>
          <Button needs="sync" onPress={() => go({ page: "import", connection: id })}>
            Import
          </Button>
          <Button needs="manage-connections" onPress={() => go({ page: "edit-connection", connection: id })}>
            Change
          </Button>
        </>
      )}
      <Button look="quiet" onPress={() => go({ page: "connections" })}>
        All connections
      </Button>
    </>
  );
  return (
    <Page title={connection?.name ?? "Connection"} aside={connection && aside} narrow>
      {connections.isError && <FailureNotice failure={connections.error.failure} />}
      {connections.data && !connection && (
        <Notice tone="stale" title="This connection is no longer here">
          It was removed.
        </Notice>
      )}
      {connection && (isEhr(connection) ? <Parts connection={connection} /> : <FilesCard connection={connection} own />)}
    </Page>
  );
}

function Parts({ connection }: { connection: Connection }) {
  return (
    <>
      <ConnectionCard connection={connection} own />
      <AutomaticPanel id={connection.id} />
      <MannersPanel id={connection.id} />
      <ArchivePanel id={connection.id} />
      <Testing id={connection.id} />
      <Registration connection={connection} />
      <ScopesPanel connection={connection} />
      <SchemaPanel id={connection.id} />
    </>
  );
}

function Testing({ id }: { id: string }) {
  const check = useAct("check_connection");
  return (
    <Panel
      title="Test"
      note="the address, how to sign in, what it offers, one read"
      aside={
        <Button needs="manage-connections" isDisabled={check.isPending} onPress={() => check.mutate({ connection: id })}>
          {check.isPending ? "Testing…" : "Test now"}
        </Button>
      }
    >
      {check.isError && <FailureNotice failure={check.error.failure} />}
      {check.data ? <TestSteps steps={check.data} /> : <p className={styles.empty}>Not tested since this page was opened.</p>}
    </Panel>
  );
}
