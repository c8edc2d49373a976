import { Button } from "~/components/Button";
import { Empty } from "~/components/Empty";
import { FailureNotice } from "~/components/Notice";
import { Page } from "~/components/Page";
import { Reading } from "~/components/Reading";
import { chart, go } from "~/foundations/route";
import { nameOr } from "~/foundations/words";
import { GlassBand } from "~/features/glass/GlassBand";
import { WithDraft } from "~/features/lock/WithDraft";
import { writing } from "~/features/lock/places";
import { useAsk } from "~/platform/ask";
import { MayNot } from "~/components/MayNot";
import { ContactForm } from "./ContactForm";
import { FORMS } from "./forms";
import { JsonForm } from "./JsonForm";
import { RecordForm } from "./RecordForm";
import { Taken } from "./Taken";

/** Writing for one patient: whose chart it is stands above, and what becomes of it before anything is typed. */
export function WritePage({ patient, kind, record }: { patient: string; kind: string; record: string | null }) {
  const form = FORMS.find((one) => one.kind === kind);
  const opened = useAsk("open_chart", { patient });
  const correcting = record !== null;
  const source = useAsk("record_source", { record: record ?? "" }, { enabled: correcting });
  const resourceType = source.data?.resourceType ?? form?.resourceType ?? "";
  const writable = useAsk("writable", { patient, resourceType }, { enabled: resourceType !== "" });
  const row = opened.data?.banner.patient;
  if (form === undefined) return <Empty title="There is no such form." />;
  const title = correcting ? "Correct a record" : form.title;
  const failure = opened.error ?? writable.error ?? source.error;
  const waiting = opened.isPending || (correcting && source.isPending) || (resourceType !== "" && writable.isPending);
  return (
    <Page
      title={row === undefined ? title : `${title}: ${nameOr(row.name)}`}
      narrow
      beside={row === undefined ? undefined : <span>{[row.birthDate, row.mrn].filter(Boolean).join(" · ")}</span>}
      aside={
        <Button look="quiet" onPress={() => go(chart(patient, form.section))}>
          Back to the chart
        </Button>
      }
    >
      <GlassBand patient={patient} />
      {failure && <FailureNotice failure={failure.failure} />}
      {waiting && <Reading />}
      {!waiting && !failure && (
        <MayNot needs="write-records" what="You cannot write here">
          {writable.data && <Taken writable={writable.data} updating={correcting || kind === "contact"} />}
          <WithDraft place={writing(patient, kind, record)}>
            {(kept) => {
              if (kind === "free") return <JsonForm patient={patient} record={record} json={source.data?.json ?? null} kept={kept} />;
              if (kind === "contact") return <ContactForm patient={patient} record={writable.data?.patientRecord ?? null} kept={kept} />;
              return <RecordForm form={form} patient={patient} kept={kept} />;
            }}
          </WithDraft>
        </MayNot>
      )}
    </Page>
  );
}
