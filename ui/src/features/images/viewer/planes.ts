/** Where pictures lie to each other in the patient: the line in which one cuts another, and the picture of a stack that is nearest to a place. */
import type { FrameHead } from "~/generated/FrameHead";
import type { Point } from "./geometry";
import type { Slide } from "./stack";

type Vector = readonly [number, number, number];

interface Plane {
  origin: Vector;
  along: Vector;
  down: Vector;
  normal: Vector;
  /** Millimetres from pixel to pixel. */
  rows: number;
  columns: number;
}

const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const cross = (a: Vector, b: Vector): Vector => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];

function vectorOf(values: readonly number[] | null, from: number): Vector | null {
  const [x, y, z] = values?.slice(from, from + 3) ?? [];
  return x === undefined || y === undefined || z === undefined ? null : [x, y, z];
}

/** Null where the file does not say where it lies, or how large its pixels are in the patient. */
function planeOf({ position, orientation, spacing }: FrameHead): Plane | null {
  const [origin, along, down] = [vectorOf(position, 0), vectorOf(orientation, 0), vectorOf(orientation, 3)];
  if (origin === null || along === null || down === null || spacing?.at !== "patient") return null;
  const normal = cross(along, down);
  return Math.hypot(...normal) < 0.9 ? null : { origin, along, down, normal, rows: spacing.rows, columns: spacing.columns };
}

/** Whether two pictures lie in the same space: both name it, and it is the same. */
export const sameSpace = (a: FrameHead, b: FrameHead) => a.frameOfReference !== null && a.frameOfReference === b.frameOfReference;

/** Less than this between two normals is the same direction (a third of a degree). */
const PARALLEL = 1.7e-5;

const parallel = (a: Plane, b: Plane) => Math.abs(Math.abs(dot(a.normal, b.normal)) - 1) < PARALLEL;

/** Where the picture `other` cuts the picture `on`, in pixels of `on`; null where it does not, or nobody knows. */
export function cutOf(on: FrameHead, other: FrameHead): readonly [Point, Point] | null {
  const [a, b] = [planeOf(on), planeOf(other)];
  if (a === null || b === null || !sameSpace(on, other) || parallel(a, b)) return null;
  const corner = (x: number, y: number): Vector => [0, 1, 2].map((n) => (b.origin[n] ?? 0) + (b.along[n] ?? 0) * x * b.columns + (b.down[n] ?? 0) * y * b.rows) as unknown as Vector;
  const [right, bottom] = [other.columns - 1, other.rows - 1];
  const corners = [corner(0, 0), corner(right, 0), corner(right, bottom), corner(0, bottom)];
  const above = corners.map((one) => dot(minus(one, a.origin), a.normal));
  const found: Point[] = [];
  corners.forEach((from, n) => {
    const next = (n + 1) % 4;
    const to = corners[next] ?? from;
    const [low, high] = [above[n] ?? 0, above[next] ?? 0];
    // An edge that ends on the plane counts with the edge that begins there.
    if (low < 0 === high < 0) return;
    const share = low / (low - high);
    const at = minus([0, 1, 2].map((k) => (from[k] ?? 0) + share * ((to[k] ?? 0) - (from[k] ?? 0))) as unknown as Vector, a.origin);
    found.push({ x: dot(at, a.along) / a.columns, y: dot(at, a.down) / a.rows });
  });
  const [from, to] = found;
  return from === undefined || to === undefined ? null : within(on, from, to);
}

/** What of a line is over the picture: half a pixel beyond the middles of its outermost ones. Null where nothing is. */
function within(on: FrameHead, from: Point, to: Point): readonly [Point, Point] | null {
  let [begin, end] = [0, 1];
  for (const axis of ["x", "y"] as const) {
    const most = (axis === "x" ? on.columns : on.rows) - 0.5;
    const step = to[axis] - from[axis];
    if (step === 0) {
      if (from[axis] < -0.5 || from[axis] > most) return null;
      continue;
    }
    const [a, b] = [(-0.5 - from[axis]) / step, (most - from[axis]) / step];
    begin = Math.max(begin, Math.min(a, b));
    end = Math.min(end, Math.max(a, b));
  }
  const at = (share: number): Point => ({ x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) });
  return begin < end ? [at(begin), at(end)] : null;
}

/** How far along its own normal a picture lies, in millimetres; as `place` of an instance. */
export function placeOf(head: FrameHead): number | null {
  const plane = planeOf(head);
  return plane === null ? null : dot(plane.origin, plane.normal);
}

/** Whether places of two stacks can be compared: the same space, looked at in the same direction. */
export function comparable(a: FrameHead, b: FrameHead): boolean {
  const [one, other] = [planeOf(a), planeOf(b)];
  return one !== null && other !== null && sameSpace(a, b) && dot(one.normal, other.normal) > 1 - PARALLEL;
}

/** The picture of a stack that is nearest to a place; null where none says where it lies. */
export function nearest(slides: readonly Slide[], place: number): number | null {
  let [best, away] = [-1, Infinity];
  slides.forEach(({ instance }, n) => {
    const off = instance.place === null || instance.frames > 1 ? Infinity : Math.abs(instance.place - place);
    if (off < away) [best, away] = [n, off];
  });
  return best < 0 ? null : best;
}
