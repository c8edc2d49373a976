import { fireEvent, screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { refusedProgram } from "./fake/documents";
import { openWindow } from "./window";

const letter = () => new File(["Potassium 5.9"], "letter.pdf", { type: "application/pdf" });

test("a letter is chosen, described by what it suggests, and kept", async () => {
  const { user, far } = openWindow("#/patients/p1/notes");
  await user.upload(await screen.findByLabelText("Documents to add"), letter());
  const dialog = await screen.findByRole("dialog", { name: /Add to the chart of/ });
  const title = await within(dialog).findByRole("textbox", { name: "Title" });
  expect(title).toHaveValue("Referral of Ingrid");
  expect(within(dialog).getByLabelText("Date")).toHaveValue("2026-03-14");
  expect(within(dialog).getAllByText("Suggested by the document")).toHaveLength(3);
  expect(within(dialog).getByText(/It is not sent to the EHR/)).toBeVisible();
  await user.clear(title);
  await user.type(title, "Referral to nephrology");
  await user.click(within(dialog).getByRole("button", { name: "Keep document" }));
  const kept = far.asked.find((one) => one.name === "keep_document");
  expect(kept?.request).toMatchObject({ held: "h1", patient: "p1", about: { title: "Referral to nephrology", date: "2026-03-14", encounter: null } });
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("what is refused says why, and asks for nothing", async () => {
  const { user, far } = openWindow("#/patients/p1/notes", { hold_document: () => refusedProgram });
  await user.upload(await screen.findByLabelText("Documents to add"), letter());
  expect(await screen.findByText(/This is a program, not a document/)).toBeVisible();
  expect(screen.queryByRole("button", { name: "Keep document" })).toBeNull();
  await user.click(screen.getByRole("button", { name: "Close" }));
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(far.asked.some((one) => one.name === "keep_document")).toBe(false);
});

test("one that is not kept is let go", async () => {
  const { user, far } = openWindow("#/patients/p1/notes");
  await user.upload(await screen.findByLabelText("Documents to add"), letter());
  await screen.findByRole("button", { name: "Keep document" });
  await user.keyboard("{Escape}");
  expect(far.asked.find((one) => one.name === "drop_document")?.request).toEqual({ held: "h1" });
});

test("two letters that are dropped are described one after the other", async () => {
  const { user } = openWindow("#/patients/p1/notes");
  const zone = await screen.findByText(/or drop or paste a file here/);
  fireEvent.drop(zone, { dataTransfer: { files: [letter(), letter()] } });
  expect(await screen.findByText(/1 more document after this one/)).toBeVisible();
  await user.click(await screen.findByRole("button", { name: "Keep document" }));
  await screen.findByRole("button", { name: "Keep document" });
  expect(screen.queryByText(/after this one/)).toBeNull();
});
