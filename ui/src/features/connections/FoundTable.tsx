import { CheckboxButton, CheckboxField } from "react-aria-components/Checkbox";
import type { FoundPatient } from "~/generated/FoundPatient";
import { CheckIcon } from "~/components/Icons";
import { sex } from "~/foundations/words";
import styles from "./connections.module.css";

interface Props {
  patients: readonly FoundPatient[];
  ticked: ReadonlySet<string>;
  onTick: (fhirId: string, on: boolean) => void;
  onAll: (fhirIds: ReadonlySet<string>) => void;
}

export function FoundTable({ patients, ticked, onTick, onAll }: Props) {
  const all = patients.every((patient) => ticked.has(patient.fhirId));
  const everybody = new Set([...ticked, ...patients.map((patient) => patient.fhirId)]);
  return (
    <div className={styles.found}>
      <table className={styles.table} aria-label="Patients at the EHR">
        <thead>
          <tr>
            <th scope="col">
              <Tick label="All found" shown="Patient" on={all} onChange={(on) => onAll(on ? everybody : new Set())} />
            </th>
            <th scope="col">Born</th>
            <th scope="col">Sex</th>
            <th scope="col">MRN</th>
            <th scope="col">On this workstation</th>
          </tr>
        </thead>
        <tbody>
          {patients.map((patient) => (
            <tr key={patient.fhirId}>
              <th scope="row">
                <Tick label={patient.name} shown={patient.name} on={ticked.has(patient.fhirId)} onChange={(on) => onTick(patient.fhirId, on)} />
              </th>
              <td>{patient.birthDate}</td>
              <td>{sex(patient.gender)}</td>
              <td>{patient.mrn}</td>
              <td className={styles.here}>{patient.here && "already here"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Tick({ label, shown, on, onChange }: { label: string; shown: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <CheckboxField aria-label={label} isSelected={on} onChange={onChange}>
      <CheckboxButton className={styles.tick ?? ""}>
      <span className={styles.box}>{on && <CheckIcon size={12} />}</span>
      <bdi>{shown}</bdi>
      </CheckboxButton>
    </CheckboxField>
  );
}
