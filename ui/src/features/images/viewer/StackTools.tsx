/** The way through the stack: a slider, one picture back and on, and playing. */
import { Button } from "~/components/Button";
import { count } from "~/foundations/words";
import type { Viewing } from "./useViewer";
import styles from "./viewer.module.css";

export function StackTools({ viewing: { index, slides, playing, act, to } }: { viewing: Viewing }) {
  const many = slides.length;
  return (
    <div className={styles.stack}>
      <Button aria-label="Previous image" isDisabled={index <= 0} onPress={() => act("previous")}>
        ‹
      </Button>
      <input
        type="range"
        className={styles.slider}
        aria-label="Image of the series"
        aria-valuetext={`Image ${count(index + 1)} of ${count(many)}`}
        min={1}
        max={Math.max(1, many)}
        value={index + 1}
        disabled={many < 2}
        onChange={(event) => to(Number(event.target.value) - 1)}
      />
      <Button aria-label="Next image" isDisabled={index >= many - 1} onPress={() => act("next")}>
        ›
      </Button>
      <Button aria-pressed={playing} isDisabled={many < 2} onPress={() => act("play")}>
        {playing ? "Stop" : "Play"}
      </Button>
    </div>
  );
}
