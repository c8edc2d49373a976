import { useState, type SubmitEvent } from "react";
import type { AuditFilter } from "~/generated/AuditFilter";
import type { AuditForm } from "~/generated/AuditForm";
import { Button } from "~/components/Button";
import { FailureNotice, Notice } from "~/components/Notice";
import { Panel } from "~/components/Panel";
import { PathField } from "~/components/PathField";
import { Select } from "~/components/Select";
import { many } from "~/foundations/words";
import { useAct } from "~/platform/ask";
import styles from "./audit.module.css";

const FORMS: { value: AuditForm; title: string }[] = [
  { value: "chain", title: "Whole log, verifiable" },
  { value: "csv", title: "Table (CSV)" },
  { value: "fhir", title: "FHIR AuditEvents (NDJSON)" },
  { value: "fhir-bundle", title: "FHIR AuditEvents (Bundle)" },
];
const ENDINGS: Record<AuditForm, string> = { chain: "chain", csv: "csv", fhir: "ndjson", "fhir-bundle": "json" };
const ALL: AuditFilter = { person: null, patient: null, kind: null, from: null, to: null, outcome: null };

/** Takes the log out. The chain goes whole; the others as they are filtered. */
export function AuditExport({ which }: { which: AuditFilter }) {
  const [form, setForm] = useState<AuditForm>("chain");
  const [path, setPath] = useState("");
  const write = useAct("export_audit");
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (path.trim() !== "") write.mutate({ which: form === "chain" ? ALL : which, form, path: path.trim() });
  };
  return (
    <Panel title="Take it out">
      <form className={styles.part} onSubmit={submit}>
        <Select label="As" value={form} options={FORMS} onChange={setForm} hint={form === "chain" ? "Every row, whatever is filtered, with the signed anchors" : "Only the acts in the list"} />
        <PathField label="Write to" of={["new-file"]} name={`wardbook-audit.${ENDINGS[form]}`} value={path} onChange={setPath} placeholder="Full path of a file that is not there yet" hint="The file is not encrypted and names people and patients." />
        <div className={styles.actions}>
          <Button type="submit" needs="export-audit" isDisabled={write.isPending || path.trim() === ""}>
            {write.isPending ? "Writing…" : "Write"}
          </Button>
        </div>
        {write.isError && <FailureNotice failure={write.error.failure} />}
        {write.data && (
          <Notice tone="good" title={`${many(write.data.rows, "row")} written`}>
            {write.data.path}. Signed by <span className={styles.mono}>{write.data.key}</span>: keep this key apart from the file.
          </Notice>
        )}
      </form>
    </Panel>
  );
}
