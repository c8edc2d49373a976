/** Where things of an image are: pixels on the screen and back, directions in the patient, millimetres. */
import type { FrameHead } from "~/generated/FrameHead";
import type { Look } from "./look";

export interface Point {
  x: number;
  y: number;
}

/** From pixels of the image (the middle of the first is 0, 0) to pixels of the screen. */
export interface Placing {
  origin: Point;
  /** One pixel of the image along its row. */
  along: Point;
  /** One pixel of the image down its column. */
  down: Point;
}

export const toScreen = ({ origin, along, down }: Placing, { x, y }: Point): Point => ({ x: origin.x + x * along.x + y * down.x, y: origin.y + x * along.y + y * down.y });

function direction({ along, down }: Placing, { x, y }: Point): Point {
  const all = along.x * down.y - along.y * down.x;
  return all === 0 ? { x: 0, y: 0 } : { x: (x * down.y - y * down.x) / all, y: (along.x * y - along.y * x) / all };
}

export const toImage = (placing: Placing, { x, y }: Point): Point => direction(placing, { x: x - placing.origin.x, y: y - placing.origin.y });

/** Height and width of a pixel: in millimetres where they are known, else only to each other. */
export function pixelOf({ spacing, aspect }: FrameHead): { height: number; width: number } {
  if (spacing !== null) return { height: spacing.rows, width: spacing.columns };
  return { height: aspect?.[0] ?? 1, width: aspect?.[1] ?? 1 };
}

/** Cosine and sine of quarters, without the rest that reckoning them leaves. */
const QUARTERS: Record<number, readonly [number, number]> = { 0: [1, 0], 90: [0, 1], 180: [-1, 0], 270: [0, -1] };

/** Where an image lies on a stage: flipped, then turned clockwise, then as large as fits, times the zoom. */
export function placingFor(head: FrameHead, { zoom, pan, rotation, flipped }: Pick<Look, "zoom" | "pan" | "rotation" | "flipped">, stage: { width: number; height: number }): Placing {
  const { height, width } = pixelOf(head);
  const [cos, sin] = QUARTERS[rotation] ?? [1, 0];
  const [wide, high] = [head.columns * width, head.rows * height];
  const fit = sin === 0 ? Math.min(stage.width / wide, stage.height / high) : Math.min(stage.width / high, stage.height / wide);
  const scale = fit * zoom;
  const turn = (x: number, y: number): Point => ({ x: (x * cos - y * sin) * scale, y: (x * sin + y * cos) * scale });
  const along = turn(flipped ? -width : width, 0);
  const down = turn(0, height);
  const middle = { x: (head.columns - 1) / 2, y: (head.rows - 1) / 2 };
  return {
    origin: { x: stage.width / 2 + pan.x - middle.x * along.x - middle.y * down.x, y: stage.height / 2 + pan.y - middle.x * along.y - middle.y * down.y },
    along,
    down,
  };
}

/** Millimetres between two pixels; null where nobody knows. */
export function lengthOf(head: FrameHead, from: Point, to: Point): number | null {
  if (head.spacing === null) return null;
  return Math.hypot((to.x - from.x) * head.spacing.columns, (to.y - from.y) * head.spacing.rows);
}

export function lengthWords(head: FrameHead, from: Point, to: Point): string {
  const length = lengthOf(head, from, to);
  if (length === null) return "not known";
  return `${length.toFixed(1)} mm${head.spacing?.at === "detector" ? " at the detector" : ""}`;
}

/** DICOM's axes grow to the patient's left, back and head. */
const AXES = [
  ["L", "R"],
  ["P", "A"],
  ["H", "F"],
] as const;

/** Less of an axis than this is a tilt nobody reads. */
const LEAST = 0.25;

function lettersOf(vector: readonly number[]): string {
  const length = Math.hypot(...vector);
  if (length === 0) return "";
  return AXES.map(([plus, minus], n) => ({ letter: (vector[n] ?? 0) > 0 ? plus : minus, share: Math.abs(vector[n] ?? 0) / length }))
    .filter((one) => one.share > LEAST)
    .sort((a, b) => b.share - a.share)
    .map((one) => one.letter)
    .join("");
}

/** Rows and columns as directions, from the letters of their ends: the first of several counts most. */
function directionOf(towards: FrameHead["towards"]): number[] | null {
  const all = towards?.map((letters) =>
    AXES.map(([plus, minus]) => {
      const [more, less] = [letters.indexOf(plus), letters.indexOf(minus)];
      return more >= 0 ? 1 / (more + 1) : less >= 0 ? -1 / (less + 1) : 0;
    }),
  );
  return all?.every((one) => Math.hypot(...one) > 0) ? all.flat() : null;
}

export interface Letters {
  left: string;
  right: string;
  top: string;
  bottom: string;
}

/** What of the patient lies towards each edge, however the image is turned; null where the file does not say. */
export function orientationLetters(head: FrameHead, placing: Placing): Letters | null {
  const orientation = head.orientation?.length === 6 ? head.orientation : directionOf(head.towards);
  if (orientation === null) return null;
  const { height, width } = pixelOf(head);
  const towards = (edge: Point) => {
    const { x, y } = direction(placing, edge);
    return lettersOf([0, 1, 2].map((n) => x * width * (orientation[n] ?? 0) + y * height * (orientation[n + 3] ?? 0)));
  };
  return { left: towards({ x: -1, y: 0 }), right: towards({ x: 1, y: 0 }), top: towards({ x: 0, y: -1 }), bottom: towards({ x: 0, y: 1 }) };
}

const BARS = [200, 100, 50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1];

/** A bar of a round number of millimetres, no longer than so many pixels of the screen. */
export function scaleBar(head: FrameHead, placing: Placing, most: number): { mm: number; pixels: number } | null {
  if (head.spacing === null) return null;
  const { x, y } = direction(placing, { x: 1, y: 0 });
  const each = Math.hypot(x * head.spacing.columns, y * head.spacing.rows);
  const mm = each === 0 ? undefined : BARS.find((one) => one / each <= most);
  return mm === undefined ? null : { mm, pixels: mm / each };
}
