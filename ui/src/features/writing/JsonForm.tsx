import { useState } from "react";
import { Area } from "~/components/Area";
import { Button } from "~/components/Button";
import { FailureNotice } from "~/components/Notice";
import type { RecordFault } from "~/generated/RecordFault";
import { chart, go } from "~/foundations/route";
import { pretty } from "~/foundations/pretty";
import { useAct } from "~/platform/ask";
import styles from "./writing.module.css";

interface Props {
  patient: string;
  record: string | null;
  json: string | null;
}

const EXAMPLE = '{\n  "resourceType": "Procedure",\n  "status": "completed",\n  "code": { "text": "" }\n}';

/** Any record as FHIR, checked before it is saved: each fault with its place. */
export function JsonForm({ patient, record, json }: Props) {
  const [text, setText] = useState(() => (json === null ? EXAMPLE : pretty(json)));
  const check = useAct("check_record");
  const add = useAct("add_record");
  const correct = useAct("correct_record");
  const failure = check.error ?? add.error ?? correct.error;
  const busy = check.isPending || add.isPending || correct.isPending;
  const done = () => go(chart(patient, "summary"));
  const save = () => {
    if (record !== null) correct.mutate({ record, json: text }, { onSuccess: done });
    else add.mutate({ patient, json: text, draft: false }, { onSuccess: done });
  };
  return (
    <form className={styles.wide} onSubmit={(event) => event.preventDefault()} aria-label="FHIR record">
      <Area label="FHIR, as JSON" value={text} onChange={setText} hint="The patient and the author are filled in where they are absent. A correction keeps its id and its patient." />
      {failure && <FailureNotice failure={failure.failure} />}
      {check.data && <Faults faults={check.data} />}
      <div className={styles.buttons}>
        <Button isDisabled={busy} onPress={() => check.mutate({ json: text })}>
          Check
        </Button>
        <Button look="main" isDisabled={busy} onPress={save}>
          Save and send
        </Button>
      </div>
    </form>
  );
}

function Faults({ faults }: { faults: readonly RecordFault[] }) {
  if (faults.length === 0) return <p role="status">Nothing is wrong with how it is built.</p>;
  return (
    <ul className={styles.faults} role="status" aria-label="What is not right">
      {faults.map((fault) => (
        <li key={`${fault.path} ${fault.reason}`}>
          <code>{fault.path}</code> {fault.reason}
        </li>
      ))}
    </ul>
  );
}
