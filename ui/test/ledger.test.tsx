import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { fetched } from "./fake/ledger";
import { syncing } from "./fake/rest";
import { openWindow } from "./window";

const rows = () => within(screen.getByRole("grid", { name: "Reads" })).getAllByRole("row").slice(1);

test("the ledger says read by read what is here and what was refused, in the EHR's own words", async () => {
  const { user } = openWindow("#/connections/c1/ledger");
  await screen.findByRole("heading", { name: "Ledger of Riverside General" });
  expect(await screen.findByText("6 reads not complete · 1 not offered by the EHR")).toBeVisible();
  const refused = rows().find((row) => row.textContent.includes("microbiology"))!;
  expect(refused).toHaveTextContent("refused by the EHR");
  expect(refused).toHaveTextContent("“User is not authorized for microbiology results (59187).”");
  expect(refused).toHaveTextContent("never");
  expect(refused, "refused is not none").toHaveTextContent("not known");
  const vitals = rows().find((row) => row.textContent.includes("vital-signs"))!;
  expect(vitals).toHaveTextContent("318 of 340");
  expect(vitals).toHaveTextContent("since 2024-11-20");
  expect(rows().find((row) => row.textContent.includes("Devices"))).toHaveTextContent("Everybody");
  expect(rows().at(-1), "what nobody offers is said once, calmly").toHaveTextContent(/^EverybodyInsurance Account.*not offered by the EHR$/);
  const records = screen.getByRole("region", { name: "Records" });
  expect(within(records).getByText("61,204")).toBeVisible();
  expect(records).toHaveTextContent("timeout 1");
  await user.type(screen.getByLabelText("Find"), "zofia");
  expect(rows()).toHaveLength(2);
  await user.selectOptions(screen.getByLabelText("State"), "failed");
  expect(rows()).toHaveLength(1);
  expect(rows()[0]).toHaveTextContent("The EHR answered 500 three times.");
  await user.selectOptions(screen.getByLabelText("State"), "complete");
  expect(screen.getByText("No read like that.")).toBeVisible();
});

test("what was put aside says why and is asked for again; what has no id says so", async () => {
  const { far, user } = openWindow("#/connections/c1/ledger", {
    retry: () => ({ ...fetched, found: 0, added: 0, changed: 0, unchanged: 0, failed: [{ resourceType: "DocumentReference", fhirId: "doc-81", code: "too-large", message: "Larger than 64 MB." }] }),
  });
  await user.click(await screen.findByRole("radio", { name: "Put aside 2" }));
  expect(screen.getByText("It has no id.")).toBeVisible();
  expect(screen.getByText("no id to ask by")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Ask again for DocumentReference/doc-81" }));
  expect(far.asked.find((one) => one.name === "retry")?.request).toEqual({ connection: "c1", what: { kind: "aside", id: 7 } });
  const given = await screen.findByRole("list", { name: "Not given" });
  expect(given).toHaveTextContent("Larger than 64 MB.");
});

test("all that failed is asked for at once, and each of it alone", async () => {
  const { far, user } = openWindow("#/connections/c1/ledger");
  await user.click(await screen.findByRole("button", { name: "Ask again for all 3" }));
  expect(await screen.findByText("1 new · 1 changed · 1 as before")).toBeVisible();
  await user.click(screen.getByRole("radio", { name: "In error 2" }));
  await user.click(await screen.findByRole("button", { name: /Ask again for Observation\/obs-4712/ }));
  const asked = far.asked.filter((one) => one.name === "retry").map((one) => one.request);
  expect(asked).toEqual([
    { connection: "c1", what: { kind: "all" } },
    { connection: "c1", what: { kind: "one", id: "0198f3a2-0000-7000-8000-000000000002" } },
  ]);
});

test("what was not received for so many minutes is listed by that number", async () => {
  const { far, user } = openWindow("#/connections/c1/ledger");
  await user.click(await screen.findByRole("radio", { name: "Needs sync" }));
  const minutes = screen.getByLabelText("Not received for more than, minutes");
  await user.clear(minutes);
  expect(screen.getByText("A number of minutes.")).toBeVisible();
  await user.type(minutes, "90");
  await waitFor(() => expect(far.asked.some((one) => one.name === "list_mappings" && (one.request as { olderThanMinutes: number }).olderThanMinutes === 90)).toBe(true));
  await user.click(screen.getByRole("button", { name: "Sync patients here" }));
  await waitFor(() => expect(window.location.hash).toBe("#/sync"));
});

test("the table goes to a file that is named, and the window says that it is not encrypted", async () => {
  const { far, user } = openWindow("#/connections/c1/ledger");
  await user.click(await screen.findByRole("button", { name: "Write CSV" }));
  const dialog = await screen.findByRole("dialog");
  expect(within(dialog).getByText(/not encrypted/)).toBeVisible();
  await user.type(within(dialog).getByLabelText("Write to"), "/home/lindqvist/ledger.csv");
  await user.click(within(dialog).getByRole("button", { name: "Write CSV" }));
  expect(await within(dialog).findByText("8 rows written")).toBeVisible();
  expect(far.asked.find((one) => one.name === "write_ledger")?.request).toEqual({ connection: "c1", patient: null, path: "/home/lindqvist/ledger.csv" });
});

test("from a section's head the ledger of this patient opens at that section", async () => {
  const { far, user } = openWindow("#/patients/p1/vitals");
  await user.click(await screen.findByRole("link", { name: "Ledger of Vitals" }));
  await screen.findByRole("heading", { name: "Ledger of Sørensen, Ingrid" });
  expect(window.location.hash).toBe("#/ledger/p1/vitals");
  await screen.findByRole("grid", { name: "Reads" });
  expect(rows()).toHaveLength(1);
  expect(rows()[0]).toHaveTextContent("vital-signs");
  await user.click(screen.getByRole("button", { name: "Sync this patient" }));
  expect(far.asked.find((one) => one.name === "start_sync")?.request).toEqual({ connection: "c1", scope: { kind: "patients", fhirIds: ["f-p1"] } });
});

test("while a sync goes on, the ledger says that it moves when that has ended", async () => {
  openWindow("#/connections/c1/ledger", { sync_progress: () => [syncing] });
  expect(await screen.findByText("The ledger below moves when it has ended.")).toBeVisible();
});
