/** What can be done with the picture, each by a button. */
import { Button } from "~/components/Button";
import { HELP } from "./keys";
import { MeasureTools } from "./MeasureTools";
import type { Pane } from "./usePane";
import type { Drag } from "./useViewer";
import { WindowTools } from "./WindowTools";
import styles from "./viewer.module.css";

interface Props {
  pane: Pane;
  probing: boolean;
  onProbe: (probing: boolean) => void;
}

const DRAGS: readonly [Drag, string][] = [
  ["window", "Window"],
  ["pan", "Pan"],
  ["zoom", "Zoom"],
  ["measure", "Measure"],
];

export function Tools({ pane, probing, onProbe }: Props) {
  const { viewing, on, modality } = pane;
  const { act, look, drag, setDrag } = viewing;
  const { shown } = on;
  return (
    <div className={styles.tools} role="toolbar" aria-label="Image tools">
      <span className={styles.group} role="group" aria-label="Dragging">
        <span className={styles.label}>Drag</span>
        {DRAGS.map(([id, title]) => (
          <Button key={id} aria-pressed={drag === id} onPress={() => setDrag(id)}>
            {title}
          </Button>
        ))}
      </span>
      <MeasureTools pane={pane} probing={probing} onProbe={onProbe} />
      <WindowTools viewing={viewing} shown={shown} modality={modality} />
      <span className={styles.group}>
        <Button aria-label="Zoom out" onPress={() => act("smaller")}>
          −
        </Button>
        <Button aria-label="Zoom in" onPress={() => act("larger")}>
          +
        </Button>
        <Button aria-label="Rotate by 90 degrees" onPress={() => act("turn")}>
          Rotate
        </Button>
        <Button aria-pressed={look.flipped} onPress={() => act("flip")}>
          Flip
        </Button>
        <Button aria-pressed={look.inverted} onPress={() => act("invert")}>
          Invert
        </Button>
        {shown !== null && shown.frame.head.overlays > 0 && (
          <Button aria-pressed={look.overlays} onPress={() => act("overlays")}>
            Drawings
          </Button>
        )}
        <Button onPress={() => act("reset")}>Reset</Button>
      </span>
      <p className={styles.help}>
        {shown?.slide.made !== undefined && "Measurements are kept on the images themselves, not on reconstructed planes. "}
        {shown !== null && shown.frame.head.spacing === null && "No lengths: the file does not say how far apart its pixels are. "}
        {HELP}
      </p>
    </div>
  );
}
