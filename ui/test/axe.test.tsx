import { screen } from "@testing-library/react";
import axe from "axe-core";
import { expect, test, vi } from "vitest";
import { scenes } from "./fake/scenes";
import { openWindow } from "./window";

async function openSource(name: string) {
  (await screen.findByRole("button", { name })).click();
  return screen.findByRole("region", { name: "Record" });
}

const SCREENS: [string, string, string, () => Promise<unknown>][] = [
  ["first run", "", "new", () => screen.findByRole("button", { name: "Create profile" })],
  ["unlock", "", "locked", () => screen.findByRole("button", { name: "Unlock" })],
  ["damaged", "", "damaged", () => screen.findByRole("button", { name: "Try again" })],
  ["patients", "#/patients", "plain", () => screen.findByRole("grid", { name: "Patients" })],
  ["no patients", "#/patients", "empty", () => screen.findByRole("button", { name: "Connect an EHR" })],
  ["summary", "#/patients/p1/summary", "offline", () => screen.findByRole("region", { name: "Results" })],
  ["summary refused", "#/patients/p3/summary", "refused", () => screen.findByRole("region", { name: "Results" })],
  ["results", "#/patients/p1/results", "plain", () => screen.findByRole("grid", { name: "Results" })],
  ["medications", "#/patients/p1/medications", "plain", () => screen.findByRole("grid", { name: "Medications" })],
  ["problems", "#/patients/p1/problems", "plain", () => screen.findByRole("grid", { name: "Problems" })],
  ["allergies", "#/patients/p1/allergies", "plain", () => screen.findByRole("grid", { name: "Allergies" })],
  ["immunizations", "#/patients/p1/immunizations", "plain", () => screen.findByRole("grid", { name: "Immunizations" })],
  ["encounters", "#/patients/p1/encounters", "plain", () => screen.findByRole("grid", { name: "Encounters" })],
  ["notes", "#/patients/p1/notes", "plain", () => screen.findByRole("region", { name: "Note: Progress note" })],
  ["procedures", "#/patients/p1/procedures", "plain", () => screen.findByRole("grid", { name: "Procedures" })],
  ["care plan", "#/patients/p1/care-plan", "plain", () => screen.findByRole("grid", { name: "Care team" })],
  ["orders", "#/patients/p1/orders", "plain", () => screen.findByRole("grid", { name: "Orders" })],
  ["family history", "#/patients/p1/family-history", "plain", () => screen.findByRole("grid", { name: "Family history" })],
  ["social history", "#/patients/p1/social-history", "plain", () => screen.findByRole("grid", { name: "Social history and surveys" })],
  ["devices", "#/patients/p1/devices", "plain", () => screen.findByRole("grid", { name: "Devices" })],
  ["insurance", "#/patients/p1/insurance", "plain", () => screen.findByRole("grid", { name: "Claims and benefits" })],
  ["a record laid out", "#/patients/p1/procedures", "plain", () => openSource("Source of Appendectomy")],
  ["search", "#/search", "plain", () => screen.findByRole("searchbox", { name: "Search all records" })],
  ["connections", "#/connections", "lost", () => screen.findByRole("button", { name: "Sign in to Riverside General" })],
  ["connect", "#/connections/new", "plain", () => screen.findByRole("button", { name: "Save connection" })],
  ["connection", "#/connections/c1", "keyed", () => screen.findByRole("table", { name: "Scopes" })],
  ["change connection", "#/connections/c1/edit", "keyed", () => screen.findByRole("button", { name: "Save changes" })],
  ["ledger", "#/connections/c1/ledger", "plain", () => screen.findByRole("grid", { name: "Reads" })],
  ["patient's ledger", "#/ledger/p1/results", "plain", () => screen.findByRole("grid", { name: "Reads" })],
  ["mapping", "#/connections/c1/mapping", "plain", () => screen.findByRole("table", { name: "By type" })],
  ["one mapping", "#/connections/c1/mapping/0198f3a2-0000-7000-8000-000000000001", "plain", () => screen.findByRole("list", { name: "Changes by hand" })],
  ["import", "#/import/c1", "plain", () => screen.findByRole("button", { name: "Import" })],
  ["choose", "#/connections/c1/patients", "plain", () => screen.findByRole("button", { name: "Search at the EHR" })],
  ["outbox", "#/outbox/i2", "outbox", () => screen.findByRole("region", { name: "Both sides" })],
  ["vital signs form", "#/write/p1/vitals", "plain", () => screen.findByRole("button", { name: "Save and send" })],
  ["any record form", "#/write/p1/free", "plain", () => screen.findByRole("button", { name: "Check" })],
  ["sync", "#/sync", "syncing", () => screen.findByRole("table", { name: "Progress by section" })],
  ["settings", "#/settings", "plain", () => screen.findByRole("region", { name: "Health" })],
];

test.each(SCREENS)("axe finds nothing wrong with %s", async (_name, hash, scene, ready) => {
  openWindow(hash, scenes[scene]);
  await ready();
  vi.useRealTimers();
  // Colours are measured in contrast.test.ts; jsdom has none.
  const found = await axe.run(document.body, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
  const faults = found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
  expect(faults, faults.join("\n")).toEqual([]);
});
