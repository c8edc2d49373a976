/** How many pictures stand beside each other, whether they scroll together, and the older study that goes with this one. */
import type { ImageStudy } from "~/generated/ImageStudy";
import { Button } from "~/components/Button";
import { Select } from "~/components/Select";
import { joined } from "~/foundations/words";
import { studyName, whenOf } from "../words";
import styles from "./viewer.module.css";

interface Props {
  many: number;
  onMany: (many: number) => void;
  linked: boolean;
  onLinked: (linked: boolean) => void;
  prior: ImageStudy | null;
  onPrior: () => void;
}

const MANY = ["1", "2", "3", "4"] as const;

export function LayoutTools({ many, onMany, linked, onLinked, prior, onPrior }: Props) {
  return (
    <span className={styles.group}>
      <Select label="Pictures" value={String(many)} options={MANY.map((value) => ({ value, title: value === "1" ? "1 picture" : `${value} beside each other` }))} onChange={(value) => onMany(Number(value))} />
      <Button aria-pressed={linked} isDisabled={many === 1} onPress={() => onLinked(!linked)}>
        Scroll together
      </Button>
      {prior !== null && (
        <Button aria-label={`Show beside it the older study: ${joined(studyName(prior), whenOf(prior))}`} onPress={onPrior}>
          Beside {prior.date}
        </Button>
      )}
    </span>
  );
}
