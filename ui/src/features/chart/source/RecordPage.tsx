import { FailureNotice } from "~/components/Notice";
import { Page } from "~/components/Page";
import { Panel } from "~/components/Panel";
import { Reading } from "~/components/Reading";
import type { RecordPatient } from "~/generated/RecordPatient";
import { go, href } from "~/foundations/route";
import { nameOr } from "~/foundations/words";
import { useAsk } from "~/platform/ask";
import styles from "./source.module.css";
import { Whole } from "./Whole";

/** Whose record it is, where one led here that is in a chart: it must not be taken for nobody's. */
function Whose({ patient }: { patient: RecordPatient }) {
  return (
    <p>
      In the chart of <a href={href({ page: "chart", patient: patient.id, section: patient.section, record: null })}>{nameOr(patient.name)}</a>, born {patient.birthDate ?? "on a day that is not recorded"}.
    </p>
  );
}

/** A record that is in nobody's chart: an organization, a value set, a profile, or a type that FHIR does not know. */
export function RecordPage({ record }: { record: string }) {
  const source = useAsk("record_source", { record });
  if (source.isPending) return <Reading />;
  return (
    <Page title={source.data?.resourceType ?? "Record"} narrow>
      {source.isError && <FailureNotice failure={source.error.failure} />}
      {source.data && (
        <Panel title={source.data.fhirId ?? "Without an id"} note={source.data.connectionName}>
          <div className={styles.whole}>
            {source.data.whose !== null && <Whose patient={source.data.whose} />}
            <Whole source={source.data} onFollow={(to) => go({ page: "record", record: to })} />
          </div>
        </Panel>
      )}
    </Page>
  );
}
