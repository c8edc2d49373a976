/** A picture of what is shown, as PNG: the image as it is drawn, and over it what helps to read it. Owns that no such picture leaves without its warning, and that nothing of the patient is written on it. */
import { scaleBar, orientationLetters, toScreen, type Point } from "./geometry";
import { figureLines } from "./figures";
import { outlineOf } from "./paths";
import { isOn } from "./useMarks";
import type { Pane } from "./usePane";
import { shadingOf, shadingWords } from "./window";

const INK = "#f2f5f7";
const MARK = "#f2c46d";
const GROUND = "rgb(0 0 0 / 0.78)";
const LINE = 16;

type At = "left" | "center" | "right";

function said(context: CanvasRenderingContext2D, text: string, { x, y }: Point, align: At, colour: string): void {
  const { width } = context.measureText(text);
  const left = align === "left" ? x : align === "right" ? x - width : x - width / 2;
  context.fillStyle = GROUND;
  context.fillRect(left - 3, y - LINE + 4, width + 6, LINE);
  context.fillStyle = colour;
  context.fillText(text, left, y);
}

function marksOn(context: CanvasRenderingContext2D, { marks, on: { shown, placing } }: Pane): void {
  if (shown === null || placing === null) return;
  for (const mark of marks.all.filter((one) => isOn(one, shown.slide))) {
    const points = mark.points.map(([x, y]) => ({ x, y }));
    for (const [width, colour] of [[3, "#000000"], [1.5, MARK]] as const) {
      context.lineWidth = width;
      context.strokeStyle = colour;
      for (const line of outlineOf(mark.kind, points, placing)) {
        context.beginPath();
        line.forEach(({ x, y }, n) => (n === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
        context.stroke();
      }
    }
    const screen = points.map((point) => toScreen(placing, point));
    const left = Math.max(...screen.map(({ x }) => x)) + 12;
    // What somebody called it is theirs, and may be a name: the figures say what was measured.
    figureLines(mark.figures).forEach((line, n) => said(context, line, { x: left, y: (screen.at(-1)?.y ?? 0) + n * LINE }, "left", MARK));
  }
}

function aroundOf(context: CanvasRenderingContext2D, pane: Pane, width: number, height: number): void {
  const { shown, placing } = pane.on;
  if (shown === null || placing === null) return;
  const { head } = shown.frame;
  const letters = orientationLetters(head, placing);
  const sides: readonly [string, Point, At][] =
    letters === null
      ? [["?", { x: 10, y: height / 2 }, "left"]]
      : [
          [letters.left, { x: 10, y: height / 2 }, "left"],
          [letters.right, { x: width - 10, y: height / 2 }, "right"],
          [letters.top, { x: width / 2, y: 20 }, "center"],
          [letters.bottom, { x: width / 2, y: height - 40 }, "center"],
        ];
  for (const [text, at, align] of sides) said(context, text, at, align, INK);
  if (head.samples === 1) said(context, shadingWords(shadingOf(pane.viewing.look.choice, head, pane.modality)), { x: 10, y: height - 10 }, "left", INK);
  const bar = scaleBar(head, placing, 240);
  if (bar === null) return;
  const from = width / 2 - bar.pixels / 2;
  context.strokeStyle = INK;
  context.lineWidth = 2;
  context.strokeRect(from, height - 12, bar.pixels, 0.5);
  said(context, `${bar.mm >= 10 ? `${bar.mm / 10} cm` : `${bar.mm} mm`}${head.spacing?.at === "detector" ? " at the detector" : ""}`, { x: width / 2, y: height - 18 }, "center", INK);
}

/** Null where nothing is shown. */
export async function snapshotOf(pane: Pane, withMarks: boolean): Promise<Blob | null> {
  const screen = pane.on.canvas();
  if (screen === null || pane.on.shown === null || screen.width === 0) return null;
  const sheet = document.createElement("canvas");
  sheet.width = screen.width;
  sheet.height = screen.height;
  const context = sheet.getContext("2d");
  if (context === null) return null;
  context.fillStyle = "#000000";
  context.fillRect(0, 0, sheet.width, sheet.height);
  context.drawImage(screen, 0, 0);
  const fine = globalThis.devicePixelRatio;
  const [width, height] = [sheet.width / fine, sheet.height / fine];
  context.scale(fine, fine);
  context.font = "12px system-ui, sans-serif";
  if (withMarks) {
    marksOn(context, pane);
    aroundOf(context, pane, width, height);
  }
  said(context, "Not for primary diagnosis", { x: width - 10, y: 20 }, "right", INK);
  const blob = await new Promise<Blob | null>((done) => sheet.toBlob(done, "image/png"));
  // Pixels of a patient stay no longer than they are needed.
  sheet.width = 0;
  return blob;
}
