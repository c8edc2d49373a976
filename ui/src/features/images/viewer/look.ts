/** How an image is looked at: its window, size, place and turn. Owns what each act makes of it. */
import type { Choice } from "./window";
import type { Point } from "./geometry";

export interface Look {
  choice: Choice;
  /** Somebody wants it the other way round than the file does. */
  inverted: boolean;
  /** 1 fits the stage. */
  zoom: number;
  /** Pixels of the screen. */
  pan: Point;
  /** Degrees, by quarters. */
  rotation: number;
  flipped: boolean;
  /** What the file draws over its image is shown. */
  overlays: boolean;
}

export const PLAIN: Look = { choice: { kind: "file", n: 0 }, inverted: false, zoom: 1, pan: { x: 0, y: 0 }, rotation: 0, flipped: false, overlays: true };

const LEAST = 0.2;
const MOST = 20;

export const zoomed = (look: Look, by: number): Look => ({ ...look, zoom: Math.min(MOST, Math.max(LEAST, look.zoom * by)) });
export const panned = (look: Look, dx: number, dy: number): Look => ({ ...look, pan: { x: look.pan.x + dx, y: look.pan.y + dy } });
export const turned = (look: Look): Look => ({ ...look, rotation: (look.rotation + 90) % 360 });
/** Left becomes right as it is seen now: a flip comes before the turn, so the turn goes the other way round. */
export const flipped = (look: Look): Look => ({ ...look, flipped: !look.flipped, rotation: (360 - look.rotation) % 360, pan: { x: -look.pan.x, y: look.pan.y } });
export const overlaid = (look: Look): Look => ({ ...look, overlays: !look.overlays });
export const inverted = (look: Look): Look => ({ ...look, inverted: !look.inverted });
