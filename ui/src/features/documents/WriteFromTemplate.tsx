import { useId, useState } from "react";
import type { FilledTemplate } from "~/generated/FilledTemplate";
import type { WrittenAs } from "~/generated/WrittenAs";
import { Button } from "~/components/Button";
import { Choices } from "~/components/Choices";
import { Confirm } from "~/components/Confirm";
import { Field } from "~/components/Field";
import { FailureNotice, Notice } from "~/components/Notice";
import { Select } from "~/components/Select";
import type { KeptDraft } from "~/generated/KeptDraft";
import { read, text } from "~/features/lock/content";
import { fromTemplate } from "~/features/lock/places";
import { useKept } from "~/features/lock/useKept";
import { WithDraft } from "~/features/lock/WithDraft";
import { useAct, useAsk } from "~/platform/ask";
import { Sheet } from "./Sheet";
import styles from "./documents.module.css";

interface Props {
  patient: string;
  name: string;
  onClose: () => void;
  kept: KeptDraft | null;
}

const AS = [
  { value: "text", title: "Text note", text: "EHRs take it most readily." },
  { value: "pdf", title: "PDF", text: "As a letter, with the patient on each page." },
] as const;

/** A note or letter: a template with the chart's words in it, finished by a person. */
export function WriteFromTemplate({ patient, name, onClose }: Omit<Props, "kept">) {
  return (
    <Sheet title={`Write about ${name}`} onClose={onClose}>
      <WithDraft place={fromTemplate(patient)}>{(kept) => <Writing patient={patient} name={name} onClose={onClose} kept={kept} />}</WithDraft>
    </Sheet>
  );
}

/** A filled template as it was kept; nothing where it is not one. */
function filledOf(value: unknown): FilledTemplate | null {
  const filled = value as FilledTemplate | null | undefined;
  return typeof filled?.text === "string" && typeof filled.about === "object" && Array.isArray(filled.notRecorded) ? filled : null;
}

function Writing({ patient, name, onClose, kept }: Props) {
  const id = useId();
  const [before] = useState(() => read(kept?.content));
  const templates = useAsk("list_templates", undefined);
  const fill = useAct("fill_template");
  const write = useAct("write_document");
  const [filled, setFilled] = useState<FilledTemplate | null>(() => filledOf(before.filled));
  const [untouched, setUntouched] = useState<string | null>(null);
  const [as, setAs] = useState<WrittenAs>(before.as === "pdf" ? "pdf" : "text");
  const [template, setTemplate] = useState(() => text(before.template) ?? "");
  const all = templates.data?.templates ?? [];
  const [instead, setInstead] = useState<string | null>(null);
  const choose = (chosen: string) => {
    if (typed && chosen !== template) setInstead(chosen);
    else take(chosen);
  };
  const take = (chosen: string) => {
    setInstead(null);
    setTemplate(chosen);
    setFilled(null);
    if (chosen !== "") fill.mutate({ patient, template: chosen, encounter: null }, { onSuccess: begin });
  };
  const begin = (from: FilledTemplate) => {
    setFilled(from);
    setUntouched(JSON.stringify(from));
  };
  const typed = filled !== null && JSON.stringify(filled) !== untouched && write.data === undefined;
  const keeping = useKept({ place: fromTemplate(patient), patient, title: `Document about ${name}`, kept }, typed ? JSON.stringify({ template, filled, as }) : null);
  const failure = templates.error ?? fill.error ?? write.error;
  const wrong = all.find((one) => one.name === template)?.problem;
  return (
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (filled !== null) write.mutate({ patient, text: filled.text, about: filled.about, writtenAs: as, replaces: null, draft: false }, { onSuccess: () => void keeping.done().catch(() => undefined) });
        }}
      >
        <Select
          label="Template"
          value={template}
          hint={templates.data && `Your own are text files in ${templates.data.folder}.`}
          options={[{ value: "", title: "Choose" }, ...all.map((one) => ({ value: one.name, title: `${one.title}${one.own ? " (own)" : ""}` }))]}
          onChange={choose}
        />
        {wrong && <Notice tone="danger" title="This template cannot be used">{wrong}</Notice>}
        <Confirm title="Throw away what you wrote?" act="Throw away" open={instead !== null} onAct={() => take(instead ?? "")} onClose={() => setInstead(null)}>
          Another template begins anew. What you typed into this one is not kept.
        </Confirm>
        {filled !== null && write.data === undefined && (
          <>
            {filled.notRecorded.length > 0 && (
              <Notice tone="stale" title="Not recorded here">
                {filled.notRecorded.join(", ")}. The text says so where it stands; that is not the same as none.
              </Notice>
            )}
            <Field label="Title" value={filled.about.title ?? ""} onChange={(title) => setFilled({ ...filled, about: { ...filled.about, title: title === "" ? null : title } })} />
            <div>
              <label htmlFor={id}>Text</label>
              <textarea id={id} className={styles.text} rows={16} value={filled.text} readOnly={write.isPending} onChange={(event) => setFilled({ ...filled, text: event.target.value })} />
            </div>
            <Choices label="Keep as" value={as} choices={AS} onChange={setAs} />
          </>
        )}
        {failure && <FailureNotice failure={failure.failure} />}
        {write.data && <Notice tone="good" title="Kept">{write.data.state}</Notice>}
        <div className={styles.actions}>
          <Button onPress={onClose}>{write.data ? "Close" : "Cancel"}</Button>
          <Button look="main" type="submit" isDisabled={filled === null || write.isPending || write.data !== undefined}>
            Save
          </Button>
        </div>
      </form>
  );
}
