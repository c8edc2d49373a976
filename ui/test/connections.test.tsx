import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { SignedIn } from "~/generated/SignedIn";
import { riverside, syncing } from "./fake/rest";
import { scenes } from "./fake/scenes";
import { openWindow } from "./window";

test("a connection is tried step by step and then kept", async () => {
  const { far, user } = openWindow("#/connections/new");
  await user.click(await screen.findByRole("button", { name: "Test connection" }));
  expect(screen.getByText("Give it a name.")).toBeVisible();
  await user.type(screen.getByLabelText("Name"), "Riverside General");
  await user.type(screen.getByLabelText("FHIR base URL"), "https://ehr.riverside.example/fhir/r4");
  await user.type(screen.getByLabelText("Client id"), "wardbook-1");
  await user.click(screen.getByRole("button", { name: "Test connection" }));
  const steps = await screen.findByRole("list", { name: "Test steps" });
  expect(within(steps).getAllByText("ok")).toHaveLength(2);
  expect(within(steps).getByText("failed")).toBeVisible();
  expect(within(steps).getByText("not reached")).toBeVisible();
  expect(within(steps).getByText(/Ask for the R4 base URL/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Save connection" }));
  await waitFor(() => expect(window.location.hash).toBe("#/connections"));
  expect(far.asked.find((one) => one.name === "add_connection")?.request).toEqual({
    name: "Riverside General",
    fhirBase: "https://ehr.riverside.example/fhir/r4",
    clientId: "wardbook-1",
    auth: "smart",
  });
});

test("signing in waits for the browser, can be cancelled, and says what was not granted", async () => {
  let finish: (signedIn: SignedIn) => void = () => undefined;
  const { far, user } = openWindow("#/connections", {
    list_connections: () => [{ ...riverside, signIn: { kind: "signed-out" } }],
    sign_in: () => new Promise<SignedIn>((resolve) => (finish = resolve)),
  });
  await user.click(await screen.findByRole("button", { name: "Sign in to Riverside General" }));
  await user.click(await screen.findByRole("button", { name: "Cancel sign-in" }));
  expect(far.asked.some((one) => one.name === "cancel_sign_in")).toBe(true);
  act(() => finish({ connection: "c1", user: "Dr. Lindqvist", until: null, grantedScopes: [], missing: ["devices"] }));
  expect(await screen.findByText("Signed in as Dr. Lindqvist")).toBeVisible();
  expect(screen.getByText(/did not grant: devices/)).toBeVisible();
});

test("removing asks first", async () => {
  const { far, user } = openWindow("#/connections");
  await user.click(await screen.findByRole("button", { name: "Remove Riverside General" }));
  const dialog = await screen.findByRole("alertdialog");
  expect(dialog).toHaveTextContent("214 patients and 61,240 records are deleted from this workstation");
  expect(far.asked.some((one) => one.name === "remove_connection")).toBe(false);
  await user.click(within(dialog).getByRole("button", { name: "Remove connection" }));
  await waitFor(() => expect(far.asked.some((one) => one.name === "remove_connection")).toBe(true));
});

test("patients are found at the EHR, ticked and synced", async () => {
  const { far, user } = openWindow("#/connections/c1/patients");
  await user.type(await screen.findByLabelText("Find at the EHR"), "a{Enter}");
  const table = await screen.findByRole("table", { name: "Patients at the EHR" });
  expect(within(table).getAllByText("already here").length).toBeGreaterThan(0);
  expect(screen.getByText("The EHR has more: narrow the search")).toBeVisible();
  await user.click(screen.getByRole("checkbox", { name: "Bakker, Sem" }));
  await user.click(screen.getByRole("button", { name: "Sync 1 patient" }));
  await waitFor(() => expect(window.location.hash).toBe("#/sync"));
  expect(far.asked.find((one) => one.name === "start_sync")?.request).toEqual({ connection: "c1", scope: { kind: "patients", fhirIds: ["f-p5"] } });
});

test("progress moves by events, with real numbers, and the rail says it in one line", async () => {
  const { far, user } = openWindow("#/sync", { sync_progress: () => [syncing] });
  expect(await screen.findByText("183 of 300")).toBeVisible();
  expect(screen.getByRole("link", { name: "Sync state: Syncing results 61 %" })).toBeVisible();
  expect(within(screen.getByRole("table", { name: "Progress by section" })).getByText("reading · 2 refused")).toBeVisible();
  act(() => far.tell({ kind: "sync", progress: { ...syncing, readsDone: 270, records: 1800 } }));
  expect(await screen.findByText("1,800")).toBeVisible();
  expect(screen.getByRole("progressbar", { name: "Sync of Riverside General" })).toHaveAttribute("aria-valuenow", "90");
  await user.click(screen.getByRole("button", { name: "Pause" }));
  act(() => far.tell({ kind: "sync", progress: { ...syncing, phase: "paused" } }));
  expect(await screen.findByRole("button", { name: "Resume" })).toBeVisible();
});

test("a lost sign-in is quiet, and a sync that lost it says how it goes on", async () => {
  openWindow("#/sync", scenes["sync-lost"]);
  expect(await screen.findByText(/the sync goes on from the last page/)).toBeVisible();
  expect(screen.getByRole("link", { name: "Sync state: Sign-in lost" })).toBeVisible();
  expect(screen.queryByRole("alert")).toBeNull();
});
