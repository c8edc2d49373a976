/** What is read off an image by drawing on it: lengths, angles, and the values inside of a shape. Refuses to count a pixel that holds no measurement. */
import type { FrameHead } from "~/generated/FrameHead";
import type { ImageMeasurement } from "~/generated/ImageMeasurement";
import type { MarkFigure } from "~/generated/MarkFigure";
import { scaleOf, valueAt, type Frame } from "./frame";
import { lengthOf, pixelOf, type Point } from "./geometry";

export type Kind = ImageMeasurement["kind"];

export interface Statistics {
  /** Pixels whose middle is inside. */
  pixels: number;
  /** Of these, the ones that hold no measurement; they count for nothing below. */
  without: number;
  mean: number;
  /** Of all values inside, divided by how many they are. */
  deviation: number;
  least: number;
  most: number;
}

const inOrder = (a: number, b: number): [number, number] => (a <= b ? [a, b] : [b, a]);

/** Whether the middle of a pixel is inside of a rectangle between two corners, or of the ellipse that fills it. */
function insideOf(kind: Kind, from: Point, to: Point): (x: number, y: number) => boolean {
  const [left, right] = inOrder(from.x, to.x);
  const [top, bottom] = inOrder(from.y, to.y);
  if (kind !== "ellipse") return (x, y) => x >= left && x <= right && y >= top && y <= bottom;
  const [cx, cy] = [(left + right) / 2, (top + bottom) / 2];
  const [rx, ry] = [(right - left) / 2, (bottom - top) / 2];
  return (x, y) => rx > 0 && ry > 0 && ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 <= 1;
}

/** The values inside of a rectangle or an ellipse; null where there are none, or where they are colours. */
export function statisticsOf({ head, samples }: Frame, kind: Kind, from: Point, to: Point): Statistics | null {
  if (head.samples !== 1) return null;
  const inside = insideOf(kind, from, to);
  const [left, right] = inOrder(from.x, to.x);
  const [top, bottom] = inOrder(from.y, to.y);
  const { slope, intercept } = scaleOf(head);
  const [low, high] = head.padding ?? [1, 0];
  let [pixels, counted, sum, squares] = [0, 0, 0, 0];
  let [least, most] = [Infinity, -Infinity];
  // What the values are near to is taken off before they are squared: thousands would leave nothing of a small spread.
  let near: number | null = null;
  for (let y = Math.max(0, Math.ceil(top)); y <= Math.min(head.rows - 1, bottom); y += 1)
    for (let x = Math.max(0, Math.ceil(left)); x <= Math.min(head.columns - 1, right); x += 1) {
      if (!inside(x, y)) continue;
      pixels += 1;
      const stored = samples[y * head.columns + x] ?? Number.NaN;
      if (!Number.isFinite(stored) || (stored >= low && stored <= high)) continue;
      const value = stored * slope + intercept;
      near ??= value;
      counted += 1;
      sum += value - near;
      squares += (value - near) ** 2;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  if (counted === 0 || near === null) return null;
  const off = sum / counted;
  return { pixels, without: pixels - counted, mean: near + off, deviation: Math.sqrt(Math.max(0, squares / counted - off * off)), least, most };
}

/** Degrees between two arms from `at`, in the patient: pixels need not be as high as they are wide. */
export function angleOf(head: FrameHead, from: Point, at: Point, to: Point): number | null {
  const { height, width } = pixelOf(head);
  const arm = (end: Point) => ({ x: (end.x - at.x) * width, y: (end.y - at.y) * height });
  const [a, b] = [arm(from), arm(to)];
  if (Math.hypot(a.x, a.y) === 0 || Math.hypot(b.x, b.y) === 0) return null;
  return (Math.abs(Math.atan2(a.x * b.y - a.y * b.x, a.x * b.x + a.y * b.y)) * 180) / Math.PI;
}

function areaOf({ spacing }: FrameHead, kind: Kind, from: Point, to: Point): MarkFigure {
  const [wide, high] = [Math.abs(to.x - from.x), Math.abs(to.y - from.y)];
  const share = kind === "ellipse" ? Math.PI / 4 : 1;
  const area = wide * high * share;
  if (spacing === null) return { what: "area", value: area, unit: "px", atDetector: false };
  return { what: "area", value: area * spacing.rows * spacing.columns, unit: "mm²", atDetector: spacing.at === "detector" };
}

/** Everything that can be read off; nothing where it cannot. */
export function figuresOf(frame: Frame, kind: Kind, points: readonly Point[]): MarkFigure[] {
  const { head } = frame;
  const atDetector = head.spacing?.at === "detector";
  const [a, b, c] = points;
  if (a === undefined) return [];
  if (kind === "point") {
    const value = valueAt(frame, Math.round(a.x), Math.round(a.y));
    const one = value?.length === 1 && !isPadding(frame, a) ? value[0] : undefined;
    return one !== undefined && Number.isFinite(one) ? [{ what: "value", value: one, unit: head.unit, atDetector: false }] : [];
  }
  if (b === undefined) return [];
  if (kind === "length") {
    const value = lengthOf(head, a, b);
    return value === null ? [] : [{ what: "length", value, unit: "mm", atDetector }];
  }
  if (kind === "angle") {
    const value = c === undefined ? null : angleOf(head, a, b, c);
    return value === null ? [] : [{ what: "angle", value, unit: "°", atDetector }];
  }
  const found = statisticsOf(frame, kind, a, b);
  const area = areaOf(head, kind, a, b);
  if (found === null) return [area];
  const of = (what: MarkFigure["what"], value: number): MarkFigure => ({ what, value, unit: head.unit, atDetector: false });
  return [of("mean", found.mean), of("deviation", found.deviation), of("least", found.least), of("most", found.most), area];
}

function isPadding({ head, samples }: Frame, { x, y }: Point): boolean {
  const stored = samples[Math.round(y) * head.columns + Math.round(x)];
  return head.padding !== null && stored !== undefined && stored >= head.padding[0] && stored <= head.padding[1];
}

/** The third point of an angle that was drawn by its first arm: the arm turned by 60 degrees around the vertex. */
export function openedAt(from: Point, at: Point): Point {
  const [x, y] = [from.x - at.x, from.y - at.y];
  const [cos, sin] = [0.5, Math.sqrt(3) / 2];
  return { x: at.x + x * cos - y * sin, y: at.y + x * sin + y * cos };
}
