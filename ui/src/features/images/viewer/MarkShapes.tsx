/** The measurements on the picture that is shown: their shapes, points to move, and what they say. */
import { toScreen, type Placing, type Point } from "./geometry";
import { figureLines, KINDS } from "./figures";
import { Handle } from "./Handle";
import { pathOf } from "./paths";
import { figuresOf } from "./regions";
import { isOn, type Mark, type Marks } from "./useMarks";
import type { Shown } from "./useStage";
import styles from "./film.module.css";

interface Props {
  marks: Marks;
  shown: Shown;
  placing: Placing;
}

const pointsOf = (mark: Mark): Point[] => mark.points.map(([x, y]) => ({ x, y }));

export function MarkShapes({ marks, shown, placing }: Props) {
  const here = marks.all.map((mark, n) => ({ mark, number: n + 1 })).filter(({ mark }) => isOn(mark, shown.slide));
  return (
    <>
      <svg className={styles.lines} aria-hidden="true">
        {here.map(({ mark }) => {
          const d = pathOf(mark.kind, pointsOf(mark), placing);
          return (
            <g key={mark.id}>
              <path className={styles.under} d={d} />
              <path className={styles.line} d={d} />
            </g>
          );
        })}
      </svg>
      {here.map(({ mark, number }) => (
        <Points key={mark.id} number={number} mark={mark} marks={marks} shown={shown} placing={placing} />
      ))}
    </>
  );
}

const ENDS: Record<Mark["kind"], readonly string[]> = {
  point: ["Place"],
  length: ["Start", "End"],
  angle: ["First arm", "Vertex", "Second arm"],
  rectangle: ["First corner", "Second corner"],
  ellipse: ["First corner", "Second corner"],
};

function Points({ number, mark, marks, shown, placing }: Props & { number: number; mark: Mark }) {
  const points = pointsOf(mark);
  const named = mark.name ?? `${KINDS[mark.kind].toLowerCase()} ${number}`;
  const moved = (at: number, to: Point): Mark => {
    const next = points.map((point, n) => (n === at ? to : point));
    return { ...mark, points: next.map(({ x, y }) => [x, y]), figures: figuresOf(shown.frame, mark.kind, next) };
  };
  const screen = points.map((point) => toScreen(placing, point));
  const left = Math.max(...screen.map((point) => point.x)) + 12;
  const top = screen.at(-1)?.y ?? 0;
  const lines = figureLines(mark.figures);
  return (
    <>
      {points.map((point, n) => (
        <Handle
          key={n}
          name={`${ENDS[mark.kind][n] ?? "Point"} of ${named}`}
          at={point}
          placing={placing}
          onMove={(to) => marks.draw(moved(n, to))}
          onMoved={() => marks.unkept.has(mark.id) && marks.keep(mark)}
          onRemove={() => marks.remove(mark)}
        />
      ))}
      <span className={styles.said} role="status" style={{ left, top: top - 8 }}>
        {mark.name !== null && <bdi>{mark.name}</bdi>}
        {lines.map((line) => (
          <span key={line}>{line}</span>
        ))}
        {lines.length === 0 && <span>No value to be read here</span>}
      </span>
    </>
  );
}
