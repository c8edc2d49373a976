import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { fake } from "./fake/far";
import { conflict, outbox, unmarked, waiting, writable } from "./fake/outbox";
import { openWindow } from "./window";

test("the outbox says what waits, why, and what happens next; the rail counts it", async () => {
  openWindow("#/outbox", { list_outbox: () => outbox });
  const grid = await screen.findByRole("grid", { name: "Outbox" });
  expect(within(grid).getByText("Goes by itself as soon as Riverside General is reached.")).toBeVisible();
  expect(within(grid).getByText("The code does not resolve to exactly one flowsheet row.")).toBeVisible();
  expect(screen.getByText("2 for you to decide")).toBeVisible();
  expect(screen.getByRole("link", { name: /^Outbox.*2 for you to decide/ })).toHaveTextContent("3");
});

test("a conflict stands side by side, with every request, and a person decides", async () => {
  const { far, user } = openWindow("#/outbox/i2", { list_outbox: () => outbox, outbox_item: () => conflict });
  const sides = await screen.findByRole("region", { name: "Both sides" });
  const row = within(sides).getByRole("row", { name: /clinicalStatus/ });
  expect(row).toHaveTextContent("activeresolvedrecurrence");
  expect(row).toHaveTextContent("matters");
  expect(screen.getByRole("region", { name: "Requests" })).toHaveTextContent("The resource has a newer version");
  await user.click(screen.getByRole("button", { name: "Take the EHR’s" }));
  expect(far.asked.find((one) => one.name === "resolve_item")?.request).toEqual({ item: "i2", take: "theirs", fhirId: null });
});

test("what the EHR does not take is said before the form is filled in", async () => {
  const message = "This EHR does not take a new Observation from other programs. It stays on this workstation.";
  openWindow("#/write/p1/vitals", { writable: () => ({ ...writable, creates: false, message }) });
  expect(await screen.findByText(message)).toBeVisible();
});

test("vital signs become one record each, pressures one panel, and a slip of the finger is asked about", async () => {
  const { far, user } = openWindow("#/write/p1/vitals");
  await user.type(await screen.findByLabelText("Systolic pressure (mmHg)"), "1420");
  expect(screen.getByText("Between 30 and 300 mmHg. Look again.")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Save and send" }));
  expect(far.asked.some((one) => one.name === "add_record")).toBe(false);
  await user.clear(screen.getByLabelText("Systolic pressure (mmHg)"));
  await user.type(screen.getByLabelText("Systolic pressure (mmHg)"), "142");
  await user.type(screen.getByLabelText("Diastolic pressure (mmHg)"), "91");
  await user.type(screen.getByLabelText("Body temperature (°C)"), "38,4");
  await user.click(screen.getByRole("button", { name: "Save and send" }));
  const sent = far.asked.filter((one) => one.name === "add_record").map((one) => JSON.parse((one.request as { json: string }).json) as Record<string, unknown>);
  expect(sent).toHaveLength(2);
  expect(sent[0]).toMatchObject({ resourceType: "Observation", component: [{ valueQuantity: { value: 142, code: "mm[Hg]" } }, { valueQuantity: { value: 91 } }] });
  expect(sent[1]).toMatchObject({ valueQuantity: { value: 38.4, code: "Cel" } });
});

test("a weight of 66.10 goes as 66.10, and an edit shows the digits as they are", async () => {
  const { far, user } = openWindow("#/write/p1/vitals");
  await user.type(await screen.findByLabelText("Body weight (kg)"), "66.10");
  await user.click(screen.getByRole("button", { name: "Save and send" }));
  const sent = far.asked.find((one) => one.name === "add_record")?.request as { json: string };
  expect(sent.json).toContain('"value":66.10,');
});

test("an item that may go earlier is moved by its button", async () => {
  const { far, user } = openWindow("#/outbox/i2", { outbox_item: () => ({ ...conflict, mine: '{"value":6.10}', row: { ...conflict.row, state: "queued", acts: ["edit", "earlier"] } }) });
  await user.click(await screen.findByRole("button", { name: "Send earlier" }));
  expect(far.asked.find((one) => one.name === "move_item")?.request).toEqual({ item: "i2", earlier: true });
  await user.click(screen.getByRole("button", { name: "Edit" }));
  expect(screen.getByLabelText("The record")).toHaveValue('{\n  "value": 6.10\n}');
});

test("a record says what of it waits, and who vouches for it", async () => {
  const { user } = openWindow("#/patients/p1/problems", {
    record_mark: ({ record }) => ({ ...unmarked(record), waiting: waiting.slice(1, 2), verifiedBy: "lindqvist", verifiedAt: 1_795_000_000_000 }),
  });
  const [first] = await screen.findAllByRole("button", { name: /^Source of/ });
  await user.click(first!);
  const acts = await screen.findByRole("region", { name: "Correct and verify" });
  expect(await within(acts).findByText(/Verified by lindqvist/)).toBeVisible();
  expect(acts).toHaveTextContent("A change of it");
  expect(within(acts).getByRole("button", { name: "Entered in error" })).toBeVisible();
});

test("only what was marked here as entered in error can be taken back", async () => {
  const { user, far } = openWindow("#/patients/p1/problems", { record_mark: ({ record }) => ({ ...unmarked(record), marked: true }) });
  const [first] = await screen.findAllByRole("button", { name: /^Source of/ });
  await user.click(first!);
  const acts = await screen.findByRole("region", { name: "Correct and verify" });
  const back = await within(acts).findByRole("button", { name: "Not entered in error" });
  expect(within(acts).queryByRole("button", { name: "Entered in error" })).toBeNull();
  await user.click(back);
  expect(far.asked.find((one) => one.name === "mark_in_error")?.request).toMatchObject({ undo: true });
});

test("what the EHR itself withdrew is not marked once more", async () => {
  const { user } = openWindow("#/patients/p1/problems", { record_mark: ({ record }) => ({ ...unmarked(record), inError: true }) });
  const [first] = await screen.findAllByRole("button", { name: /^Source of/ });
  await user.click(first!);
  const acts = await screen.findByRole("region", { name: "Correct and verify" });
  await waitFor(() => expect(within(acts).queryByRole("button", { name: /entered in error/i })).toBeNull());
  expect(within(acts).getByRole("button", { name: "Correct" })).toBeVisible();
});

test("what is typed into an item stays, whatever becomes of the item meanwhile, and over a lock", async () => {
  const row = { ...conflict.row, state: "queued", acts: ["edit"] };
  let now = { ...conflict, mine: '{"value":6.10}', row };
  const { far, user } = openWindow("#/outbox/i2", { outbox_item: () => now });
  await user.click(await screen.findByRole("button", { name: "Edit" }));
  const record = screen.getByLabelText("The record");
  await user.clear(record);
  await user.type(record, "typed");
  now = { ...now, row: { ...now.row, since: 2 } };
  act(() => far.tell({ kind: "outbox" }));
  await waitFor(() => expect(far.asked.filter((one) => one.name === "outbox_item").length).toBeGreaterThan(1));
  expect(screen.getByLabelText("The record")).toHaveValue("typed");
  await waitFor(() => expect(far.asked.find((one) => one.name === "keep_draft")?.request).toMatchObject({ place: `outbox ${conflict.row.patient} i2`, content: '{"json":"typed"}' }));
});

test("of vital signs that were saved in part, the rest is saved once, and what was saved is not changed in silence", async () => {
  let broken = true;
  const { far, user } = openWindow("#/write/p1/vitals", {
    add_record: ({ json }) => {
      if (broken && json.includes("8310-5")) throw Object.assign(new Error(), { code: "io", message: "The disk is full.", correlation: null });
      return waiting[0]!;
    },
  });
  await user.type(await screen.findByLabelText("Heart rate (/min)"), "88");
  await user.type(screen.getByLabelText("Body temperature (°C)"), "38.4");
  await user.click(screen.getByRole("button", { name: "Save and send" }));
  expect(await screen.findByText("Saved, and not saved again: Heart rate.")).toBeVisible();
  broken = false;
  // A pressure above it moves what was saved from its place in the form.
  await user.type(screen.getByLabelText("Systolic pressure (mmHg)"), "142");
  await user.type(screen.getByLabelText("Heart rate (/min)"), "{Backspace}9");
  expect(await screen.findByText("Saved already, and typed otherwise since: Heart rate")).toBeVisible();
  await user.type(screen.getByLabelText("Heart rate (/min)"), "{Backspace}8");
  await user.click(screen.getByRole("button", { name: "Save and send" }));
  await waitFor(() => expect(window.location.hash).toBe("#/patients/p1/vitals"));
  const sent = far.asked.filter((one) => one.name === "add_record").map((one) => (one.request as { json: string }).json);
  expect(sent.filter((json) => json.includes("8867-4"))).toHaveLength(1);
  expect(sent.filter((json) => json.includes("85354-9"))).toHaveLength(1);
  expect(sent.filter((json) => json.includes("8310-5")), "tried twice").toHaveLength(2);
});

test("what the EHR changed while contact data was typed is not overwritten unseen, and what was typed stays", async () => {
  const patient = (phone: string, city: string) =>
    JSON.stringify({ resourceType: "Patient", id: "p", telecom: [{ system: "phone", use: "mobile", value: phone }], address: [{ use: "home", city }] });
  let json = patient("+47 1", "Oslo");
  const { far, user } = openWindow("#/write/p1/contact", {
    writable: () => ({ ...writable, updates: true, patientRecord: "r1" }),
    record_source: async (request) => ({ ...(await fake().call("record_source", request)), resourceType: "Patient", json }),
  });
  const phone = await screen.findByLabelText("Telephone");
  await user.clear(phone);
  await user.type(phone, "+47 2");
  json = patient("+47 1", "Bergen");
  act(() => far.tell({ kind: "chart", patient: "p1" }));
  await user.click(await screen.findByRole("button", { name: "Begin with the newer one" }));
  expect(screen.getByLabelText("Telephone")).toHaveValue("+47 2");
  await user.click(screen.getByRole("button", { name: "Save and send" }));
  const sent = far.asked.find((one) => one.name === "correct_record")?.request as { json: string; from: string };
  expect(sent.from).toBe(patient("+47 1", "Bergen"));
  expect(sent.json).toContain("Bergen");
  expect(sent.json).toContain("+47 2");
});
