/** The pictures beside each other; the one in hand has a frame, and takes keys and tools. */
import type { FrameHead } from "~/generated/FrameHead";
import { Film } from "./Film";
import { ReportView } from "./ReportView";
import { slidesOf } from "./stack";
import { StackTools } from "./StackTools";
import type { Pane } from "./usePane";
import styles from "./viewer.module.css";

/** The reports of a series that is read instead of looked at. */
const reportsOf = ({ viewing: { series } }: Pane) => (series === undefined || slidesOf(series).length > 0 ? [] : series.instances.filter((one) => one.kind === "report"));

interface Props {
  panes: readonly Pane[];
  mounts: readonly ((element: HTMLDivElement | null) => void)[];
  active: number;
  onActive: (n: number) => void;
  probing: boolean;
}

export function Panes({ panes, mounts, active, onActive, probing }: Props) {
  const heads = panes.map((pane) => pane.on.shown?.frame.head);
  return (
    <div className={styles.panes} data-many={panes.length}>
      {panes.map((pane, n) => (
        <div key={n} className={styles.pane} data-active={panes.length > 1 && n === active}>
          {reportsOf(pane).map((one) => (
            <ReportView key={one.id} instance={one.id} onImage={pane.viewing.goTo} />
          ))}
          {reportsOf(pane).length === 0 && <Film
            pane={pane}
            name={panes.length === 1 ? "Image" : `Image ${n + 1}${n === active ? ", in hand" : ""}`}
            probing={probing && n === active}
            mount={mounts[n] ?? (() => undefined)}
            others={heads.filter((head, k): head is FrameHead => k !== n && head !== undefined)}
            onHand={() => onActive(n)}
            titled={panes.length > 1}
          />}
          {reportsOf(pane).length === 0 && <StackTools viewing={pane.viewing} />}
        </div>
      ))}
    </div>
  );
}
