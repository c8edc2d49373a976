/** Measurements in words. */
import type { MarkFigure } from "~/generated/MarkFigure";
import type { Kind } from "./regions";

export const KINDS: Record<Kind, string> = { point: "Value", length: "Length", angle: "Angle", rectangle: "Rectangle", ellipse: "Ellipse" };

const WHAT: Record<MarkFigure["what"], string> = { length: "", angle: "", value: "", area: "Area", mean: "Mean", deviation: "SD", least: "Min", most: "Max" };

const DIGITS: Partial<Record<MarkFigure["what"], number>> = { length: 1, angle: 1, area: 1, mean: 1, deviation: 1 };

function digits({ what, value }: MarkFigure): string {
  // A share of one would be nothing in tenths.
  if (value !== 0 && Math.abs(value) < 10 && (what === "mean" || what === "deviation")) return value.toPrecision(3);
  if (Number.isInteger(value) && DIGITS[what] === undefined) return String(value);
  return value.toFixed(DIGITS[what] ?? (Math.abs(value) >= 100 ? 1 : 3));
}

export function figureWords(figure: MarkFigure): string {
  const { what, unit, atDetector } = figure;
  const number = unit === "°" ? `${digits(figure)}°` : [digits(figure), unit ?? ""].join(" ").trim();
  return [WHAT[what], number, atDetector ? "at the detector" : ""].join(" ").trim();
}

/** Two figures a line, as they are laid over the picture. */
export function figureLines(figures: readonly MarkFigure[]): string[] {
  const words = figures.map(figureWords);
  return Array.from({ length: Math.ceil(words.length / 2) }, (_, n) => words.slice(2 * n, 2 * n + 2).join(" · "));
}
