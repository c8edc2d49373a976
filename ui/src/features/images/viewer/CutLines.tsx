/** The lines in which the pictures of other panes cut this one. */
import type { FrameHead } from "~/generated/FrameHead";
import { toScreen, type Placing } from "./geometry";
import { cutOf } from "./planes";
import styles from "./film.module.css";

interface Props {
  head: FrameHead;
  placing: Placing;
  others: readonly FrameHead[];
}

export function CutLines({ head, placing, others }: Props) {
  const cuts = others.flatMap((other) => {
    const cut = cutOf(head, other);
    return cut === null ? [] : [cut.map((end) => toScreen(placing, end))];
  });
  if (cuts.length === 0) return null;
  return (
    <svg className={styles.lines} aria-hidden="true">
      {cuts.map(([from = { x: 0, y: 0 }, to = from], n) => (
        <line key={n} className={styles.cut} x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
      ))}
    </svg>
  );
}
