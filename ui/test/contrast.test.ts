import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const css = readFileSync(join(import.meta.dirname, "../src/foundations/tokens.css"), "utf8");
const raw = new Map([...css.matchAll(/--([\w-]+): ([^;]+);/g)].map((found) => [found[1] ?? "", found[2] ?? ""]));

function colour(value: string, dark: boolean): [number, number, number] {
  const pair = /^light-dark\((.+), (.+)\)$/.exec(value);
  if (pair) return colour((dark ? pair[2] : pair[1]) ?? "", dark);
  const name = /^var\(--([\w-]+)\)$/.exec(value)?.[1];
  if (name !== undefined) return colour(raw.get(name) ?? "", dark);
  const hex = /^#([0-9a-f]{6})$/i.exec(value)?.[1];
  if (hex === undefined) throw new Error(`no colour: ${value}`);
  return [0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255) as [number, number, number];
}

function light(name: string, dark: boolean): number {
  const [r, g, b] = colour(`var(--${name})`, dark).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function ratio(a: string, b: string, dark: boolean): number {
  const [high, low] = [light(a, dark), light(b, dark)].sort((x, y) => y - x);
  return (high! + 0.05) / (low! + 0.05);
}

const grounds = ["ground", "surface", "surface-2", "hover"];
const pairs: [string, string, number][] = [
  ...["text", "text-2", "text-3", "accent", "abnormal", "stale", "good"].flatMap((text) => grounds.map((ground): [string, string, number] => [text, ground, 4.5])),
  ["abnormal", "abnormal-ground", 4.5],
  ["stale", "stale-ground", 4.5],
  ["stale", "abnormal-ground", 4.5],
  ["good", "good-ground", 4.5],
  ["accent", "accent-ground", 4.5],
  ["text", "accent-ground", 4.5],
  ["text-2", "accent-ground", 4.5],
  ["on-accent", "accent", 4.5],
  ["on-accent", "accent-strong", 4.5],
  ["edge", "surface", 3],
  ["edge", "ground", 3],
];

test.each(["light", "dark"])("every pair of colours can be read in the %s", (theme) => {
  const poor = pairs.map(([a, b, least]) => ({ a, b, least, ratio: ratio(a, b, theme === "dark") })).filter((pair) => pair.ratio < pair.least);
  expect(poor).toEqual([]);
});
