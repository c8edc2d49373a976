import { useState } from "react";
import { Button } from "~/components/Button";
import { Choices } from "~/components/Choices";
import { FailureNotice } from "~/components/Notice";
import { Page } from "~/components/Page";
import { Reading } from "~/components/Reading";
import { TableToFile } from "~/components/TableToFile";
import { chart, go } from "~/foundations/route";
import { count, nameOr } from "~/foundations/words";
import { useAct, useAsk } from "~/platform/ask";
import { RemovePatient } from "~/features/leaving/RemovePatient";
import { Stay } from "~/features/leaving/Stay";
import { AsidePanel } from "./AsidePanel";
import { ReadsPanel } from "./ReadsPanel";

/** One patient's ledger, from a section's head. */
export function PatientLedger({ patient, section }: { patient: string; section: string | null }) {
  const [view, setView] = useState<"reads" | "aside">("reads");
  const [writing, setWriting] = useState(false);
  const ledger = useAsk("read_ledger", { connection: null, patient });
  const row = useAsk("open_chart", { patient }).data?.banner.patient;
  const sync = useAct("start_sync");
  const write = useAct("write_ledger");
  const failure = ledger.error ?? sync.error;
  const views = [
    { value: "reads", title: `Reads ${count(ledger.data?.rows.length ?? 0)}` },
    { value: "aside", title: `Put aside ${count(ledger.data?.aside.length ?? 0)}` },
  ] as const;
  return (
    <Page
      title={row === undefined ? "Ledger" : `Ledger of ${nameOr(row.name)}`}
      fill
      aside={
        <>
          <Button
            needs="sync"
            isDisabled={row === undefined || sync.isPending}
            onPress={() => row && sync.mutate({ connection: row.connection, scope: { kind: "patients", fhirIds: [row.fhirId] } }, { onSuccess: () => go({ page: "sync" }) })}
          >
            Sync this patient
          </Button>
          <Button needs="export-charts" onPress={() => setWriting(true)}>Write CSV</Button>
          {row && <Button onPress={() => go({ page: "ledger", connection: row.connection })}>Whole ledger</Button>}
          {row && <RemovePatient patient={patient} name={nameOr(row.name)} />}
          <Button look="quiet" onPress={() => go(chart(patient, section ?? "summary"))}>
            Chart
          </Button>
        </>
      }
    >
      {failure && <FailureNotice failure={failure.failure} />}
      <Stay patient={patient} />
      {ledger.isPending && <Reading />}
      {ledger.data && (
        <>
          <Choices label="Show" value={view} choices={views} onChange={setView} inline bare />
          {view === "reads" ? <ReadsPanel rows={ledger.data.rows} several={false} section={section} /> : <AsidePanel asides={ledger.data.aside} rows={ledger.data.rows} />}
        </>
      )}
      {writing && (
        <TableToFile
          title="This patient's ledger as a table"
          busy={write.isPending}
          failure={write.error?.failure}
          written={write.data}
          onWrite={(path) => write.mutate({ connection: null, patient, path })}
          onClose={() => {
            setWriting(false);
            write.reset();
          }}
        />
      )}
    </Page>
  );
}
