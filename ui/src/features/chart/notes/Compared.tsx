import type { ComparedLine } from "~/generated/ComparedLine";
import type { ComparedNotes } from "~/generated/ComparedNotes";
import type { NoteRow } from "~/generated/NoteRow";
import { FailureNotice } from "~/components/Notice";
import { Reading } from "~/components/Reading";
import { cx } from "~/foundations/cx";
import { useNow } from "~/foundations/clock";
import { fhirDate } from "~/foundations/time";
import { joined, many } from "~/foundations/words";
import { useAsk } from "~/platform/ask";
import { gathered } from "./gathered";
import { noteName } from "./name";
import styles from "./notes.module.css";

interface Props {
  record: string;
  date: string | null;
  other: string;
  others: readonly NoteRow[];
}

const SIGN = { same: "", gone: "−", came: "+" } as const;
const SAID = { same: "", gone: "only in the earlier note: ", came: "only in the later note: " } as const;

/** Two notes in one: what went away, what came, and what stayed folded to a few lines around it. */
export function Compared({ record, date, other, others }: Props) {
  const against = others.find((one) => one.record === other);
  const before = (against?.date ?? "") <= (date ?? "");
  const found = useAsk("compare_notes", before ? { earlier: other, later: record } : { earlier: record, later: other });
  if (found.isError) return <FailureNotice failure={found.error.failure} />;
  if (found.data === undefined) return <Reading />;
  return <ComparedLines found={found.data} />;
}

/** What differs, and what stayed folded to a few lines around it. */
export function ComparedLines({ found }: { found: ComparedNotes }) {
  const now = useNow();
  const { earlier, later, lines, notCompared } = found;
  const changes = lines.filter((line) => line.change !== "same").length;
  return (
    <>
      <p className={styles.second}>
        From {joined(noteName(earlier), fhirDate(earlier.date, now), earlier.author)} to {joined(noteName(later), fhirDate(later.date, now), later.author)}:{" "}
        {changes === 0 ? "the words are the same." : `${many(changes, "line")} differ.`}
      </p>
      {notCompared.map((why, n) => (
        <p key={n} className={styles.remark}>
          Not compared: {why}
        </p>
      ))}
      {gathered(lines).map((group, n) =>
        group.kind === "left out" ? (
          <details key={n} className={styles.same}>
            <summary>{many(group.lines.length, "line")} in both</summary>
            {group.lines.map((line, l) => (
              <Line key={l} line={line} />
            ))}
          </details>
        ) : (
          group.lines.map((line, l) => <Line key={`${n}-${l}`} line={line} />)
        ),
      )}
    </>
  );
}

function Line({ line }: { line: ComparedLine }) {
  return (
    <p className={cx(styles.compared, line.change !== "same" && styles[line.change])} dir="auto">
      <span className={styles.sign} aria-hidden="true">
        {SIGN[line.change]}
      </span>
      <span className={styles.line}>
        {SAID[line.change] !== "" && <span className="hidden-text">{SAID[line.change]}</span>}
        {line.words.map((word, n) => (word.changed && line.change !== "same" ? <strong key={n}>{word.text}</strong> : <span key={n}>{word.text}</span>))}
      </span>
    </p>
  );
}
