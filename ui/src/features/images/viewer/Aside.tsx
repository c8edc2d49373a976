/** What stands beside the picture: the report, its measurements and key images, what its file refers to, or everything it says. One at a time, so that the picture stays large. */
import type { ImageStudy } from "~/generated/ImageStudy";
import { HeaderView } from "./HeaderView";
import { MarkList } from "./MarkList";
import { ObjectView } from "./ObjectView";
import { StudyReports } from "./StudyReports";
import type { Pane } from "./usePane";
import styles from "./aside.module.css";

export type Beside = "report" | "marks" | "header" | "contents";

export const BESIDE: readonly [Beside, string][] = [
  ["report", "Report"],
  ["marks", "Measurements"],
  ["contents", "Contents"],
  ["header", "Header"],
];

interface Props {
  beside: Beside;
  pane: Pane;
  /** Of the patient. */
  studies: readonly ImageStudy[];
}

export function Aside({ beside, pane, studies }: Props) {
  const slide = pane.on.shown?.slide;
  const nothing = slide === undefined ? "No image is shown." : slide.made !== undefined ? "A reconstructed plane has no file of its own." : null;
  return (
    <aside className={styles.aside} data-wide={beside === "header" || beside === "report"} aria-label={BESIDE.find(([id]) => id === beside)?.[1]}>
      {beside === "report" && <StudyReports study={pane.study.id} />}
      {beside === "marks" && <MarkList pane={pane} />}
      {(beside === "header" || beside === "contents") && nothing !== null && <p className={styles.none}>{nothing}</p>}
      {beside === "contents" && nothing === null && slide !== undefined && <ObjectView key={slide.instance.id} instance={slide.instance.id} onPlace={(place) => pane.showPlace(place, studies)} />}
      {beside === "header" && nothing === null && slide !== undefined && <HeaderView key={slide.instance.id} instance={slide.instance.id} />}
    </aside>
  );
}
