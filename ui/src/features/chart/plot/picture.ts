/** A plot as a picture that can stand alone: its title, its tests with their keys, and its source. */
import type { TestRow } from "~/generated/TestRow";

const LINE = 18;

export function picture(drawn: HTMLCanvasElement, tests: readonly TestRow[], source: string): Promise<Blob | null> {
  const scale = devicePixelRatio;
  const canvas = document.createElement("canvas");
  canvas.width = drawn.width;
  canvas.height = drawn.height + (tests.length + 2) * LINE * scale;
  const ctx = canvas.getContext("2d");
  if (ctx === null) return Promise.resolve(null);
  const look = getComputedStyle(document.body);
  ctx.fillStyle = look.backgroundColor;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.fillStyle = look.color;
  ctx.font = `${12 * scale}px ${look.fontFamily}`;
  const lines = tests.map((test, n) => `${SHAPES[n] ?? ""} ${test.name}${test.unit === null ? "" : `, ${test.unit}`}${test.range === null ? "" : ` (reference ${test.range})`}`);
  lines.forEach((line, n) => ctx.fillText(line, 8 * scale, (n + 1) * LINE * scale));
  ctx.drawImage(drawn, 0, tests.length * LINE * scale + 6 * scale);
  ctx.fillText(source, 8 * scale, canvas.height - 8 * scale, canvas.width - 16 * scale);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/** As the points of the lines are drawn. */
export const SHAPES = ["●", "■", "◆", "▲"] as const;

/** The bytes of a picture as text, for where bytes cannot go. */
export function base64(blob: Blob | null): Promise<string | null> {
  if (blob === null) return Promise.resolve(null);
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    // A data URL: what stands before the comma says what it is.
    reader.onload = () => resolve(typeof reader.result === "string" ? reader.result.replace(/^[^,]*,/, "") : null);
    reader.onerror = () => reject(new Error("the picture could not be read"));
    reader.readAsDataURL(blob);
  });
}
