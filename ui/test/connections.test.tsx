import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { SignedIn } from "~/generated/SignedIn";
import { keyed } from "./fake/connections";
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
  await waitFor(() => expect(window.location.hash).toBe("#/connections/c1"));
  expect(far.asked.find((one) => one.name === "add_connection")?.request).toEqual({
    name: "Riverside General",
    fhirBase: "https://ehr.riverside.example/fhir/r4",
    clientId: "wardbook-1",
    auth: "smart",
    details: { comesBack: null, authorizeUrl: null, tokenUrl: null, scopes: null, account: null, keyId: null },
    secret: null,
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

test("what came from files is nobody's to sync or to sign in to", async () => {
  const files = { ...riverside, id: "c9", name: "import", fhirBase: "urn:wardbook:import", auth: "none" as const, patients: 1, records: 11, syncedAt: null };
  const { user } = openWindow("#/connections", { list_connections: () => [files] });
  const card = await screen.findByRole("region", { name: "import" });
  expect(card).toHaveTextContent("1 patient, 11 records on this workstation");
  expect(within(card).queryByRole("button", { name: /sync|choose|sign/i })).toBeNull();
  await user.click(within(card).getByRole("button", { name: "Details of import" }));
  expect(await screen.findByRole("region", { name: "From files" })).toBeVisible();
  for (const name of ["Test now", "Change", "Import"]) expect(screen.queryByRole("button", { name })).toBeNull();
  await user.click(screen.getByRole("button", { name: "Remove import" }));
  expect(await screen.findByRole("alertdialog")).toHaveTextContent("The files themselves stay where they are.");
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
  expect(screen.getByRole("link", { name: /^Sync state: Syncing results 61 %/ })).toBeVisible();
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
  expect(screen.getByRole("link", { name: /^Sync state: Sign-in lost/ })).toBeVisible();
  expect(screen.queryByRole("alert")).toBeNull();
});

test("each kind of sign-in asks for what it needs, and no more", async () => {
  const { far, user } = openWindow("#/connections/new");
  await user.type(await screen.findByLabelText("Name"), "Lakeside");
  await user.type(screen.getByLabelText("FHIR base URL"), "https://lake.example/fhir");
  await user.selectOptions(screen.getByLabelText("Sign-in"), "basic");
  expect(screen.queryByLabelText("Client id")).toBeNull();
  await user.type(screen.getByLabelText("User name"), "ward7");
  await user.click(screen.getByRole("button", { name: "Save connection" }));
  expect(screen.getByText("It cannot be left out.")).toBeVisible();
  expect(screen.getByLabelText("Password")).toHaveAttribute("type", "password");
  await user.type(screen.getByLabelText("Password"), "word");
  await user.click(screen.getByRole("button", { name: "Save connection" }));
  await waitFor(() => expect(window.location.hash).toBe("#/connections/c1"));
  expect(far.asked.find((one) => one.name === "add_connection")?.request).toMatchObject({ auth: "basic", clientId: null, secret: "word", details: { account: "ward7", comesBack: null } });
});

test("a way back with a fixed port is asked for as it was typed", async () => {
  const { far, user } = openWindow("#/connections/new");
  await user.type(await screen.findByLabelText("Name"), "Lakeside");
  await user.type(screen.getByLabelText("FHIR base URL"), "https://lake.example/fhir");
  await user.type(screen.getByLabelText("Client id"), "w");
  await user.selectOptions(screen.getByLabelText("The browser comes back to"), "fixed");
  await user.type(screen.getByLabelText("Port"), "80");
  await user.click(screen.getByRole("button", { name: "Save connection" }));
  expect(screen.getByText("A number from 1024 to 65535.")).toBeVisible();
  await user.type(screen.getByLabelText("Port"), "80");
  await user.click(screen.getByRole("button", { name: "Save connection" }));
  await waitFor(() => expect(far.asked.some((one) => one.name === "add_connection")).toBe(true));
  expect(far.asked.find((one) => one.name === "add_connection")?.request).toMatchObject({ details: { comesBack: { kind: "loopback", port: 8080, path: null } } });
});

test("a hospital is found by name and fills the form", async () => {
  const { user } = openWindow("#/connections/new");
  await user.type(await screen.findByLabelText("Name or place"), "children");
  await user.click(await screen.findByRole("button", { name: /Riverside Children's Clinic/ }));
  expect(screen.getByLabelText("FHIR base URL")).toHaveValue("https://fhir.children.example/r4/7");
  expect(screen.getByLabelText("Name")).toHaveValue("Riverside Children's Clinic");
});

test("a connection's page shows what to register, scopes side by side, and what a test found", async () => {
  const { far, user } = openWindow("#/connections/c1", { list_connections: () => [keyed] });
  const registered = await screen.findByRole("region", { name: "Registered at the EHR" });
  expect(within(registered).getByText("app.wardbook.desktop://callback")).toBeVisible();
  expect(within(registered).getByText("app.wardbook.desktop://launch")).toBeVisible();
  expect(within(registered).getByText(/P-384/)).toBeVisible();
  const rows = within(screen.getByRole("table", { name: "Scopes" })).getAllByRole("row").map((row) => row.textContent);
  expect(rows).toContain("user/Observation.rsuser/Observation.rs?category=laboratoryin part");
  expect(rows).toContain("user/Device.rs—not granted");
  await user.click(screen.getByRole("button", { name: "Test now" }));
  const steps = await screen.findByRole("list", { name: "Test steps" });
  expect(within(steps).getByText("Sign in again.")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Renew now" }));
  expect(far.asked.some((one) => one.name === "refresh_sign_in")).toBe(true);
  await user.click(screen.getByRole("button", { name: "Show" }));
  expect(await screen.findByText("Riverside General, production")).toBeVisible();
  await user.type(screen.getByLabelText("Resource type"), "obs");
  expect(within(screen.getByRole("list", { name: "Resource types" })).getAllByRole("listitem")).toHaveLength(1);
});

test("changing keeps the secret that is kept", async () => {
  const { far, user } = openWindow("#/connections/c1/edit", { list_connections: () => [{ ...riverside, auth: "smart-secret", secret: "kept" }] });
  expect(await screen.findByText("Kept on this computer. Leave it empty to keep it.")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Save changes" }));
  await waitFor(() => expect(window.location.hash).toBe("#/connections/c1"));
  expect(far.asked.find((one) => one.name === "edit_connection")?.request).toMatchObject({ connection: "c1", to: { auth: "smart-secret", secret: null } });
});

test("a launch from an EHR nobody configured is asked about, one from a known EHR opens the patient", async () => {
  const waiting = [{ address: "app.wardbook.desktop://launch?iss=x&launch=y" }];
  const { far, user } = openWindow("#/patients", { take_launches: () => waiting.splice(0) });
  expect(await screen.findByText(/It says it is https:\/\/ehr.elsewhere.example\/r4/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Close" }));
  expect(screen.queryByText(/It says it is/)).toBeNull();
  expect(far.asked.filter((one) => one.name === "launch")).toHaveLength(1);
});

test("a launch that comes while the window is open opens its patient", async () => {
  const waiting: { address: string }[] = [];
  const { far } = openWindow("#/settings", {
    take_launches: () => waiting.splice(0),
    launch: () => ({ kind: "open", connection: "c1", patient: "p1", encounter: null, banner: true, section: "results", records: [], missing: [] }),
  });
  await screen.findByRole("region", { name: "Health" });
  waiting.push({ address: "app.wardbook.desktop://launch?iss=x&launch=y" });
  act(() => far.tell({ kind: "launch" }));
  await waitFor(() => expect(window.location.hash).toBe("#/patients/p1/results"));
});
