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
import type { Failure } from "~/generated/Failure";
import { useAct } from "~/platform/ask";
import { FailureError } from "~/platform/failure";
import { FieldOf } from "./FieldOf";
import { faultOf, localNow, type Form, type Resource, type Values } from "./asked";
import styles from "./writing.module.css";

/** A form of one kind. Each record is on disk before the next is written; what was saved is not saved twice. */
export function RecordForm({ form, patient, kept }: { form: Form; patient: string; kept: KeptDraft | null }) {
  const now = useNow();
  const [begun] = useState<Values>(() => begin(form, now));
  const [before] = useState(() => read(kept?.content));
  const [values, setValues] = useState<Values>(() => ({ ...begun, ...texts(before.values) }));
  const [touched, setTouched] = useState(false);
  const [saved, setSaved] = useState<Values>(() => savedOf(before.saved, form.build({ ...begun, ...texts(before.values) })));
  const [busy, setBusy] = useState(false);
  const [unkept, setUnkept] = useState<Failure | null>(null);
  const add = useAct("add_record");
  const faulty = form.asks.some((asked) => faultOf(asked, values, true) !== undefined);
  const made = faulty ? [] : form.build(values);
  const content = (all: Values, saving: boolean) => JSON.stringify({ values, saved: all, saving });
  const done = Object.keys(saved);
  const changed = made.filter((one) => saved[nameOf(one)] !== undefined && saved[nameOf(one)] !== written(one)).map(nameOf);
  const typed = done.length > 0 || Object.entries(values).some(([name, value]) => value !== (begun[name] ?? ""));
  const keeping = useKept({ place: writing(patient, form.kind, null), patient, title: form.title, kept }, typed ? content(saved, busy) : null);
  const save = async (draft: boolean) => {
    setTouched(true);
    if (faulty || made.length === 0 || changed.length > 0) return;
    setBusy(true);
    setUnkept(null);
    let all = saved;
    const keep = (all: Values, saving: boolean) =>
      keeping.now(content(all, saving)).catch((failed: unknown) => {
        if (failed instanceof FailureError) setUnkept(failed.failure);
        throw failed;
      });
    try {
      for (const resource of made) {
        const [name, json] = [nameOf(resource), written(resource)];
        if (all[name] !== undefined) continue;
        await keep(all, true);
        await add.mutateAsync({ patient, json, draft });
        all = { ...all, [name]: json };
        setSaved(all);
        await keep(all, Object.keys(all).length < made.length);
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
      {unkept && <FailureNotice failure={unkept} />}
      {done.length > 0 && (add.isError || unkept !== null) && <Notice tone="good" title={`Saved, and not saved again: ${done.join(", ")}.`} />}
      {changed.length > 0 && (
        <Notice tone="danger" title={`Saved already, and typed otherwise since: ${changed.join(", ")}`}>
          Type here what was saved, to save the rest; then correct it in the chart.
        </Notice>
      )}
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

/** What a form calls a record of those it makes: no two of one form have the same. */
const nameOf = (resource: Resource) => (resource.code as { text?: string } | undefined)?.text ?? String(resource.resourceType);

/** What was saved of it before, by name, as it was sent. */
function savedOf(kept: unknown, made: readonly Resource[]): Values {
  // As a number of them it was kept by an older program, in the order of the form.
  if (typeof kept === "number") return Object.fromEntries(made.slice(0, kept).map((one) => [nameOf(one), written(one)]));
  return texts(kept);
}

function begin(form: Form, now: number): Values {
  const values: Values = {};
  for (const asked of form.asks) {
    if (asked.kind === "time") values[asked.name] = localNow(now);
    if (asked.kind === "choice") values[asked.name] = asked.options?.[0]?.value ?? "";
  }
  return values;
}
