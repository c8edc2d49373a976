import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { at } from "./fake/people";
import { fetched } from "./fake/ledger";
import { riverside, syncing } from "./fake/rest";
import { openWindow } from "./window";

test("patients of a range of days are imported, watched, and what came is opened", async () => {
  const { far, user } = openWindow("#/import/c1");
  await user.click(await screen.findByRole("radio", { name: /These patients/ }));
  await user.type(screen.getByLabelText("From the day"), "2026-11-01");
  await user.type(screen.getByLabelText("To the day, included"), "2026-10-01");
  await user.click(screen.getByRole("button", { name: "Import" }));
  expect(screen.getByText("Name at least one patient.")).toBeVisible();
  expect(screen.getByText("It ends before it begins.")).toBeVisible();
  expect(far.asked.some((one) => one.name === "start_sync")).toBe(false);
  await user.type(screen.getByLabelText("FHIR ids of the patients"), "ingrid, kenta ingrid");
  await user.clear(screen.getByLabelText("To the day, included"));
  await user.click(screen.getByRole("button", { name: "Import" }));
  await waitFor(() => expect(far.asked.some((one) => one.name === "start_sync")).toBe(true));
  expect(far.asked.find((one) => one.name === "start_sync")?.request).toEqual({ connection: "c1", scope: { kind: "patients", fhirIds: ["ingrid", "kenta"] }, between: { from: "2026-11-01", to: null } });
  expect(await screen.findByRole("progressbar", { name: "Sync of Riverside General" })).toHaveAttribute("aria-valuenow", "61");
  act(() => far.tell({ kind: "sync", progress: { ...syncing, phase: "done", endedAt: at("2026-11-20", "14:31"), secondsLeft: null } }));
  const result = await screen.findByRole("region", { name: "Result" });
  expect(result).toHaveTextContent("New1,130");
  expect(result).toHaveTextContent("Searches refused2");
  expect(within(result).getByRole("button", { name: "Open what failed in the ledger" })).toBeVisible();
  const came = await within(result).findByRole("grid", { name: "What came" });
  await user.click(within(came).getByText("Potassium"));
  expect(window.location.hash).toBe("#/patients/p1/results/r4");
});

test("one encounter comes by its id, and what could not be had is said", async () => {
  const { far, user } = openWindow("#/import/c1", {
    ingest_encounter: () => ({ ...fetched, skipped: 2, failed: [{ resourceType: "DocumentReference", fhirId: null, code: "forbidden", message: "The EHR refused: not authorized." }] }),
  });
  await user.click(await screen.findByRole("radio", { name: /One encounter/ }));
  await user.click(screen.getByRole("button", { name: "Import" }));
  expect(screen.getByText("It cannot be left out.")).toBeVisible();
  await user.type(screen.getByLabelText("FHIR id of the encounter"), "visit-12");
  await user.click(screen.getByRole("radio", { name: /Leave it/ }));
  await user.click(screen.getByRole("button", { name: "Import" }));
  const result = await screen.findByRole("region", { name: "Result" });
  expect(far.asked.find((one) => one.name === "ingest_encounter")?.request).toEqual({ connection: "c1", encounter: "visit-12", known: "skip" });
  expect(result).toHaveTextContent("Skipped2");
  expect(within(result).getByRole("list", { name: "What could not be had" })).toHaveTextContent("The EHR refused: not authorized.");
  await waitFor(() => expect(far.asked.find((one) => one.name === "read_brought")?.request).toMatchObject({ connection: "c1", since: fetched.beganAt, records: ["en1", "r4"] }));
  await user.click(within(result).getByRole("button", { name: "Open the chart" }));
  expect(window.location.hash).toBe("#/patients/p1/encounters");
});

test("encounters of a date and a status come, and what is here is kept beside", async () => {
  const { far, user } = openWindow("#/import/c1");
  await user.click(await screen.findByRole("radio", { name: /Encounters/ }));
  await user.type(screen.getByLabelText("From the day"), "2026-01-01");
  await user.click(screen.getByRole("checkbox", { name: "Finished" }));
  await user.click(screen.getByRole("checkbox", { name: "In progress" }));
  await user.type(screen.getByLabelText("No more than the newest"), "0");
  await user.click(screen.getByRole("button", { name: "Import" }));
  expect(screen.getByText("A number, or empty for all.")).toBeVisible();
  await user.clear(screen.getByLabelText("No more than the newest"));
  await user.type(screen.getByLabelText("No more than the newest"), "20");
  await user.click(screen.getByRole("radio", { name: /Keep both/ }));
  await user.click(screen.getByRole("button", { name: "Import" }));
  const result = await screen.findByRole("region", { name: "Result" });
  expect(far.asked.find((one) => one.name === "ingest_encounters")?.request).toEqual({
    connection: "c1",
    patients: [],
    between: { from: "2026-01-01", to: null },
    statuses: ["in-progress", "finished"],
    limit: 20,
    known: "keep-version",
  });
  expect(result).toHaveTextContent("Encounters3");
});

test("where nobody is signed in, nothing is asked and the way is shown", async () => {
  openWindow("#/import/c1", { list_connections: () => [{ ...riverside, signIn: { kind: "signed-out" } }] });
  expect(await screen.findByText("Sign in to Riverside General first")).toBeVisible();
  expect(screen.getByRole("button", { name: "Import" })).toBeDisabled();
});
