import { useState } from "react";
import { Button } from "~/components/Button";
import { CloseIcon } from "~/components/Icons";
import { Field } from "~/components/Field";
import { useDelayed } from "~/features/search/useDelayed";
import { joined, nameOr } from "~/foundations/words";
import { useAsk } from "~/platform/ask";
import styles from "./connections.module.css";

export interface Chosen {
  fhirId: string;
  name: string | null;
}

interface Props {
  connection: string;
  chosen: readonly Chosen[];
  onChange: (chosen: Chosen[]) => void;
  error: string | undefined;
}

/** Patients of one connection, found by name among those here. */
export function ChosenPatients({ connection, chosen, onChange, error }: Props) {
  const [text, setText] = useState("");
  const asked = useDelayed(text.trim());
  const found = useAsk("list_patients", { text: asked, offset: 0, limit: 50 }, { enabled: asked !== "", keep: true });
  const offered = asked === "" ? [] : (found.data?.rows ?? []).filter((row) => row.connection === connection && !chosen.some((one) => one.fhirId === row.fhirId)).slice(0, 8);
  return (
    <div className={styles.within}>
      {chosen.length > 0 && (
        <ul className={styles.chips} aria-label="Chosen patients">
          {chosen.map((one) => (
            <li key={one.fhirId} className={styles.chosen}>
              <bdi>{one.name ?? `${one.fhirId} (not here yet)`}</bdi>
              <Button look="icon" aria-label={`Leave out ${one.name ?? one.fhirId}`} onPress={() => onChange(chosen.filter((other) => other.fhirId !== one.fhirId))}>
                <CloseIcon />
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Field label="Find a patient here" value={text} onChange={setText} placeholder="Name, MRN or birth date" error={error} autoComplete="off" />
      {offered.length > 0 && (
        <ul aria-label="Patients found">
          {offered.map((row) => (
            <li key={row.id}>
              <Button
                look="quiet"
                onPress={() => {
                  onChange([...chosen, { fhirId: row.fhirId, name: nameOr(row.name) }]);
                  setText("");
                }}
              >
                {joined(nameOr(row.name), row.birthDate, row.mrn)}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {asked !== "" && found.data && offered.length === 0 && <p className={styles.counts}>Nobody else of this connection matches.</p>}
    </div>
  );
}
