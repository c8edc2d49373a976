import { useState } from "react";
import type { MappingStanding } from "~/generated/MappingStanding";
import { Button } from "~/components/Button";
import { Field } from "~/components/Field";
import { FailureNotice } from "~/components/Notice";
import { Page } from "~/components/Page";
import { Select } from "~/components/Select";
import { TableToFile } from "~/components/TableToFile";
import { useDelayed } from "~/features/search/useDelayed";
import { go } from "~/foundations/route";
import { useAct, useAsk } from "~/platform/ask";
import { ImportRelinks } from "./ImportRelinks";
import { MappingList } from "./MappingList";
import { MappingSide } from "./MappingSide";
import { TypeTable } from "./TypeTable";
import { STANDINGS } from "./standing";
import type { Which } from "./useMappingPages";
import styles from "./mapping.module.css";

const STANDS: { value: MappingStanding | ""; title: string }[] = [
  { value: "", title: "All" },
  ...(["active", "in-error", "removed", "inactive"] as const).map((value) => ({ value, title: STANDINGS[value] })),
];

/** Which of our records is which of the EHR's, looked up and set right by hand; never beyond one connection. */
export function MappingPage({ connection, record }: { connection: string; record: string | null }) {
  const [text, setText] = useState("");
  const [standing, setStanding] = useState<MappingStanding | "">("");
  const [type, setType] = useState("");
  const [writing, setWriting] = useState(false);
  const asked = useDelayed(text.trim());
  const name = useAsk("list_connections", undefined).data?.find((one) => one.id === connection)?.name;
  const figures = useAsk("mapping_figures", { connection });
  const write = useAct("write_mappings");
  const which: Which = { connection, standing: standing || null, resourceType: type || null, olderThanMinutes: null, id: asked || null };
  const types = [{ value: "", title: "All" }, ...(figures.data?.types ?? []).map((of) => ({ value: of.resourceType, title: of.resourceType }))];
  return (
    <Page
      title={name === undefined ? "Mapping" : `Mapping of ${name}`}
      fill
      aside={
        <>
          <Button needs="export-charts" onPress={() => setWriting(true)}>Write CSV</Button>
          <Button onPress={() => go({ page: "ledger", connection })}>Ledger</Button>
          <Button look="quiet" onPress={() => go({ page: "connection", connection })}>
            Connection
          </Button>
        </>
      }
    >
      {figures.isError && <FailureNotice failure={figures.error.failure} />}
      <div className={styles.columns}>
        <div className={styles.list}>
          <div className={styles.bar}>
            <Field label="Our record id, the EHR's id, or Type/id" value={text} onChange={setText} placeholder="Observation/4711" autoComplete="off" />
            <Select label="Stands" value={standing} options={STANDS} onChange={setStanding} />
            <Select label="Type" value={type} options={types} onChange={setType} />
          </div>
          <MappingList
            title="Records"
            nothing={asked === "" ? "No record like that." : "This connection has no record with that id."}
            which={which}
            onOpen={(row) => go({ page: "mapping", connection, record: row.record })}
          />
        </div>
        <div className={styles.side}>
          {record === null ? (
            <>
              <TypeTable types={figures.data?.types ?? []} />
              <ImportRelinks connection={connection} />
            </>
          ) : (
            <MappingSide key={record} connection={connection} record={record} />
          )}
        </div>
      </div>
      {writing && (
        <TableToFile
          title="These mappings as a table"
          busy={write.isPending}
          failure={write.error?.failure}
          written={write.data}
          onWrite={(path) => write.mutate({ which: { ...which, offset: 0, limit: 1 }, path })}
          onClose={() => {
            setWriting(false);
            write.reset();
          }}
        />
      )}
    </Page>
  );
}
