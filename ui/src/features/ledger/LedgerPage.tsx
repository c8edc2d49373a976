import { useState } from "react";
import { Button } from "~/components/Button";
import { Choices } from "~/components/Choices";
import { FailureNotice, Notice } from "~/components/Notice";
import { Page } from "~/components/Page";
import { Reading } from "~/components/Reading";
import { TableToFile } from "~/components/TableToFile";
import { go } from "~/foundations/route";
import { count } from "~/foundations/words";
import { useAct, useAsk } from "~/platform/ask";
import { AsidePanel } from "./AsidePanel";
import { FetchedOutcome } from "./FetchedOutcome";
import { FiguresPanel } from "./FiguresPanel";
import { InErrorPanel, OldPanel } from "./MappingPanels";
import { ReadsPanel } from "./ReadsPanel";

type View = "reads" | "aside" | "error" | "old";

/** A connection's ledger: what was asked, how far it came, what failed, and asking again. */
export function LedgerPage({ connection }: { connection: string }) {
  const [view, setView] = useState<View>("reads");
  const [writing, setWriting] = useState(false);
  const name = useAsk("list_connections", undefined).data?.find((one) => one.id === connection)?.name;
  const ledger = useAsk("read_ledger", { connection, patient: null });
  const figures = useAsk("mapping_figures", { connection });
  const running = useAsk("sync_progress", undefined).data?.some((one) => one.connection === connection && one.endedAt === null) ?? false;
  const retry = useAct("retry");
  const write = useAct("write_ledger");
  const asides = ledger.data?.aside ?? [];
  const failing = (figures.data?.inError ?? 0) + asides.filter((aside) => aside.fhirId !== null && aside.resourceType !== null).length;
  const views = [
    { value: "reads", title: `Reads ${count(ledger.data?.rows.length ?? 0)}` },
    { value: "aside", title: `Put aside ${count(asides.length)}` },
    { value: "error", title: `In error ${count(figures.data?.inError ?? 0)}` },
    { value: "old", title: "Needs sync" },
  ] as const;
  const failure = ledger.error ?? figures.error;
  return (
    <Page
      title={name === undefined ? "Ledger" : `Ledger of ${name}`}
      fill
      aside={
        <>
          <Button needs="sync" isDisabled={retry.isPending || failing === 0} onPress={() => retry.mutate({ connection, what: { kind: "all" } })}>
            {failing === 0 ? "Nothing to ask again" : `Ask again for all ${count(failing)}`}
          </Button>
          <Button needs="export-charts" onPress={() => setWriting(true)}>Write CSV</Button>
          <Button onPress={() => go({ page: "mapping", connection, record: null })}>Mapping</Button>
          <Button look="quiet" onPress={() => go({ page: "connection", connection })}>
            Connection
          </Button>
        </>
      }
    >
      {failure && <FailureNotice failure={failure.failure} />}
      <FetchedOutcome act={retry} />
      {running && (
        <Notice tone="stale" title="A sync is going on" actions={<Button onPress={() => void ledger.refetch()}>Read again</Button>}>
          The ledger below moves when it has ended.
        </Notice>
      )}
      {ledger.isPending && <Reading />}
      {ledger.data && figures.data && (
        <>
          <FiguresPanel figures={figures.data} aside={asides.length} />
          <Choices label="Show" value={view} choices={views} onChange={setView} inline bare />
          {view === "reads" && <ReadsPanel rows={ledger.data.rows} several section={null} />}
          {view === "aside" && <AsidePanel asides={asides} rows={ledger.data.rows} />}
          {view === "error" && <InErrorPanel connection={connection} />}
          {view === "old" && <OldPanel connection={connection} />}
        </>
      )}
      {writing && (
        <TableToFile
          title="The ledger as a table"
          busy={write.isPending}
          failure={write.error?.failure}
          written={write.data}
          onWrite={(path) => write.mutate({ connection, patient: null, path })}
          onClose={() => {
            setWriting(false);
            write.reset();
          }}
        />
      )}
    </Page>
  );
}
