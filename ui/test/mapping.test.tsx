import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { openWindow } from "./window";

const FIRST = "0198f3a2-0000-7000-8000-000000000001";

test("a record is looked up by our id or the EHR's, and what was typed stays out of the address", async () => {
  const { user } = openWindow("#/connections/c1/mapping");
  const list = () => within(screen.getByRole("grid", { name: "Records" })).getAllByRole("row").slice(1);
  await screen.findByRole("grid", { name: "Records" });
  expect(list()).toHaveLength(5);
  expect(screen.getByRole("table", { name: "By type" })).toHaveTextContent("Observation40,1121.2610");
  await user.type(screen.getByLabelText("Our record id, the EHR's id, or Type/id"), "Observation/obs-4712");
  await waitFor(() => expect(list()).toHaveLength(1));
  expect(list()[0]).toHaveTextContent("in error");
  expect(window.location.hash).toBe("#/connections/c1/mapping");
  await user.click(list()[0]!);
  expect(window.location.hash).toBe("#/connections/c1/mapping/0198f3a2-0000-7000-8000-000000000002");
  const side = await screen.findByRole("region", { name: "Observation/obs-4712" });
  expect(side).toHaveTextContent("3 · last: timeout");
  expect(side).toHaveTextContent("Nobody changed it by hand.");
});

test("what people did is there with who, when and the log mark; a relink goes through the EHR", async () => {
  const { far, user } = openWindow(`#/connections/c1/mapping/${FIRST}`, {
    change_mapping: ({ change }) => Promise.reject(Object.assign(new Error(), { code: "invalid-request", message: `What the EHR has under that id belongs to another patient. Nothing was changed.${change.kind}`, correlation: null })),
  });
  const acts = await screen.findByRole("list", { name: "Changes by hand" });
  expect(acts).toHaveTextContent("Note Asked Riverside about this one.");
  expect(acts).toHaveTextContent("lindqvist, 2026-11-18 14:02 · log mark 0198f3a2-1111-7000-8000-000000000001");
  await user.type(screen.getByLabelText("Relink to the EHR's new id"), "new-9");
  await user.click(screen.getByRole("button", { name: "Relink" }));
  expect(await screen.findByText(/belongs to another patient/)).toBeVisible();
  expect(screen.getByLabelText("Relink to the EHR's new id"), "what was typed stays").toHaveValue("new-9");
  expect(far.asked.find((one) => one.name === "change_mapping")?.request).toEqual({ connection: "c1", id: FIRST, change: { kind: "relink", fhirId: "new-9" } });
});

test("out of use and back, and a note", async () => {
  const { far, user } = openWindow(`#/connections/c1/mapping/${FIRST}`);
  await user.click(await screen.findByRole("button", { name: "Take out of use" }));
  await user.type(screen.getByLabelText("Note"), "Asked again.");
  await user.click(screen.getByRole("button", { name: "Add note" }));
  await waitFor(() => expect(screen.getByLabelText("Note")).toHaveValue(""));
  const asked = far.asked.filter((one) => one.name === "change_mapping").map((one) => (one.request as { change: unknown }).change);
  expect(asked).toEqual([{ kind: "deactivate" }, { kind: "note", text: "Asked again." }]);
});

test("a file of relinks says which lines could not be done, and why", async () => {
  const { user } = openWindow("#/connections/c1/mapping");
  await user.type(await screen.findByLabelText("CSV file"), "/home/lindqvist/relinks.csv");
  await user.click(screen.getByRole("button", { name: "Relink" }));
  expect(await screen.findByText("2 records relinked")).toBeVisible();
  expect(screen.getByRole("list", { name: "Lines not done" })).toHaveTextContent("Line 4 This connection has no record with that id.");
});
