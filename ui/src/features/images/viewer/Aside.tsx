/** What stands beside the picture: its measurements and key images, or everything its file says. One at a time, so that the picture stays large. */
import { HeaderView } from "./HeaderView";
import { MarkList } from "./MarkList";
import type { Pane } from "./usePane";
import styles from "./aside.module.css";

export type Beside = "marks" | "header";

export const BESIDE: readonly [Beside, string][] = [
  ["marks", "Measurements"],
  ["header", "Header"],
];

export function Aside({ beside, pane }: { beside: Beside; pane: Pane }) {
  const slide = pane.on.shown?.slide;
  return (
    <aside className={styles.aside} data-wide={beside === "header"} aria-label={BESIDE.find(([id]) => id === beside)?.[1]}>
      {beside === "marks" && <MarkList pane={pane} />}
      {beside === "header" && (slide === undefined || slide.made !== undefined ? <p className={styles.none}>{slide === undefined ? "No image is shown." : "A reconstructed plane has no file of its own."}</p> : <HeaderView key={slide.instance.id} instance={slide.instance.id} />)}
    </aside>
  );
}
