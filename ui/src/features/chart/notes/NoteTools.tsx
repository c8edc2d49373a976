import { useId } from "react";
import type { NoteRow } from "~/generated/NoteRow";
import { Button } from "~/components/Button";
import { useNow } from "~/foundations/clock";
import { fhirDay } from "~/foundations/time";
import { joined } from "~/foundations/words";
import { useSource } from "../source/SourceSide";
import { noteName } from "./name";
import styles from "./notes.module.css";

interface Props {
  row: NoteRow;
  name: string;
  others: readonly NoteRow[];
  against: string | null;
  onAgainst: (record: string | null) => void;
  folds: boolean;
  unfolded: boolean;
  onUnfold: (unfolded: boolean) => void;
}

/** Notes most likely meant when somebody compares: those of the same name first. */
function likely(row: NoteRow, others: readonly NoteRow[]): NoteRow[] {
  const rest = others.filter((one) => one.record !== row.record && one.here);
  return [...rest.filter((one) => noteName(one) === noteName(row)), ...rest.filter((one) => noteName(one) !== noteName(row))].slice(0, 200);
}

export function NoteTools({ row, name, others, against, onAgainst, folds, unfolded, onUnfold }: Props) {
  const id = useId();
  const now = useNow();
  const source = useSource();
  const choice = likely(row, others);
  return (
    <div className={styles.tools}>
      {folds && against === null && (
        <Button aria-pressed={unfolded} onPress={() => onUnfold(!unfolded)}>
          {unfolded ? "Fold copied text" : "Show copied text"}
        </Button>
      )}
      {choice.length > 0 && (
        <span className={styles.compare}>
          <label htmlFor={id}>Compare with</label>
          <select id={id} value={against ?? ""} onChange={(event) => onAgainst(event.target.value === "" ? null : event.target.value)}>
            <option value="">nothing</option>
            {choice.map((one) => (
              <option key={one.record} value={one.record}>
                {joined(noteName(one), fhirDay(one.date, now), one.author)}
              </option>
            ))}
          </select>
        </span>
      )}
      <Button aria-label={`Source of note ${name}`} onPress={() => source(row.record, name)}>
        Source
      </Button>
    </div>
  );
}
