import { useState, type ReactNode } from "react";
import type { EarlierNote } from "~/generated/EarlierNote";
import type { NoteBlock } from "~/generated/NoteBlock";
import { useNow } from "~/foundations/clock";
import { fhirDay } from "~/foundations/time";
import { joined, many } from "~/foundations/words";
import { beginning } from "./stretches";
import styles from "./notes.module.css";

interface Props {
  from: EarlierNote;
  blocks: readonly NoteBlock[];
  unfolded: boolean;
  children: ReactNode;
}

/** Text that an earlier note said already: folded to one line that says how it begins, and opened by it. */
export function CopiedView({ from, blocks, unfolded, children }: Props) {
  const now = useNow();
  const [open, setOpen] = useState(false);
  const shown = open || unfolded;
  return (
    <div className={styles.copied}>
      <button type="button" className={styles.copiedHead} aria-expanded={shown} onClick={() => setOpen(!open)} disabled={unfolded}>
        <span className={styles.copiedFrom}>
          {many(blocks.length, "line")} as in {joined(from.title ?? "an earlier note", fhirDay(from.date, now), from.author)}
        </span>
        {!shown && <span className={styles.copiedBegin}>{beginning(blocks)}</span>}
      </button>
      {shown && children}
    </div>
  );
}
