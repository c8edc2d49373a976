import { afterEach, beforeEach, expect, test } from "vitest";
import { ehrClock, fhirDate } from "~/foundations/time";

const kept = process.env.TZ;

beforeEach(() => {
  process.env.TZ = "Europe/Oslo";
});
afterEach(() => {
  process.env.TZ = kept;
});

const NOON = Date.parse("2026-07-10T12:00:00Z");

test("a time is the reader's, and the EHR's stands beside it where its clock is another", () => {
  expect(fhirDate("2026-07-09T23:30:00-05:00", NOON)).toBe("today 06:30 (2026-07-09 23:30 -05:00 at the EHR)");
  expect(fhirDate("2026-07-01T08:15:00-05:00", NOON)).toBe("2026-07-01 15:15 (08:15 -05:00 at the EHR)");
  expect(fhirDate("2026-07-01T08:15:00+02:00", NOON), "the same clock is not said twice").toBe("2026-07-01 08:15");
  expect(fhirDate("2026-01-15T08:15:00+02:00", NOON), "in winter Oslo is an hour behind it").toBe("2026-01-15 07:15 (08:15 +02:00 at the EHR)");
});

test("a date alone, and a time that computers wrote, have no clock of an EHR", () => {
  expect(ehrClock("2026-07-01")).toBeNull();
  expect(ehrClock("2026-07-01T06:15:00Z")).toBeNull();
  expect(ehrClock("2026-07-01T06:15:00")).toBeNull();
  expect(ehrClock("soon +02:00")).toBeNull();
});
