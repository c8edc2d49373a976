import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { openWindow } from "./window";

const grid = () => screen.getByRole("grid", { name: "Acts" });
const rows = () => within(grid()).getAllByRole("row").slice(1);

test("who did what stands there with where and how it ended, and only some rows exist at a time", async () => {
  openWindow("#/audit");
  await screen.findByRole("grid", { name: "Acts" });
  expect(grid()).toHaveAttribute("aria-rowcount", "4007");
  expect(rows().length).toBeLessThan(200);
  expect(rows()[0]).toHaveTextContent("adaeze nurseOpened a chartSørensen, Ingriddone");
  expect(rows()[1]).toHaveTextContent("ellen coderTook a chart outSørensen, Ingridrefused");
  expect(rows()[3]).toHaveTextContent("not on this workstation now");
});

test("it is narrowed by who, what and how it ended, and by the patient of an act", async () => {
  const { far, user } = openWindow("#/audit");
  await screen.findByRole("grid", { name: "Acts" });
  await user.selectOptions(screen.getByLabelText("Outcome"), "refused");
  await waitFor(() => expect(rows()).toHaveLength(1));
  await user.click(rows()[0]!);
  const side = await screen.findByRole("region", { name: "Took a chart out" });
  expect(side).toHaveTextContent("window, ward-7");
  expect(side).toHaveTextContent("refused: not-permitted");
  await user.click(within(side).getByRole("button", { name: "All acts about this patient" }));
  expect(await screen.findByText("Only acts about one patient.")).toBeVisible();
  const asked = far.asked.filter((one) => one.name === "list_audit").at(-1)?.request;
  expect(asked).toMatchObject({ which: { patient: "p1", outcome: null } });
  await user.click(screen.getByRole("button", { name: "Show all" }));
  await user.selectOptions(screen.getByLabelText("Who"), "lindqvist");
  await waitFor(() => expect(rows()).toHaveLength(2));
  expect(window.location.hash, "nothing of it is in the address").toBe("#/audit");
});

test("a sign-in stands under the account it was tried with, and what was done under a break-glass says so", async () => {
  const { far, user } = openWindow("#/audit");
  await screen.findByRole("grid", { name: "Acts" });
  expect(rows()[5]).toHaveTextContent("carl signing inSigned in at this workstation");
  expect(rows()[4]).toHaveTextContent("Broke the glass before a chart break-glass");
  await user.selectOptions(screen.getByLabelText("What"), "Break-glass, and under it");
  await waitFor(() => expect(rows()).toHaveLength(1));
  expect(far.asked.filter((one) => one.name === "list_audit").at(-1)?.request).toMatchObject({ which: { kind: "break-glass" } });
  await user.click(rows()[0]!);
  const side = await screen.findByRole("region", { name: "Broke the glass before a chart" });
  expect(side).toHaveTextContent("emergency: Unconscious in the ambulance bay");
});

test("an act that may not be done says so, and names who could", async () => {
  const message = "Your role (nurse) does not allow this. Ask an auditor or an administrator.";
  openWindow("#/audit", { list_audit: () => Promise.reject(Object.assign(new Error(), { code: "not-permitted", message, correlation: null })) });
  expect(await screen.findByText(message)).toBeVisible();
});

test("the chain goes out whole whatever is filtered, a table as it is filtered", async () => {
  const { far, user } = openWindow("#/audit");
  await screen.findByRole("grid", { name: "Acts" });
  await user.selectOptions(screen.getByLabelText("Who"), "ellen");
  const written = () => far.asked.filter((one) => one.name === "export_audit").map((one) => one.request);
  await user.type(screen.getByLabelText("Write to"), "/home/lindqvist/log");
  await user.click(screen.getByRole("button", { name: "Write" }));
  expect(await screen.findByText("9,120 rows written")).toBeVisible();
  expect(written()[0]).toMatchObject({ form: "chain", which: { person: null } });
  await user.selectOptions(screen.getByLabelText("As"), "csv");
  await waitFor(() => expect(rows()).toHaveLength(1));
  await user.click(screen.getByRole("button", { name: "Write" }));
  await waitFor(() => expect(written()).toHaveLength(2));
  expect(written()[1]).toMatchObject({ form: "csv", which: { person: "ellen" } });
});

test("old rows go only after a question", async () => {
  const { far, user } = openWindow("#/audit");
  await user.click(await screen.findByRole("button", { name: "Remove 214 older rows" }));
  expect(far.asked.some((one) => one.name === "cut_audit")).toBe(false);
  await user.click(await screen.findByRole("button", { name: "Remove" }));
  await waitFor(() => expect(screen.queryByRole("button", { name: /older row/ })).toBeNull());
  expect(far.asked.some((one) => one.name === "cut_audit")).toBe(true);
});
