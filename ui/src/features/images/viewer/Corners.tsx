/** What is said of the picture at its corners: always of the one that is shown. */
import { count, joined } from "~/foundations/words";
import { seriesName, sideOf } from "../words";
import { valueWords } from "./frame";
import { toImage, type Placing, type Point } from "./geometry";
import type { Shown } from "./useStage";
import type { Viewing } from "./useViewer";
import { planeName } from "./reconstruct";
import { shadingOf, shadingWords } from "./window";
import styles from "./film.module.css";

interface Props {
  viewing: Viewing;
  shown: Shown;
  placing: Placing;
  modality: string | null;
  pointer: Point | null;
  isKey: boolean;
}

export function Corners({ viewing: { series, slides, look }, shown, placing, modality, pointer, isKey }: Props) {
  const { head } = shown.frame;
  const { instance } = shown.slide;
  const turns = joined(look.rotation > 0 && `rotated ${look.rotation}°`, look.flipped && "flipped", look.inverted && "inverted");
  const remarks = [...new Set([...instance.remarks, ...head.remarks])];
  return (
    <>
      <div className={styles.corner} data-at="top-start">
        <bdi>{series === undefined ? "" : seriesName(series)}</bdi>
        {sideOf(head.laterality) !== null && <strong>{sideOf(head.laterality)}</strong>}
        {shown.slide.made !== undefined && <strong>Reconstructed, {planeName(head) ?? "direction not known"}</strong>}
        <span>
          Image {count(shown.index + 1)} of {count(slides.length)}
          {isKey && " · key image"}
        </span>
        {instance.frames > 1 && instance.frames < slides.length && (
          <span>
            Frame {count(shown.slide.frame + 1)} of {count(instance.frames)}
          </span>
        )}
      </div>
      <div className={styles.corner} data-at="bottom-start">
        {pointer !== null && <span>{under(shown, placing, pointer)}</span>}
        {head.samples === 1 && <span>{shadingWords(shadingOf(look.choice, head, modality))}</span>}
        <span>{joined(`${Math.round(look.zoom * 100)} % of fit`, turns)}</span>
      </div>
      <div className={styles.corner} data-at="bottom-end">
        {head.overlays > 0 && !look.overlays && <span>Drawings of the file are hidden</span>}
        {head.spacing?.at === "detector" && <span>Lengths are at the detector, not in the patient</span>}
        {remarks.map((one) => (
          <span key={one} className={styles.remark}>
            <span aria-hidden="true">⚠ </span>
            {one}
          </span>
        ))}
      </div>
    </>
  );
}

function under({ frame }: Shown, placing: Placing, pointer: Point): string {
  const at = toImage(placing, pointer);
  const [x, y] = [Math.round(at.x), Math.round(at.y)];
  return joined(valueWords(frame, x, y), `column ${x + 1}, row ${y + 1}`);
}
