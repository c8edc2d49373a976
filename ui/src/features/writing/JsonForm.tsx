import { useState } from "react";
import { Area } from "~/components/Area";
import { Button } from "~/components/Button";
import { FailureNotice, Notice } from "~/components/Notice";
import type { RecordFault } from "~/generated/RecordFault";
import { chart, go } from "~/foundations/route";
import { pretty } from "~/foundations/pretty";
import type { KeptDraft } from "~/generated/KeptDraft";
import { read, text as asText } from "~/features/lock/content";
import { writing } from "~/features/lock/places";
import { useKept } from "~/features/lock/useKept";
import { useAct } from "~/platform/ask";
import styles from "./writing.module.css";

interface Props {
  patient: string;
  record: string | null;
  json: string | null;
  kept: KeptDraft | null;
}

const EXAMPLE = '{\n  "resourceType": "Procedure",\n  "status": "completed",\n  "code": { "text": "" }\n}';

/** Any record as FHIR, checked before it is saved: each fault with its place. */
export function JsonForm({ patient, record, json, kept }: Props) {
  const begun = json === null ? EXAMPLE : pretty(json);
  const [before] = useState(() => read(kept?.content));
  const [text, setText] = useState(() => asText(before.text) ?? begun);
  // What the correction began from: a record that changed meanwhile is not to be overwritten unseen.
  const [from, setFrom] = useState(() => asText(before.from) ?? json);
  const title = record === null ? "FHIR record" : "Correction";
  const keeping = useKept({ place: writing(patient, "free", record), patient, title, kept }, text === begun ? null : JSON.stringify({ text, from }));
  const check = useAct("check_record");
  const add = useAct("add_record");
  const correct = useAct("correct_record");
  const failure = check.error ?? add.error ?? correct.error;
  const busy = check.isPending || add.isPending || correct.isPending;
  const drop = () => void keeping.done().catch(() => undefined);
  const done = () => {
    drop();
    go(chart(patient, "summary"));
  };
  const changed = record !== null && from !== json;
  const save = () => {
    if (record !== null) correct.mutate({ record, json: text, from }, { onSuccess: done });
    else add.mutate({ patient, json: text, draft: false }, { onSuccess: done });
  };
  return (
    <form className={styles.wide} onSubmit={(event) => event.preventDefault()} aria-label="FHIR record">
      <Area label="FHIR, as JSON" value={text} onChange={setText} hint="The patient and the author are filled in where they are absent. A correction keeps its id and its patient." />
      {changed && (
        <Notice tone="stale" title="The record changed since you typed this" actions={<Button onPress={() => setFrom(json)}>I have compared them</Button>}>
          What you typed began from an older version. Compare it with the record as it is now, or start over.
        </Notice>
      )}
      {failure && <FailureNotice failure={failure.failure} />}
      {check.data && <Faults faults={check.data} />}
      <div className={styles.buttons}>
        <Button isDisabled={busy} onPress={() => check.mutate({ json: text })}>
          Check
        </Button>
        <Button look="main" isDisabled={busy || changed} onPress={save}>
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
