import type { Cell } from "~/generated/Cell";
import { AbnormalMark } from "~/components/Abnormal";
import { asides, isCorrected } from "./sheet";
import styles from "./flowsheet.module.css";

/** One result: its value, and every mark it carries, each also in words. */
export function CellView({ cell }: { cell: Cell }) {
  const words = asides(cell);
  return (
    <span className={styles.cell} title={words.join("\n") || undefined}>
      {cell.standing === "preliminary" && <Tag letter="P" />}
      {isCorrected(cell) && <Tag letter="C" />}
      {cell.standing === "unknown" && <Tag letter="?" />}
      <Value cell={cell} />
      {cell.asSent !== null && <Tag letter="U" />}
      {cell.beside.length > 0 && <Tag letter="N" />}
      {cell.unit !== null && cell.unit !== "" && <span className={styles.unit}>{cell.unit}</span>}
      <AbnormalMark abnormality={cell.abnormality} />
      {cell.standing === "entered-in-error" && <Tag letter="E" />}
      {cell.standing === "removed" && <Tag letter="X" />}
      {cell.more > 0 && <span className={styles.others}>+{cell.more}</span>}
      {words.length > 0 && <span className="hidden-text">, {words.join(", ")}</span>}
    </span>
  );
}

/** A letter for the eye; the word is in the hidden text and the legend. */
const Tag = ({ letter }: { letter: string }) => (
  <span className={styles.tag} aria-hidden="true">
    {letter}
  </span>
);

function Value({ cell }: { cell: Cell }) {
  if (cell.value === null) return <em className={styles.absent}>{cell.absent ?? "no value sent"}</em>;
  if (cell.standing === "entered-in-error") return <s>{cell.value}</s>;
  // A number is never cut short: half of it would be another number.
  return <span className={cell.value.length > 8 ? styles.text : styles.value}>{cell.value}</span>;
}
