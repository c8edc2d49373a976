import { useState } from "react";
import type { AboutDocument } from "~/generated/AboutDocument";
import type { HeldDocument } from "~/generated/HeldDocument";
import type { Writable } from "~/generated/Writable";
import { Button } from "~/components/Button";
import { Check } from "~/components/Check";
import { Field } from "~/components/Field";
import { FailureNotice, Notice } from "~/components/Notice";
import { Select } from "~/components/Select";
import { useNow } from "~/foundations/clock";
import { fhirDay } from "~/foundations/time";
import { joined, many } from "~/foundations/words";
import { useAct, useAsk } from "~/platform/ask";
import { LEVELS as ACCESS, levelOf, HOW_HELD } from "./access";
import styles from "./documents.module.css";

interface Props {
  patient: string;
  held: HeldDocument;
  id: string;
  onClose: () => void;
  onKept: () => void;
}

const LEVELS = [
  { value: "", title: "Not said" },
  { value: "N", title: "Normal" },
  { value: "R", title: "Restricted" },
  { value: "V", title: "Very restricted" },
  { value: "M", title: "Moderate" },
  { value: "L", title: "Low" },
  { value: "U", title: "Unrestricted" },
];

const orNull = (text: string) => (text === "" ? null : text);

/** As it is kept: without blanks around, and nothing where there are only blanks. */
function tidy(about: AboutDocument): AboutDocument {
  const said = (text: string | null) => orNull(text?.trim() ?? "");
  return { ...about, title: said(about.title), date: said(about.date), author: said(about.author), description: said(about.description) };
}

/** What becomes of it, before it is kept. */
function whereItGoes(writable: Writable, draft: boolean, hasType: boolean): string {
  if (!writable.creates) return writable.message ?? "It is not sent to the EHR.";
  if (draft) return "It is not sent until you say so in the outbox.";
  if (!hasType) return `${writable.connectionName} files documents by their type: without one it is not sent.`;
  return `It goes to ${writable.connectionName} through the outbox, and is read back there.`;
}

/** How much of it a search will find. */
function howFound({ scanned, withoutText }: HeldDocument["text"]): string {
  if (scanned) return ". No text, scanned: it can be seen, but not searched.";
  if (withoutText.length === 0) return ". Its words can be searched.";
  return `. No text on ${many(withoutText.length, "page")}, which can be seen, but not searched; the words on its others can.`;
}

/** What a document is: what it suggests of itself, until a person says otherwise. */
export function DocumentForm({ patient, held, id, onClose, onKept }: Props) {
  const now = useNow();
  const [about, setAbout] = useState<AboutDocument>(held.suggested);
  const types = useAsk("document_types", undefined);
  const encounters = useAsk("read_section", { patient, section: "encounters", most: null });
  const writable = useAsk("writable", { patient, resourceType: "DocumentReference" });
  const keep = useAct("keep_document");
  const [draft, setDraft] = useState(false);
  const change = (part: Partial<AboutDocument>) => setAbout((all) => ({ ...all, ...part }));
  const kinds = types.data ?? [];
  const visits = encounters.data?.kind === "encounters" ? encounters.data.rows : [];
  const suggested = (value: string | null) => (value === null ? undefined : "Suggested by the document");
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        keep.mutate({ held: id, patient, about: tidy(about), replaces: null, draft }, { onSuccess: (made) => !made.already && onKept() });
      }}
    >
      <p className={styles.found}>
        {joined(held.text.kind, held.text.pages !== null && many(held.text.pages, "page"))}
        {howFound(held.text)}
      </p>
      {held.text.unread.length > 0 && (
        <Notice tone="stale" title="Not all of it could be read">
          {held.text.unread.join("; ")}. It is kept whole all the same.
        </Notice>
      )}
      <Field label="Title" value={about.title ?? ""} hint={suggested(held.suggested.title)} onChange={(title) => change({ title: orNull(title) })} />
      <div className={styles.pair}>
        <Select
          label="Type"
          value={about.kind?.code ?? ""}
          hint={suggested(held.suggested.kind?.code ?? null)}
          options={[{ value: "", title: "Not said" }, ...kinds.map((kind) => ({ value: kind.code, title: kind.display ?? kind.code }))]}
          onChange={(code) => change({ kind: kinds.find((kind) => kind.code === code) ?? null })}
        />
        <Field label="Date" placeholder="YYYY-MM-DD" value={about.date ?? ""} hint={suggested(held.suggested.date)} onChange={(date) => change({ date: orNull(date) })} />
        <Field label="Author" value={about.author ?? ""} hint={suggested(held.suggested.author)} onChange={(author) => change({ author: orNull(author) })} />
        <Select label="Confidentiality" value={about.confidentiality ?? ""} options={LEVELS} onChange={(code) => change({ confidentiality: orNull(code) })} />
      </div>
      <Select
        label="Encounter"
        value={about.encounter ?? ""}
        options={[
          { value: "", title: "Not said" },
          ...visits.flatMap((row) =>
            row.fhirId === null ? [] : [{ value: row.fhirId, title: joined(fhirDay(row.start, now), row.kind ?? row.class ?? "Encounter", row.location) }],
          ),
        ]}
        onChange={(encounter) => change({ encounter: orNull(encounter) })}
      />
      <Field label="Description" value={about.description ?? ""} onChange={(description) => change({ description: orNull(description) })} />
      {keep.isError && <FailureNotice failure={keep.error.failure} />}
      {keep.data?.already === true && (
        <Notice tone="stale" title="This very file is in this chart already">
          Nothing was kept a second time, and what you wrote above was not taken over. To say something else of it, open it under Notes.
        </Notice>
      )}
      <Select label="Who may look" value={levelOf(about.access)} options={ACCESS} hint={HOW_HELD} onChange={(level) => change({ access: orNull(level) })} />
      {writable.data?.creates === true && (
        <Check on={draft} onChange={setDraft}>
          Keep it here for now, do not send it
        </Check>
      )}
      <p className={styles.second}>
        It is kept here, encrypted. {writable.data && whereItGoes(writable.data, draft, about.kind !== null)}
      </p>
      <div className={styles.actions}>
        {keep.data?.already === true ? <Button onPress={onKept}>Close</Button> : <Button onPress={onClose}>Cancel</Button>}
        <Button look="main" type="submit" isDisabled={keep.isPending || keep.data?.already === true}>
          Keep document
        </Button>
      </div>
    </form>
  );
}
