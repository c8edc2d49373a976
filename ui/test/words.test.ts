import { expect, test } from "vitest";
import { emptyWords, readSentence, sectionSentence } from "~/foundations/coverage";
import { parse, href } from "~/foundations/route";
import { age, aboutLeft, columnHead, fhirDate, moment } from "~/foundations/time";
import { bytes } from "~/foundations/words";
import { pretty } from "~/foundations/pretty";
import { strengthOf } from "~/features/profile/strength";
import { syncLine } from "~/features/sync/line";
import { coverage } from "./fake/chart";
import { NOW, at } from "./fake/people";
import { riverside, syncing } from "./fake/rest";

test("a FHIR date is shown as far as it was given", () => {
  expect(fhirDate("2019", NOW)).toBe("2019");
  expect(fhirDate("2019-04", NOW)).toBe("2019-04");
  expect(fhirDate("2019-04-02", NOW)).toBe("2019-04-02");
  expect(fhirDate("2026-11-20T06:10:00", NOW)).toBe("today 06:10");
  expect(fhirDate("childhood", NOW)).toBe("childhood");
  expect(columnHead("2026-09-02", NOW)).toEqual({ top: "2 Sep", below: "", full: "2026-09-02" });
  expect(columnHead("2025-09", NOW).top).toBe("2025-09");
  expect(moment(at("2025-03-01"), NOW)).toBe("2025-03-01 14:02");
});

test("ages are what a clinician would say", () => {
  expect(age("1960-03-14", NOW)).toBe("66");
  expect(age("2026-11-02", NOW)).toBe("18 d");
  expect(age("2026-04-02", NOW)).toBe("7 mo");
  expect(age("1979", NOW)).toBe("~47");
  expect(age(null, NOW)).toBe("");
  expect(age("1936-12-01", NOW), "the birthday is still to come").toBe("89");
});

test("completeness is a sentence, and an empty section never a bare none", () => {
  expect(readSentence(coverage("notes", { quarantined: 2 }), NOW)).toEqual({ text: "complete to 14:02; 2 records put aside", warn: true });
  const failed = coverage("notes", { state: "failed" });
  expect(readSentence(failed, NOW).text).toBe("could not be renewed; as of 14:02");
  const reads = [coverage("results"), coverage("results", { state: "refused", asOf: null })];
  expect(sectionSentence(coverage("results", { state: "refused" }), reads, NOW).text).toBe("1 of 2 complete to 14:02; 1 refused by the EHR");
  for (const state of ["not-asked", "partial", "refused", "not-offered", "not-granted", "failed"] as const)
    expect(emptyWords(coverage("notes", { state }), [], NOW), state).toMatchObject({ known: false, title: expect.stringMatching(/^Not known: /) as unknown });
});

test("the foot of the rail says one thing, the most pressing one", () => {
  expect(syncLine([], [], NOW).text).toBe("No connection yet");
  expect(syncLine([riverside], [], NOW).text).toBe("Up to date 14:02");
  expect(syncLine([riverside], [syncing], NOW)).toMatchObject({ text: "Syncing results 61 %", share: 61, detail: "9 of 10 patients, about 40 s left" });
  expect(syncLine([riverside], [{ ...syncing, phase: "paused" }], NOW).text).toBe("Sync paused at 61 %");
  expect(syncLine([{ ...riverside, reach: { kind: "offline", since: at("2026-11-20", "14:20") } }], [], NOW).text).toBe("Offline since 14:20");
  expect(syncLine([{ ...riverside, syncedAt: null }], [], NOW).text).toBe("Not synced yet");
});

test("JSON is laid out without touching a digit", () => {
  const json = '{"a":6.40,"b":[1.0,{"c":"x, {y}: \\"z\\""}],"d":{},"e":[]}';
  expect(pretty(json)).toContain('"a": 6.40');
  expect(pretty(json)).toContain('"c": "x, {y}: \\"z\\""');
  expect(JSON.parse(pretty(json))).toEqual(JSON.parse(json));
});

test("numbers in words", () => {
  expect(bytes(8_412_000)).toBe("8.4 MB");
  expect(aboutLeft(41)).toBe("about 40 s");
  expect(strengthOf("Passw0rd").words).toMatch(/^Weak/);
  expect(strengthOf("aaaaaaaaaaaaaaaa").words).toMatch(/^Weak/);
  expect(strengthOf("tidal copper oven lantern").words).toBe("Strong");
});

test("an address leads back to where it came from", () => {
  for (const hash of ["#/patients", "#/lists/starred", "#/patients/p1/notes/no1", "#/connections/new", "#/connections/c1/patients", "#/connections/c1/ledger", "#/ledger/p1", "#/ledger/p1/results", "#/connections/c1/mapping", "#/connections/c1/mapping/r1", "#/import", "#/import/c1", "#/sync", "#/search", "#/imaging", "#/settings"])
    expect(href(parse(hash))).toBe(hash);
});
