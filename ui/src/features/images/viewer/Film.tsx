/** The picture itself with all that is laid over it; the picture takes the wheel and the pointer. */
import { useState } from "react";
import type { FrameHead } from "~/generated/FrameHead";
import { FailureNotice } from "~/components/Notice";
import { joined } from "~/foundations/words";
import { studyName, whenOf } from "../words";
import { Corners } from "./Corners";
import { CutLines } from "./CutLines";
import { Edges } from "./Edges";
import type { Point } from "./geometry";
import { MarkShapes } from "./MarkShapes";
import { Probe } from "./Probe";
import { isOn } from "./useMarks";
import type { Pane } from "./usePane";
import { usePointer } from "./usePointer";
import { useWheel } from "./useWheel";
import styles from "./film.module.css";

interface Props {
  pane: Pane;
  name: string;
  probing: boolean;
  mount: (element: HTMLDivElement | null) => void;
  /** The pictures beside it, whose lines are drawn where they cut this one. */
  others: readonly FrameHead[];
  /** It is taken in hand: by the pointer, or by the focus. */
  onHand: () => void;
  /** Says which study it is of, where others stand beside it. */
  titled: boolean;
}

export function Film({ pane, name, probing, mount, others, onHand, titled }: Props) {
  const { viewing, on, modality, marks } = pane;
  const [film, setFilm] = useState<HTMLDivElement | null>(null);
  const [pointer, setPointer] = useState<Point | null>(null);
  const { shown, placing } = on;
  const drag = usePointer({ film, viewing, on, modality, marks, onPoint: setPointer, onHand });
  useWheel(film, viewing);
  return (
    // What dragging does can be done by keys and by the buttons above and below too.
    <div ref={setFilm} className={styles.film} role="region" aria-label={name} tabIndex={0} data-drag={viewing.drag} {...drag}>
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
        {titled && <bdi>{joined(whenOf(pane.study), studyName(pane.study))}</bdi>}
      </div>
      {shown !== null && placing !== null && (
        <>
          <Corners viewing={viewing} shown={shown} placing={placing} modality={modality} pointer={pointer} isKey={marks.keys.some((key) => isOn(key, shown.slide))} />
          <Edges head={shown.frame.head} placing={placing} />
          <CutLines head={shown.frame.head} placing={placing} others={others} />
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
