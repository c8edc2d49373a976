import { useState } from "react";
import { Button } from "~/components/Button";
import { FailureNotice, Notice } from "~/components/Notice";
import { useNow } from "~/foundations/clock";
import { chart, go } from "~/foundations/route";
import { written } from "~/foundations/written";
import type { KeptDraft } from "~/generated/KeptDraft";
import { read, texts } from "~/features/lock/content";
import { writing } from "~/features/lock/places";
import { useKept } from "~/features/lock/useKept";
import { useAct } from "~/platform/ask";
import { FieldOf } from "./FieldOf";
import { faultOf, localNow, type Form, type Values } from "./asked";
import styles from "./writing.module.css";

/** A form of one kind. Each record is on disk before the next is written; what was saved is not saved twice. */
export function RecordForm({ form, patient, kept }: { form: Form; patient: string; kept: KeptDraft | null }) {
  const now = useNow();
  const [begun] = useState<Values>(() => begin(form, now));
  const [before] = useState(() => read(kept?.content));
  const [values, setValues] = useState<Values>(() => ({ ...begun, ...texts(before.values) }));
  const [touched, setTouched] = useState(false);
  const [saved, setSaved] = useState(() => (typeof before.saved === "number" ? before.saved : 0));
  const [busy, setBusy] = useState(false);
  const add = useAct("add_record");
  const faulty = form.asks.some((asked) => faultOf(asked, values, true) !== undefined);
  const made = faulty ? [] : form.build(values);
  const content = (n: number, saving: boolean) => JSON.stringify({ values, saved: n, saving });
  const typed = saved > 0 || Object.entries(values).some(([name, value]) => value !== (begun[name] ?? ""));
  const keeping = useKept({ place: writing(patient, form.kind, null), patient, title: form.title, kept }, typed ? content(saved, busy) : null);
  const save = async (draft: boolean) => {
    setTouched(true);
    if (faulty || made.length === 0) return;
    setBusy(true);
    try {
      for (const [n, resource] of made.entries()) {
        if (n < saved) continue;
        await keeping.now(content(n, true));
        await add.mutateAsync({ patient, json: written(resource), draft });
        setSaved(n + 1);
        await keeping.now(content(n + 1, n + 1 < made.length));
      }
      await keeping.done();
      go(chart(patient, form.section));
    } catch {
      // Said below, with what was saved before it.
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={styles.form} onSubmit={(event) => event.preventDefault()} aria-label={form.title}>
      {form.asks.map((asked) => (
        <FieldOf key={asked.name} asked={asked} values={values} touched={touched} onChange={(name, value) => setValues((all) => ({ ...all, [name]: value }))} />
      ))}
      {before.saving === true && (
        <Notice tone="stale" title="Saving was interrupted">
          Part of this may be saved. Look at what waits in the outbox before you save it again, so that nothing is written twice.
        </Notice>
      )}
      {add.isError && <FailureNotice failure={add.error.failure} />}
      {saved > 0 && add.isError && <Notice tone="good" title={`${saved} of ${made.length} were saved and are not saved again.`} />}
      {touched && !faulty && made.length === 0 && <Notice tone="stale" title="Nothing was entered yet." />}
      <div className={styles.buttons}>
        <Button look="main" isDisabled={busy} onPress={() => void save(false)}>
          Save and send
        </Button>
        <Button isDisabled={busy} onPress={() => void save(true)}>
          Keep here for now
        </Button>
      </div>
    </form>
  );
}

function begin(form: Form, now: number): Values {
  const values: Values = {};
  for (const asked of form.asks) {
    if (asked.kind === "time") values[asked.name] = localNow(now);
    if (asked.kind === "choice") values[asked.name] = asked.options?.[0]?.value ?? "";
  }
  return values;
}
