import { FailureNotice } from "~/components/Notice";
import { Page } from "~/components/Page";
import { Panel } from "~/components/Panel";
import { Reading } from "~/components/Reading";
import { go } from "~/foundations/route";
import { useAsk } from "~/platform/ask";
import styles from "./source.module.css";
import { Whole } from "./Whole";

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
            <Whole source={source.data} onFollow={(to) => go({ page: "record", record: to })} />
          </div>
        </Panel>
      )}
    </Page>
  );
}
