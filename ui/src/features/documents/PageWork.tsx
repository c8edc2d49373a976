import { useState } from "react";
import type { NoteRow } from "~/generated/NoteRow";
import type { PatientRow } from "~/generated/PatientRow";
import { Button } from "~/components/Button";
import { Choices } from "~/components/Choices";
import { Field } from "~/components/Field";
import { FailureNotice, Notice } from "~/components/Notice";
import { Reading } from "~/components/Reading";
import { Select } from "~/components/Select";
import { noteName } from "~/features/chart/notes/name";
import { many } from "~/foundations/words";
import { useAsk } from "~/platform/ask";
import { OtherPatient } from "./OtherPatient";
import { pageNumbers } from "./pageNumbers";
import { Sheet } from "./Sheet";
import { usePageWork } from "./usePageWork";
import styles from "./documents.module.css";

const WORK = [
  { value: "rotate", title: "Turn pages", text: "A new version of the document." },
  { value: "split", title: "Take pages out", text: "They become a document of their own; the rest a new version." },
  { value: "merge", title: "Put another document behind it", text: "A new version with all pages of both; the other is marked as superseded." },
  { value: "reassign", title: "Give to another patient", text: "A new document there; here it is entered in error, or a new version without these pages." },
] as const;
const TURNS = [
  { value: "90", title: "A quarter to the right" },
  { value: "180", title: "Upside down" },
  { value: "270", title: "A quarter to the left" },
] as const;

interface Props {
  record: string;
  name: string;
  others: readonly NoteRow[];
  onClose: () => void;
}

/** Pages of a PDF turned, taken apart and put together. What was there before stays as an older version. */
export function PageWork({ record, name, others, onClose }: Props) {
  const here = useAsk("document_here", { record });
  const [chosen, setWork] = useState<(typeof WORK)[number]["value"]>("rotate");
  const [pages, setPages] = useState("");
  const [turn, setTurn] = useState<(typeof TURNS)[number]["value"]>("90");
  const [extra, setExtra] = useState("");
  const [other, setOther] = useState<PatientRow | null>(null);
  const act = usePageWork(record);
  const most = here.data?.pages ?? 0;
  const isPdf = here.data?.contentType === "application/pdf" && most > 0;
  const work = isPdf ? chosen : "reassign";
  const numbers = pages.trim() === "" ? [] : pageNumbers(pages, most);
  const all = work === "rotate" || work === "reassign" ? "All pages where empty. " : "";
  const ready = numbers !== null && (work !== "split" || numbers.length > 0) && (work !== "merge" || extra !== "") && (work !== "reassign" || other !== null);
  const mergeable = others.filter((one) => one.record !== record && one.standing === "current" && one.origin === "workstation");
  if (here.isPending) return <Reading />;
  return (
    <Sheet title={`Pages of ${name}`} onClose={onClose}>
      {here.isError && <FailureNotice failure={here.error.failure} />}
      {!isPdf && !here.isError && <p>Only a PDF has pages that can be turned, taken out or put together. All of it can be given to another patient.</p>}
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void act.run({ work, numbers, most, turn: Number(turn), extra: extra.trim(), other });
        }}
      >
        <Choices label="What" value={work} choices={isPdf ? WORK : WORK.slice(3)} onChange={setWork} />
        {work !== "merge" && isPdf && (
          <Field
            label="Pages"
            value={pages}
            onChange={setPages}
            placeholder="1, 3-5"
            hint={`${all}The document has ${many(most, "page")}.`}
            error={numbers === null ? `Write pages like 1, 3-5, up to ${most}.` : undefined}
          />
        )}
        {work === "rotate" && <Select label="Turn" value={turn} options={TURNS} onChange={setTurn} />}
        {work === "split" && <Field label="Title of the new document" value={extra} onChange={setExtra} hint="The old title where empty." />}
        {work === "merge" && (
          <Select
            label="Document to put behind it"
            value={extra}
            options={[{ value: "", title: "Choose" }, ...mergeable.map((one) => ({ value: one.record, title: noteName(one) }))]}
            onChange={setExtra}
          />
        )}
        {work === "reassign" && <OtherPatient chosen={other} onChoose={setOther} />}
        {act.failure && <FailureNotice failure={act.failure.failure} />}
        {act.done !== null && <Notice tone="good" title={act.done}>{act.state}</Notice>}
        <div className={styles.actions}>
          <Button onPress={onClose}>{act.done === null ? "Cancel" : "Close"}</Button>
          <Button look="main" type="submit" isDisabled={!ready || act.busy || act.done !== null}>
            {act.busy ? "Working…" : (WORK.find((one) => one.value === work)?.title ?? "")}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
