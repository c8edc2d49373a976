import { useState } from "react";
import type { KeptDraft } from "~/generated/KeptDraft";
import type { OutboxItem } from "~/generated/OutboxItem";
import { Area } from "~/components/Area";
import { Button } from "~/components/Button";
import { FailureNotice } from "~/components/Notice";
import { read, text } from "~/features/lock/content";
import { useKept } from "~/features/lock/useKept";
import { pretty } from "~/foundations/pretty";
import { useAct } from "~/platform/ask";
import styles from "./outbox.module.css";

interface Props {
  found: OutboxItem;
  place: string;
  kept: KeptDraft | null;
  busy: boolean;
  onDone: () => void;
}

/** The record of an item, as JSON. What is typed stays, whatever becomes of the item meanwhile. */
export function EditItem({ found, place, kept, busy, onDone }: Props) {
  const { item, patient, title } = found.row;
  const [begun] = useState(() => pretty(found.mine));
  const [json, setJson] = useState(() => text(read(kept?.content).json) ?? begun);
  const edit = useAct("edit_item");
  const content = json === begun || patient === null ? null : JSON.stringify({ json });
  const keeping = useKept({ place, patient: patient ?? "", title: `Change of ${title}`, kept }, content);
  const save = () => edit.mutate({ item, json }, { onSuccess: () => void keeping.done().catch(() => undefined).then(onDone) });
  return (
    <>
      {edit.error && <FailureNotice failure={edit.error.failure} />}
      <Area label="The record" value={json} onChange={setJson} hint="FHIR, as JSON. Its patient and its id stay as they are." />
      <div className={styles.buttons}>
        <Button look="main" needs="write-records" isDisabled={busy || edit.isPending} onPress={save}>
          Save
        </Button>
      </div>
    </>
  );
}
