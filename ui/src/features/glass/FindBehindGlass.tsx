import { useState, type SubmitEvent } from "react";
import { Button } from "~/components/Button";
import styles from "~/components/Confirm.module.css";
import { Field } from "~/components/Field";
import { FailureNotice, Notice } from "~/components/Notice";
import { chart, go } from "~/foundations/route";
import { useAct } from "~/platform/ask";
import { FoundBehindGlass } from "./FoundBehindGlass";
import { ReasonForm } from "./ReasonForm";

/** Asks whether exactly this patient is here; the answer tells nothing else of them. */
export function FindBehindGlass({ onClose }: { onClose: () => void }) {
  const [number, setNumber] = useState("");
  const [name, setName] = useState("");
  const [birthDate, setBirthDate] = useState("");
  const [patient, setPatient] = useState<string | null>(null);
  const find = useAct("find_behind_glass");
  const given = (text: string) => (text.trim() === "" ? null : text.trim());
  const byNumber = given(number) !== null;
  const exact = byNumber || (given(name) !== null && given(birthDate) !== null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (exact) find.mutate({ number: given(number), name: byNumber ? null : given(name), birthDate: given(birthDate) });
  };
  const shown = (one: string) => {
    onClose();
    go(chart(one));
  };
  if (patient !== null) return <ReasonForm patient={patient} onOpened={() => shown(patient)} onClose={onClose} />;
  return (
    <form onSubmit={submit} className={styles.form}>
      <p className={styles.text}>By the whole MRN, or by the whole name and the birth date. That you asked is in the audit log.</p>
      <Field label="MRN" value={number} onChange={setNumber} autoComplete="off" />
      <Field label="Name" value={name} onChange={setName} autoComplete="off" isDisabled={byNumber} hint={byNumber ? "The MRN alone is asked for." : "Family and given name, as they are written in the chart"} />
      <Field label="Birth date" value={birthDate} onChange={setBirthDate} placeholder="1951-04-02" autoComplete="off" />
      {find.isError && <FailureNotice failure={find.error.failure} />}
      {find.data?.charts.length === 0 && (
        <Notice tone="plain" title="Nobody who is exactly that is on this workstation">
          Check the number, or the spelling and the date. Somebody may be at the EHR and not here.
        </Notice>
      )}
      {find.data !== undefined && <FoundBehindGlass charts={find.data.charts} onOpen={setPatient} onShow={shown} />}
      <div className={styles.actions}>
        <Button onPress={onClose}>Cancel</Button>
        <Button look="main" type="submit" isDisabled={!exact || find.isPending}>
          {find.isPending ? "Asking…" : "Ask"}
        </Button>
      </div>
    </form>
  );
}
