import { useState } from "react";
import { Button } from "~/components/Button";
import { Empty } from "~/components/Empty";
import { FailureNotice, Notice } from "~/components/Notice";
import { Reading } from "~/components/Reading";
import { chart, go } from "~/foundations/route";
import { withMembers } from "~/foundations/written";
import type { KeptDraft } from "~/generated/KeptDraft";
import { read, texts } from "~/features/lock/content";
import { writing } from "~/features/lock/places";
import { useKept } from "~/features/lock/useKept";
import { useAct, useAsk } from "~/platform/ask";
import { FieldOf } from "./FieldOf";
import type { Resource, Values } from "./asked";
import { contactOf, withContact } from "./contact";
import { FORMS } from "./forms";
import styles from "./writing.module.css";

/** Telephone, e-mail and address: a correction of the Patient as the EHR has it. */
export function ContactForm({ patient, record, kept }: { patient: string; record: string | null; kept: KeptDraft | null }) {
  const source = useAsk("record_source", { record: record ?? "" }, { enabled: record !== null });
  if (record === null) return <Empty title="The EHR’s record of this patient is not here yet. Sync first." />;
  if (source.isError) return <FailureNotice failure={source.error.failure} />;
  if (source.isPending) return <Reading />;
  return <Contact patient={patient} record={record} json={source.data.json} kept={kept} />;
}

function Contact({ patient, record, json: now, kept }: { patient: string; record: string; json: string; kept: KeptDraft | null }) {
  // As it was when the form was opened: what comes meanwhile is not taken for something typed.
  const [json, setJson] = useState(now);
  const whole = JSON.parse(json) as Resource;
  // Only what was typed is kept: the rest is the record's own, as it is now.
  const [values, setValues] = useState<Values>(() => ({ ...contactOf(whole), ...texts(read(kept?.content).values) }));
  const begun = contactOf(whole);
  const typed = Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== (begun[name] ?? "")));
  const content = Object.keys(typed).length === 0 ? null : JSON.stringify({ values: typed });
  const keeping = useKept({ place: writing(patient, "contact", null), patient, title: "Contact data", kept }, content);
  const beginAnew = () => {
    setJson(now);
    setValues({ ...contactOf(JSON.parse(now) as Resource), ...typed });
  };
  const correct = useAct("correct_record");
  const asks = FORMS.find((form) => form.kind === "contact")?.asks ?? [];
  // Only what was changed is written anew; the rest of the Patient goes back to the letter.
  const changed = () => {
    const { telecom, address } = withContact(whole, values);
    const differs = (one: unknown, other: unknown) => JSON.stringify(one) !== JSON.stringify(other);
    return { ...(differs(telecom, whole.telecom) ? { telecom } : {}), ...(differs(address, whole.address) ? { address } : {}) };
  };
  const save = () =>
    correct.mutate({ record, json: withMembers(json, changed()), from: json }, { onSuccess: () => void keeping.done().catch(() => undefined).then(() => go(chart(patient, "summary"))) });
  return (
    <form className={styles.form} onSubmit={(event) => event.preventDefault()} aria-label="Contact data">
      {asks.map((asked) => (
        <FieldOf key={asked.name} asked={asked} values={values} touched={false} onChange={(name, value) => setValues((all) => ({ ...all, [name]: value }))} />
      ))}
      {json !== now && (
        <Notice tone="stale" title="The EHR has sent a newer version of this" actions={<Button onPress={beginAnew}>Begin with the newer one</Button>}>
          What you typed stays; what you did not touch is taken from the newer version.
        </Notice>
      )}
      {correct.isError && <FailureNotice failure={correct.error.failure} />}
      <div className={styles.buttons}>
        <Button look="main" isDisabled={correct.isPending || json !== now} onPress={save}>
          Save and send
        </Button>
      </div>
    </form>
  );
}
