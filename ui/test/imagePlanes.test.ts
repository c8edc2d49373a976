import { expect, test } from "vitest";
import { frameOf } from "~/features/images/viewer/frameOf";
import { comparable, cutOf, nearest, placeOf } from "~/features/images/viewer/planes";
import { priorOf } from "~/features/images/viewer/priors";
import { slidesOf } from "~/features/images/viewer/stack";
import { headOf, imageStudies } from "./fake/images";

/** Axial, 100 by 100 mm from 0, 0 on, at the height z; pixels of a millimetre. */
const axial = (z: number) => headOf({ rows: 101, columns: 101, spacing: { at: "patient", rows: 1, columns: 1 }, position: [0, 0, z], orientation: [1, 0, 0, 0, 1, 0] });
/** Coronal at y: rows to the left, columns to the feet, from z = 50 down to -50. */
const coronal = (y: number) => headOf({ rows: 101, columns: 51, spacing: { at: "patient", rows: 1, columns: 2 }, position: [0, y, 50], orientation: [1, 0, 0, 0, 0, -1] });

test("a coronal picture cuts an axial one in a row, and the other way round", () => {
  const cut = cutOf(axial(10), coronal(30));
  expect(cut?.map(({ y }) => y)).toEqual([30, 30]);
  expect(cut?.map(({ x }) => x).sort((a, b) => a - b)).toEqual([0, 100]);
  const back = cutOf(coronal(30), axial(10));
  expect(back?.map(({ y }) => y), "50 at the top, 10 is forty below").toEqual([40, 40]);
  expect(back?.map(({ x }) => x).sort((a, b) => a - b), "two millimetres a column").toEqual([0, 50]);
});

test("pictures that do not meet, are parallel, or lie in other spaces have no line", () => {
  expect(cutOf(coronal(30), axial(60)), "beyond its edge").toBeNull();
  expect(cutOf(axial(60), coronal(30)), "whose plane does not reach it").toBeNull();
  expect(cutOf(axial(0), axial(10))).toBeNull();
  expect(cutOf(axial(10), { ...coronal(30), frameOfReference: "1.9" })).toBeNull();
  expect(cutOf({ ...axial(10), frameOfReference: null }, { ...coronal(30), frameOfReference: null }), "unknown is not the same").toBeNull();
  expect(cutOf({ ...axial(10), position: null }, coronal(30))).toBeNull();
});

test("a line ends where the picture ends", () => {
  const narrow = { ...axial(10), columns: 41 };
  expect(cutOf(narrow, coronal(30))?.map(({ x }) => x).sort((a, b) => a - b)).toEqual([0, 40.5]);
});

test("a place is along the normal, and compared only where both look the same way", () => {
  expect(placeOf(axial(12.5))).toBeCloseTo(12.5);
  expect(comparable(axial(0), axial(40))).toBe(true);
  expect(comparable(axial(0), coronal(0))).toBe(false);
  expect(comparable(axial(0), { ...axial(0), orientation: [-1, 0, 0, 0, 1, 0] }), "from the other side").toBe(false);
});

test("the nearest picture of a stack is found, and none where none says where it lies", () => {
  const [ct, us] = imageStudies.studies[0]!.series.map(slidesOf);
  expect(nearest(ct!, 22)).toBe(4);
  expect(nearest(ct!, -99)).toBe(0);
  expect(nearest(us!, 22)).toBeNull();
});

test("a prior is older and of the same kind; the newest of them", () => {
  const [now] = imageStudies.studies;
  const at = (id: string, date: string | null, rest = {}) => ({ ...now!, id, date, ...rest });
  const chest = imageStudies.studies[1]!;
  const old = at("old", "2020-01-01");
  const newer = at("newer", "2024-01-01");
  expect(priorOf(now!, [now!, chest, old, newer, at("later", "2026-12-01"), at("undated", null)])?.id).toBe("newer");
  expect(priorOf(now!, [now!, chest])).toBeNull();
  expect(priorOf(now!, [at("morning", now!.date, { time: "08:00:00" })])?.id).toBe("morning");
  expect(priorOf(now!, [at("same", now!.date)]), "at the same moment").toBeNull();
});

test("the first frame a report names, from 0", () => {
  expect([null, "3", "7\\8", "x", "0"].map(frameOf)).toEqual([0, 2, 6, 0, 0]);
});
