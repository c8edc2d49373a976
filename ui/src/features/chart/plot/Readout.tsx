import type { TestRow } from "~/generated/TestRow";
import { Button } from "~/components/Button";
import { CloseIcon } from "~/components/Icons";
import { abnormalWords, isAbnormal } from "~/components/Abnormal";
import { cx } from "~/foundations/cx";
import { besides } from "../flowsheet/sheet";
import { SHAPES } from "./picture";
import { leftOut, type Point } from "./points";
import styles from "./plot.module.css";

interface Props {
  tests: readonly TestRow[];
  /** Each test's result at the time that is read out. */
  points: readonly (Point | null)[];
  time: string | null;
  onRemove: (test: TestRow) => void;
}

/** The results at one time, in words; and what of each test is not drawn. */
export function Readout({ tests, points, time, onRemove }: Props) {
  return (
    <div className={styles.side}>
      <p className={styles.time}>{time ?? "Move over the plot, or use the arrow keys in it."}</p>
      {tests.map((test, n) => {
        const point = points[n] ?? null;
        const hidden = leftOut(test);
        return (
          <div key={test.key} className={styles.line}>
            <Button look="icon" aria-label={`Take ${test.name} out of the plot`} onPress={() => onRemove(test)}>
              <CloseIcon />
            </Button>
            <span>
              <span aria-hidden="true" className={styles.key}>
                {SHAPES[n]}
              </span>{" "}
              {test.name}
            </span>
            <span className={cx(styles.value, point !== null && isAbnormal(point.cell.abnormality) && styles.abnormal)}>
              {point === null ? "" : [point.cell.value, test.unit, abnormalWords(point.cell.abnormality)].filter(Boolean).join(" ")}
            </span>
            {point !== null && besides(point.cell).length > 0 && <span className={styles.aside}>{besides(point.cell).join(", ")}</span>}
            {hidden !== null && <span className={styles.aside}>Not drawn: {hidden}.</span>}
          </div>
        );
      })}
    </div>
  );
}
