import type { Connection } from "~/generated/Connection";
import type { KnownHere } from "~/generated/KnownHere";
import { Area } from "~/components/Area";
import { Choices } from "~/components/Choices";
import { Field } from "~/components/Field";
import { Select } from "~/components/Select";
import { many } from "~/foundations/words";
import type { Asked, AskFaults, Whom } from "./ask";
import { WhichEncounters } from "./WhichEncounters";
import styles from "./ingest.module.css";

interface Props {
  connections: readonly Connection[];
  asked: Asked;
  faults: AskFaults;
  onChange: (part: Partial<Asked>) => void;
}

const KNOWN: { value: KnownHere; title: string; text: string }[] = [
  { value: "refresh", title: "Refresh it", text: "The EHR's answer replaces it." },
  { value: "skip", title: "Leave it", text: "Only what is not here comes." },
  { value: "keep-version", title: "Keep both", text: "The EHR's answer is shown; the older one stays as a version." },
];

/** What to import: from where, whose, and of which time. */
export function ImportForm({ connections, asked, faults, onChange }: Props) {
  const here = connections.find((one) => one.id === asked.connection)?.patients ?? 0;
  const whom: { value: Whom; title: string; text?: string; disabled?: boolean }[] = [
    { value: "known", title: "Patients here", text: many(here, "patient"), disabled: here === 0 },
    { value: "these", title: "These patients", text: "By FHIR id" },
    { value: "all", title: "Everybody", text: "Where the EHR lists its patients" },
    { value: "encounters", title: "Encounters", text: "By date and status" },
    { value: "encounter", title: "One encounter", text: "With what belongs to it" },
  ];
  return (
    <>
      <div className={styles.pair}>
        <Select label="From" value={asked.connection} options={connections.map((one) => ({ value: one.id, title: one.name }))} onChange={(connection) => onChange({ connection })} />
      </div>
      <Choices label="Whose" value={asked.whom} choices={whom} onChange={(next) => onChange({ whom: next })} inline />
      {asked.whom === "these" && (
        <Area label="FHIR ids of the patients" value={asked.ids} onChange={(ids) => onChange({ ids })} hint="One a line, or with spaces or commas between." error={faults.ids} />
      )}
      {asked.whom === "encounter" ? (
        <div className={styles.pair}>
          <Field label="FHIR id of the encounter" value={asked.encounter} onChange={(encounter) => onChange({ encounter })} error={faults.encounter} autoComplete="off" />
        </div>
      ) : (
        <div className={styles.pair}>
          <Field label="From the day" value={asked.from} onChange={(from) => onChange({ from })} placeholder="YYYY-MM-DD" hint="Empty: from the beginning." error={faults.from} autoComplete="off" />
          <Field label="To the day, included" value={asked.to} onChange={(to) => onChange({ to })} placeholder="YYYY-MM-DD" hint="Empty: to today." error={faults.to} autoComplete="off" />
        </div>
      )}
      {asked.whom === "encounters" && <WhichEncounters asked={asked} faults={faults} onChange={onChange} />}
      {(asked.whom === "encounter" || asked.whom === "encounters") && <Choices label="What is here already" value={asked.known} choices={KNOWN} onChange={(known) => onChange({ known })} inline />}
    </>
  );
}
