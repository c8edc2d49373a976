/** The pictures beside each other; the one in hand has a frame, and takes keys and tools. */
import type { FrameHead } from "~/generated/FrameHead";
import type { ImageStudy } from "~/generated/ImageStudy";
import { FilesView } from "./FilesView";
import { Film } from "./Film";
import { filesOf } from "./stack";
import { StackTools } from "./StackTools";
import type { Pane } from "./usePane";
import styles from "./viewer.module.css";

interface Props {
  /** Of the patient. */
  studies: readonly ImageStudy[];
  panes: readonly Pane[];
  mounts: readonly ((element: HTMLDivElement | null) => void)[];
  active: number;
  onActive: (n: number) => void;
  probing: boolean;
}

export function Panes({ studies, panes, mounts, active, onActive, probing }: Props) {
  const heads = panes.map((pane) => pane.on.shown?.frame.head);
  return (
    <div className={styles.panes} data-many={panes.length}>
      {panes.map((pane, n) => (
        <div key={n} className={styles.pane} data-active={panes.length > 1 && n === active}>
          {filesOf(pane.viewing.series).length > 0 ? (
            <FilesView key={pane.viewing.series?.id} pane={pane} studies={studies} onHand={() => onActive(n)} />
          ) : (
            <>
              <Film
                pane={pane}
                name={panes.length === 1 ? "Image" : `Image ${n + 1}${n === active ? ", in hand" : ""}`}
                probing={probing && n === active}
                mount={mounts[n] ?? (() => undefined)}
                others={heads.filter((head, k): head is FrameHead => k !== n && head !== undefined)}
                onHand={() => onActive(n)}
                titled={panes.length > 1}
              />
              <StackTools viewing={pane.viewing} />
            </>
          )}
        </div>
      ))}
    </div>
  );
}
