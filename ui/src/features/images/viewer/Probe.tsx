/** The value at a point that stays where it is put, with its unit. */
import { useState } from "react";
import { valueWords } from "./frame";
import { toScreen, type Placing, type Point } from "./geometry";
import { Handle } from "./Handle";
import type { Shown } from "./useStage";
import styles from "./film.module.css";

export function Probe({ shown: { frame }, placing }: { shown: Shown; placing: Placing }) {
  const [put, setPut] = useState<Point | null>(null);
  const at = put ?? { x: frame.head.columns / 2, y: frame.head.rows / 2 };
  const words = valueWords(frame, Math.round(at.x), Math.round(at.y));
  const { x, y } = toScreen(placing, at);
  return (
    <>
      <Handle name="Probe" at={at} placing={placing} onMove={setPut} />
      <span className={styles.said} role="status" style={{ left: x + 12, top: y + 12 }}>
        {words}
      </span>
    </>
  );
}
