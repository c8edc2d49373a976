import { DialogTrigger } from "react-aria-components/Dialog";
import { Popover } from "react-aria-components/Popover";
import { ToggleButton } from "react-aria-components/ToggleButton";
import { Button } from "~/components/Button";
import { StarIcon } from "~/components/Icons";
import { FailureNotice } from "~/components/Notice";
import { useAct, useAsk } from "~/platform/ask";
import { OwnNotes } from "./OwnNotes";
import styles from "./marks.module.css";

/** What the person keeps about this patient for themselves: the star, "my patient", notes to self. */
export function Marks({ patient }: { patient: string }) {
  const asked = useAsk("patient_marks", { patient });
  const set = useAct("set_mark");
  const marks = asked.data;
  if (asked.isError) return <FailureNotice failure={asked.error.failure} />;
  if (marks === undefined) return null;
  const { mine, starred, notes } = marks;
  return (
    <div className={styles.marks}>
      <ToggleButton className={styles.mark ?? ""} isSelected={starred} isDisabled={set.isPending} onChange={(on) => set.mutate({ patient, mark: "starred", on })}>
        <StarIcon full={starred} /> {starred ? "Starred" : "Star"}
      </ToggleButton>
      <ToggleButton className={styles.mark ?? ""} isSelected={mine} isDisabled={set.isPending} onChange={(on) => set.mutate({ patient, mark: "mine", on })}>
        {mine ? "✓ " : ""}My patient
      </ToggleButton>
      <DialogTrigger>
        <Button look="quiet">Notes to self{notes.length > 0 ? ` (${notes.length})` : ""}</Button>
        <Popover placement="bottom end" className={styles.popover ?? ""}>
          <OwnNotes marks={marks} />
        </Popover>
      </DialogTrigger>
      {set.isError && <FailureNotice failure={set.error.failure} />}
    </div>
  );
}
