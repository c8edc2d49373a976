/** What of the patient lies towards each edge, and how long a millimetre is here. */
import type { FrameHead } from "~/generated/FrameHead";
import { orientationLetters, scaleBar, type Placing } from "./geometry";
import styles from "./film.module.css";

const SIDES = ["left", "right", "top", "bottom"] as const;
const MOST = 240;

const WORDS: Record<string, string> = { R: "right", L: "left", A: "front", P: "back", H: "head", F: "feet" };

const inWords = (letters: string) => letters.split("").map((one) => WORDS[one] ?? one).join(" and ");

export function Edges({ head, placing }: { head: FrameHead; placing: Placing }) {
  const letters = orientationLetters(head, placing);
  const bar = scaleBar(head, placing, MOST);
  return (
    <>
      {letters === null ? (
        <span className={styles.edge} data-at="left">
          <span className="hidden-text">The file does not say which side is which.</span>
          <span aria-hidden="true">?</span>
        </span>
      ) : (
        SIDES.map((side) => (
          <span key={side} className={styles.edge} data-at={side}>
            <span aria-hidden="true">{letters[side]}</span>
            <span className="hidden-text">{`${side}: the patient's ${inWords(letters[side])}`}</span>
          </span>
        ))
      )}
      {bar !== null && (
        <span className={styles.scale}>
          <span className={styles.caption}>
            {bar.mm >= 10 ? `${bar.mm / 10} cm` : `${bar.mm} mm`}
            {head.spacing?.at === "detector" && " at the detector"}
          </span>
          <span className={styles.bar} style={{ width: bar.pixels }} />
        </span>
      )}
    </>
  );
}
