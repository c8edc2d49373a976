import { useState, type SubmitEvent } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import type { OwnNote } from "~/generated/OwnNote";
import type { PatientMarks } from "~/generated/PatientMarks";
import { Button } from "~/components/Button";
import { FailureNotice } from "~/components/Notice";
import { useNow } from "~/foundations/clock";
import { moment } from "~/foundations/time";
import type { KeptDraft } from "~/generated/KeptDraft";
import { read, text as asText } from "~/features/lock/content";
import { noteToSelf } from "~/features/lock/places";
import { useKept } from "~/features/lock/useKept";
import { WithDraft } from "~/features/lock/WithDraft";
import { useAct } from "~/platform/ask";
import styles from "./marks.module.css";

/** Notes to self about one patient: written, changed, removed; never a part of the record. */
export function OwnNotes({ marks }: { marks: PatientMarks }) {
  return (
    <Dialog className={styles.dialog ?? ""}>
      <Heading slot="title">Notes to self</Heading>
      <p className={styles.not}>Not part of the record. Kept on this workstation only, encrypted; never sent, searched or exported.</p>
      <WithDraft place={noteToSelf(marks.patient)}>{(kept) => <Notes marks={marks} kept={kept} />}</WithDraft>
    </Dialog>
  );
}

function Notes({ marks, kept }: { marks: PatientMarks; kept: KeptDraft | null }) {
  const { patient, notes } = marks;
  const [before] = useState(() => read(kept?.content));
  const [text, setText] = useState(() => asText(before.text) ?? "");
  // A note that was removed meanwhile is not changed any more: what was typed is a new one.
  const [changing, setChanging] = useState<string | null>(() => notes.find((note) => note.note === before.changing)?.note ?? null);
  const content = text.trim() === "" ? null : JSON.stringify({ text, changing });
  useKept({ place: noteToSelf(patient), patient, title: "Note to self", kept }, content);
  const write = useAct("write_own_note");
  const remove = useAct("remove_own_note");
  const clear = () => {
    setText("");
    setChanging(null);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    // What was typed goes only once it is on the disk.
    if (text.trim() !== "") write.mutate({ patient, note: changing, text }, { onSuccess: clear });
  };
  const failure = write.error?.failure ?? remove.error?.failure;
  return (
    <>
      <form onSubmit={submit} className={styles.form}>
        <textarea aria-label="Note to self" rows={3} maxLength={10_000} value={text} onChange={(event) => setText(event.target.value)} />
        <div className={styles.actions}>
          {changing !== null && (
            <Button look="quiet" onPress={clear}>
              Cancel
            </Button>
          )}
          <Button look="main" type="submit" isDisabled={write.isPending || text.trim() === ""}>
            {changing === null ? "Keep note" : "Keep change"}
          </Button>
        </div>
      </form>
      {failure && <FailureNotice failure={failure} />}
      <ul className={styles.notes} aria-label="Kept notes">
        {notes.map((note) => (
          <OneNote
            key={note.note}
            note={note}
            busy={remove.isPending}
            onChange={() => {
              setChanging(note.note);
              setText(note.text);
            }}
            onRemove={() => remove.mutate({ patient, note: note.note })}
          />
        ))}
      </ul>
    </>
  );
}

function OneNote({ note, busy, onChange, onRemove }: { note: OwnNote; busy: boolean; onChange: () => void; onRemove: () => void }) {
  const now = useNow();
  return (
    <li>
      <p className={styles.text}>
        <bdi>{note.text}</bdi>
      </p>
      <div className={styles.actions}>
        <span className={styles.when}>
          {moment(note.at, now)}
          {note.changedAt !== note.at && `, changed ${moment(note.changedAt, now)}`}
        </span>
        <Button look="quiet" onPress={onChange}>
          Change
        </Button>
        <Button look="quiet" isDisabled={busy} onPress={onRemove}>
          Remove
        </Button>
      </div>
    </li>
  );
}
