import { createEvent, fireEvent, screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { openWindow } from "./window";

test("a hand-over pack is written where a person says, and says what it is missing", async () => {
  const { user, far } = openWindow("#/patients/p1/problems");
  await user.click(await screen.findByRole("button", { name: "Print or export" }));
  const dialog = await screen.findByRole("dialog", { name: "Print or export" });
  expect(within(dialog).getByRole("checkbox", { name: "Problems" })).toBeChecked();
  await user.click(within(dialog).getByRole("checkbox", { name: "Results" }));
  const write = within(dialog).getByRole("button", { name: "Write file" });
  expect(write).toBeDisabled();
  await user.type(within(dialog).getByRole("textbox", { name: "Write to" }), "/home/al/pack.pdf");
  await user.click(write);
  expect(far.asked.find((one) => one.name === "take_out")?.request).toEqual({ patient: "p1", form: "pdf", sections: ["results", "problems"], path: "/home/al/pack.pdf" });
  expect(await within(dialog).findByText("4 pages written")).toBeVisible();
  expect(within(dialog).getByText(/microbiology refused/)).toBeVisible();
  expect(within(dialog).getByText(/Notes to self: they are/)).toBeVisible();
});

test("a table is of one section", async () => {
  const { user, far } = openWindow("#/patients/p1/problems");
  await user.click(await screen.findByRole("button", { name: "Print or export" }));
  const dialog = await screen.findByRole("dialog", { name: "Print or export" });
  await user.click(within(dialog).getByRole("radio", { name: /Table/ }));
  await user.click(within(dialog).getByRole("checkbox", { name: "Vitals" }));
  expect(within(dialog).getByRole("checkbox", { name: "Problems" })).not.toBeChecked();
  await user.type(within(dialog).getByRole("textbox", { name: "Write to" }), "/home/al/vitals.csv");
  await user.click(within(dialog).getByRole("button", { name: "Write file" }));
  expect(far.asked.find((one) => one.name === "take_out")?.request).toEqual({ patient: "p1", form: "csv", sections: ["vitals"], path: "/home/al/vitals.csv" });
});

test("what is copied from a chart takes the line with it that says whose it is", async () => {
  openWindow("#/patients/p1/problems");
  const cell = await screen.findByText("Atrial fibrillation");
  window.getSelection()?.selectAllChildren(cell);
  let copied = "";
  const copy = createEvent.copy(cell, { clipboardData: { setData: (_: string, text: string) => (copied = text) } });
  fireEvent(cell, copy);
  expect(copied).toMatch(/^Atrial fibrillation\n\nSørensen, Ingrid · born 1960-03-14 · MRN 0042 1187 · Riverside General · Problems: complete to 14:02 · copied from Wardbook/);
  expect(copy.defaultPrevented).toBe(true);
});
