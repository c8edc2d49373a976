import type { Cell } from "~/generated/Cell";
import { AbnormalMark } from "~/components/Abnormal";
import { asides, isCorrected } from "./sheet";
import styles from "./flowsheet.module.css";

/** One result: its value, and every mark it carries, each also in words. */
export function CellView({ cell }: { cell: Cell }) {
  const words = asides(cell);
  return (
    <span className={styles["cell"]} title={words.join("\n") || undefined}>
      {cell.standing === "preliminary" && <abbr className={styles["tag"]}>prelim</abbr>}
      {isCorrected(cell) && <abbr className={styles["tag"]}>corr</abbr>}
      {cell.standing === "unknown" && <abbr className={styles["tag"]}>status ?</abbr>}
      <Value cell={cell} />
      {cell.unit !== null && <span className={styles["unit"]}>{cell.unit}</span>}
      <AbnormalMark abnormality={cell.abnormality} />
      {cell.standing === "entered-in-error" && <abbr className={styles["tag"]}>error</abbr>}
      {cell.more > 0 && <span className={styles["others"]}>+{cell.more}</span>}
      {words.length > 0 && <span className="hidden-text">, {words.join(", ")}</span>}
    </span>
  );
}

function Value({ cell }: { cell: Cell }) {
  if (cell.value === null) return <em className={styles["absent"]}>{cell.absent ?? "no value sent"}</em>;
  if (cell.standing === "entered-in-error") return <s>{cell.value}</s>;
  return <span className={styles["value"]}>{cell.value}</span>;
}
