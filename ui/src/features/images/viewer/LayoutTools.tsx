/** How many pictures stand beside each other, whether they scroll together, and the older study that goes with this one. */
import type { ImageStudy } from "~/generated/ImageStudy";
import { Button } from "~/components/Button";
import { Select } from "~/components/Select";
import { count, joined } from "~/foundations/words";
import { studyName, whenOf } from "../words";
import type { Planes } from "./usePlanes";
import styles from "./viewer.module.css";

interface Props {
  many: number;
  onMany: (many: number) => void;
  linked: boolean;
  onLinked: (linked: boolean) => void;
  prior: ImageStudy | null;
  onPrior: () => void;
  /** Null where the files do not say of which modality they are. */
  onKeep: (() => void) | null;
  kept: boolean;
  modality: string | null;
  planes: Planes;
  /** Null where the series in hand has no images to make planes of. */
  onPlanes: (() => void) | null;
}

const MANY = ["1", "2", "3", "4"] as const;

export function LayoutTools({ many, onMany, linked, onLinked, prior, onPrior, onKeep, kept, modality, planes, onPlanes }: Props) {
  return (
    <span className={styles.group}>
      <Select label="Pictures" value={String(many)} options={MANY.map((value) => ({ value, title: value === "1" ? "1 picture" : `${value} beside each other` }))} onChange={(value) => onMany(Number(value))} />
      <Button aria-pressed={linked} isDisabled={many === 1} onPress={() => onLinked(!linked)}>
        Scroll together
      </Button>
      {planes.reading === null ? (
        <Button isDisabled={onPlanes === null} onPress={() => onPlanes?.()}>
          Planes
        </Button>
      ) : (
        <>
          <span role="status" className={styles.label}>
            Reading {count(planes.reading.done)} of {count(planes.reading.many)}…
          </span>
          <Button onPress={planes.stop}>Stop</Button>
        </>
      )}
      {onKeep !== null && (
        <Button aria-label={kept ? `Layout kept for ${modality}` : `Keep for ${modality}: this layout`} onPress={onKeep}>
          {kept ? "Layout kept" : `Keep for ${modality}`}
        </Button>
      )}
      {kept && <span className="hidden-text" role="status">{`This layout is kept for ${modality}: images of it open so.`}</span>}
      {prior !== null && (
        <Button aria-label={`Beside ${prior.date ?? "it"}: the older study, ${joined(studyName(prior), whenOf(prior))}`} onPress={onPrior}>
          {`Beside ${prior.date ?? "it"}`}
        </Button>
      )}
    </span>
  );
}
