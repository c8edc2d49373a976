import { useState, type SubmitEvent } from "react";
import type { AutomaticSync } from "~/generated/AutomaticSync";
import { Button } from "~/components/Button";
import { Check } from "~/components/Check";
import { Choices } from "~/components/Choices";
import { Field } from "~/components/Field";
import { ChosenLists } from "./ChosenLists";
import { ChosenPatients } from "./ChosenPatients";
import styles from "./connections.module.css";

interface Props {
  connection: string;
  start: AutomaticSync;
  busy: boolean;
  onSave: (how: AutomaticSync) => void;
  onClose: () => void;
}

const minutesOf = (text: string) => (text.trim() === "" ? null : Number(text.trim()));
const minutesFault = (text: string, least: number) => (text.trim() === "" || (/^\d{1,6}$/.test(text.trim()) && Number(text) >= least) ? undefined : `A number of minutes from ${least}.`);

export function AutomaticForm({ connection, start, busy, onSave, onClose }: Props) {
  const [every, setEvery] = useState(String(start.everyMinutes ?? ""));
  const [stale, setStale] = useState(String(start.staleMinutes ?? ""));
  const [reconnect, setReconnect] = useState(start.onReconnect);
  const [change, setChange] = useState(start.onChange);
  const [battery, setBattery] = useState(start.notOnBattery);
  const [metered, setMetered] = useState(start.notWhenMetered);
  const [whom, setWhom] = useState<"all" | "chosen">(start.patients.length + start.lists.length === 0 ? "all" : "chosen");
  const [lists, setLists] = useState<readonly string[]>(start.lists);
  const [chosen, setChosen] = useState(() => start.patients.map((fhirId) => ({ fhirId, name: start.names.find((one) => one.fhirId === fhirId)?.name ?? null })));
  const faults = { every: minutesFault(every, 5), stale: minutesFault(stale, 1), chosen: whom === "chosen" && chosen.length + lists.length === 0 ? "Choose at least one patient or list, or all." : undefined };
  const wrong = faults.every ?? faults.stale ?? faults.chosen;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (wrong !== undefined) return;
    onSave({
      everyMinutes: minutesOf(every),
      staleMinutes: minutesOf(stale),
      onReconnect: reconnect,
      onChange: change,
      notOnBattery: battery,
      notWhenMetered: metered,
      patients: whom === "all" ? [] : chosen.map((one) => one.fhirId),
      lists: whom === "all" ? [] : [...lists],
      paused: start.paused,
      names: [],
    });
  };
  return (
    <form className={styles.card} onSubmit={submit}>
      <div className={styles.two}>
        <Field label="Every so many minutes" value={every} onChange={setEvery} inputMode="numeric" hint="At least 5. Empty: not at an interval." error={faults.every} />
        <Field label="A chart looked at, when older than, minutes" value={stale} onChange={setStale} inputMode="numeric" hint="Empty: opening a chart does not sync it." error={faults.stale} />
      </div>
      <Check on={reconnect} onChange={setReconnect}>
        As soon as an EHR that was not reached is there again
      </Check>
      <Check on={change} onChange={setChange}>
        When the EHR tells of a change, where it offers that (FHIR Subscriptions)
      </Check>
      <Check on={battery} onChange={setBattery}>
        Not while this computer runs on its battery
      </Check>
      <Check on={metered} onChange={setMetered}>
        Not on a network that costs by volume
      </Check>
      <Choices
        label="Whose"
        value={whom}
        choices={[
          { value: "all", title: "All patients here" },
          { value: "chosen", title: "Chosen patients and lists" },
        ]}
        onChange={setWhom}
        inline
      />
      {whom === "chosen" && <ChosenLists connection={connection} chosen={lists} onChange={setLists} />}
      {whom === "chosen" && <ChosenPatients connection={connection} chosen={chosen} onChange={setChosen} error={faults.chosen} />}
      <div className={styles.actions}>
        <Button look="main" type="submit" isDisabled={busy || wrong !== undefined}>
          Save
        </Button>
        <Button onPress={onClose}>Cancel</Button>
      </div>
    </form>
  );
}
