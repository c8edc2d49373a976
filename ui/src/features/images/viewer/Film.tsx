/** The picture itself with all that is laid over it; the picture takes the wheel and the pointer. */
import { useState } from "react";
import { FailureNotice } from "~/components/Notice";
import { Corners } from "./Corners";
import { Edges } from "./Edges";
import type { Point } from "./geometry";
import { MarkShapes } from "./MarkShapes";
import { Probe } from "./Probe";
import { isOn } from "./useMarks";
import type { Pane } from "./usePane";
import { usePointer } from "./usePointer";
import { useWheel } from "./useWheel";
import styles from "./viewer.module.css";

export function Film({ pane, probing, mount }: { pane: Pane; probing: boolean; mount: (element: HTMLDivElement | null) => void }) {
  const { viewing, on, modality, marks } = pane;
  const [film, setFilm] = useState<HTMLDivElement | null>(null);
  const [pointer, setPointer] = useState<Point | null>(null);
  const { shown, placing } = on;
  const drag = usePointer({ film, viewing, on, modality, marks, onPoint: setPointer });
  useWheel(film, viewing);
  return (
    // What dragging does can be done by keys and by the buttons above and below too.
    <div ref={setFilm} className={styles.film} role="region" aria-label="Image" tabIndex={0} data-drag={viewing.drag} {...drag}>
      {/* What cannot be shown leaves no older picture behind. */}
      <div ref={mount} className={styles.stage} aria-hidden="true" data-blank={shown === null} />
      {viewing.slides.length === 0 && <p className={styles.none}>{viewing.keysOnly ? "No image of this series is marked as a key image." : "Nothing in this series is an image."}</p>}
      {on.failure !== null && (
        <div className={styles.failed}>
          <FailureNotice failure={on.failure} />
        </div>
      )}
      <div className={styles.corner} data-at="top-end">
        <strong>Not for primary diagnosis</strong>
      </div>
      {shown !== null && placing !== null && (
        <>
          <Corners viewing={viewing} shown={shown} placing={placing} modality={modality} pointer={pointer} isKey={marks.keys.some((key) => isOn(key, shown.slide))} />
          <Edges head={shown.frame.head} placing={placing} />
          <MarkShapes marks={marks} shown={shown} placing={placing} />
          {probing && <Probe shown={shown} placing={placing} />}
        </>
      )}
      {on.waiting && (
        <p className={styles.waiting} role="status">
          Reading image {viewing.index + 1}…
        </p>
      )}
    </div>
  );
}
