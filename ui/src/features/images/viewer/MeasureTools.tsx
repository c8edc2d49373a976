/** What is measured by drawing, the way to do it without a pointer, and the mark of a key image. */
import { Button } from "~/components/Button";
import { Select, type Option } from "~/components/Select";
import { KINDS } from "./figures";
import type { Point } from "./geometry";
import { figuresOf, openedAt, type Kind } from "./regions";
import { isOn } from "./useMarks";
import type { Pane } from "./usePane";
import styles from "./viewer.module.css";

const OPTIONS: readonly Option<Kind>[] = (Object.keys(KINDS) as Kind[]).map((value) => ({ value, title: KINDS[value] }));

/** Over the middle third, to be moved by its points: the way without a pointer. */
function inTheMiddle(kind: Kind, columns: number, rows: number): Point[] {
  const [left, right, middle] = [columns / 3, (2 * columns) / 3, rows / 2].map(Math.round) as [number, number, number];
  if (kind === "point") return [{ x: Math.round(columns / 2), y: middle }];
  if (kind === "length") return [{ x: left, y: middle }, { x: right, y: middle }];
  if (kind === "angle") return [{ x: left, y: middle }, { x: right, y: middle }, openedAt({ x: left, y: middle }, { x: right, y: middle })];
  return [{ x: left, y: Math.round(rows / 3) }, { x: right, y: Math.round((2 * rows) / 3) }];
}

interface Props {
  pane: Pane;
  probing: boolean;
  onProbe: (probing: boolean) => void;
}

export function MeasureTools({ pane: { viewing, on, marks }, probing, onProbe }: Props) {
  const { shown } = on;
  const { kind, setKind, setDrag, act } = viewing;
  const original = shown !== null && shown.slide.made === undefined;
  const measurable = original && (kind !== "length" || shown.frame.head.spacing !== null);
  const isKey = shown !== null && marks.keys.some((key) => isOn(key, shown.slide));
  const add = () => {
    if (shown === null) return;
    const { head } = shown.frame;
    const points = inTheMiddle(kind, head.columns, head.rows);
    marks.keep({ ...marks.begin(shown.slide, kind, points.map(({ x, y }) => [x, y])), figures: figuresOf(shown.frame, kind, points) });
  };
  return (
    <span className={styles.group}>
      <Select
        label="Measure"
        value={kind}
        options={OPTIONS}
        onChange={(value) => {
          setKind(value);
          setDrag("measure");
        }}
      />
      <Button needs="write-records" isDisabled={!measurable} onPress={add}>
        Add {KINDS[kind].toLowerCase()}
      </Button>
      <Button aria-pressed={probing} onPress={() => onProbe(!probing)}>
        Probe
      </Button>
      <Button needs="write-records" aria-pressed={isKey} isDisabled={!original} onPress={() => act("key")}>
        Key image
      </Button>
    </span>
  );
}
