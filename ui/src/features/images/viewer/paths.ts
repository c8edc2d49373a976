/** The outline of a measurement on the screen, as an SVG path and as strokes of a canvas. */
import { toScreen, type Placing, type Point } from "./geometry";
import type { Kind } from "./regions";

const CROSS = 7;
/** Enough corners for an ellipse that fills the screen. */
const CORNERS = 96;

/** Corners on the screen, one line after the other. */
export function outlineOf(kind: Kind, points: readonly Point[], placing: Placing): Point[][] {
  const at = (x: number, y: number) => toScreen(placing, { x, y });
  const [a, b, c] = points;
  if (a === undefined) return [];
  if (kind === "point") {
    const { x, y } = at(a.x, a.y);
    return [
      [{ x: x - CROSS, y }, { x: x + CROSS, y }],
      [{ x, y: y - CROSS }, { x, y: y + CROSS }],
    ];
  }
  if (b === undefined) return [];
  if (kind === "length") return [[at(a.x, a.y), at(b.x, b.y)]];
  if (kind === "angle") return [c === undefined ? [at(a.x, a.y), at(b.x, b.y)] : [at(a.x, a.y), at(b.x, b.y), at(c.x, c.y)]];
  if (kind === "rectangle") return [[at(a.x, a.y), at(b.x, a.y), at(b.x, b.y), at(a.x, b.y), at(a.x, a.y)]];
  const [cx, cy, rx, ry] = [(a.x + b.x) / 2, (a.y + b.y) / 2, Math.abs(b.x - a.x) / 2, Math.abs(b.y - a.y) / 2];
  return [Array.from({ length: CORNERS + 1 }, (_, n) => at(cx + rx * Math.cos((2 * Math.PI * n) / CORNERS), cy + ry * Math.sin((2 * Math.PI * n) / CORNERS)))];
}

export const pathOf = (kind: Kind, points: readonly Point[], placing: Placing): string =>
  outlineOf(kind, points, placing)
    .map((line) => line.map(({ x, y }, n) => `${n === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join(""))
    .join("");
