import { Area } from "~/components/Area";
import { Check } from "~/components/Check";
import { Field } from "~/components/Field";
import type { Asked, AskFaults } from "./ask";
import styles from "./ingest.module.css";

/** FHIR's encounter statuses, in the order a visit goes through them. */
const STATUSES = [
  ["planned", "Planned"],
  ["arrived", "Arrived"],
  ["triaged", "Triaged"],
  ["in-progress", "In progress"],
  ["onleave", "On leave"],
  ["finished", "Finished"],
  ["cancelled", "Cancelled"],
] as const;

/** Which of the encounters: whose, with which status, and how many. */
export function WhichEncounters({ asked, faults, onChange }: { asked: Asked; faults: AskFaults; onChange: (part: Partial<Asked>) => void }) {
  const toggle = (status: string, on: boolean) => onChange({ statuses: STATUSES.map(([code]) => code).filter((code) => (code === status ? on : asked.statuses.includes(code))) });
  return (
    <>
      <div role="group" aria-label="Status" className={styles.statuses}>
        {STATUSES.map(([code, title]) => (
          <Check key={code} on={asked.statuses.includes(code)} onChange={(on) => toggle(code, on)}>
            {title}
          </Check>
        ))}
        <p className={styles.second}>{asked.statuses.length === 0 ? "None is ticked: encounters of any status come." : "Only these come; one whose status the EHR does not give is left out."}</p>
      </div>
      <Area label="Of these patients, by FHIR id" value={asked.ids} onChange={(ids) => onChange({ ids })} hint="Empty: of all patients that are here." />
      <div className={styles.pair}>
        <Field label="No more than the newest" value={asked.limit} onChange={(limit) => onChange({ limit })} hint="Empty: all that are found." error={faults.limit} autoComplete="off" />
      </div>
    </>
  );
}
