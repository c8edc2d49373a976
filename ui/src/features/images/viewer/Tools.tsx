/** What can be done with the picture, each by a button. */
import { Button } from "~/components/Button";
import { HELP } from "./keys";
import type { Lengths } from "./useLengths";
import type { OnStage } from "./useStage";
import type { Drag, Viewing } from "./useViewer";
import { WindowTools } from "./WindowTools";
import styles from "./viewer.module.css";

interface Props {
  viewing: Viewing;
  on: OnStage;
  modality: string | null;
  probing: boolean;
  onProbe: (probing: boolean) => void;
  lengths: Lengths;
}

const DRAGS: readonly [Drag, string][] = [
  ["window", "Window"],
  ["pan", "Pan"],
  ["zoom", "Zoom"],
  ["length", "Length"],
];

export function Tools({ viewing, on, modality, probing, onProbe, lengths }: Props) {
  const { act, look, drag, setDrag } = viewing;
  const { shown, placing } = on;
  const measurable = shown !== null && shown.frame.head.spacing !== null;
  return (
    <div className={styles.tools} role="toolbar" aria-label="Image tools">
      <span className={styles.group} role="group" aria-label="Dragging">
        <span className={styles.label}>Drag</span>
        {DRAGS.map(([id, title]) => (
          <Button key={id} aria-pressed={drag === id} isDisabled={id === "length" && !measurable} onPress={() => setDrag(id)}>
            {title}
          </Button>
        ))}
      </span>
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
        <Button onPress={() => act("reset")}>Reset</Button>
      </span>
      <span className={styles.group}>
        <Button aria-pressed={probing} onPress={() => onProbe(!probing)}>
          Probe
        </Button>
        <Button isDisabled={!measurable || placing === null} onPress={() => shown !== null && lengths.across(shown)}>
          Add length
        </Button>
        <Button isDisabled={lengths.all.length === 0} onPress={lengths.clear}>
          Clear lengths
        </Button>
      </span>
      <p className={styles.help}>
        {measurable || shown === null ? "Lengths are not kept. " : "No lengths: the file does not say how far apart its pixels are. "}
        {HELP}
      </p>
    </div>
  );
}
