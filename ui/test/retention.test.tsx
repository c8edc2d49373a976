import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { leaves, limited } from "./fake/leaving";
import { scenes } from "./fake/scenes";
import { seat } from "./fake/workstation";
import { openWindow } from "./window";

test("what would leave is shown before it is saved, with when and why something stays", async () => {
  const { far, user } = openWindow("#/settings");
  const panel = await screen.findByRole("region", { name: "Charts that nobody opens" });
  const days = within(panel).getByLabelText("Riverside General");
  expect(days).toHaveValue("stay");
  await user.selectOptions(days, "They leave after 30 days");
  expect(await within(panel).findByText(/2 charts would come to the end within a week; 1 of them stays all the same\. Nothing leaves before 2026-11-21 14:32\./)).toBeVisible();
  const table = within(panel).getByRole("table", { name: "Charts of Riverside General that are due" });
  expect(table).toHaveTextContent("Johnson, Marcus2026-10-24 09:122026-11-23 09:12");
  expect(table).toHaveTextContent("Wójcik, Zofianeverstays: something waits to be sent; a record was written here and never filed");
  expect(far.asked.some((one) => one.name === "set_retention"), "nothing is chosen by looking").toBe(false);
  await user.click(within(panel).getByRole("button", { name: "Cancel" }));
  expect(days).toHaveValue("stay");
  await user.selectOptions(days, "They leave after 30 days");
  await user.click(await within(panel).findByRole("button", { name: "Save days" }));
  await waitFor(() => expect(far.asked.filter((one) => one.name === "set_retention").map((one) => one.request)).toEqual([{ connection: "c1", days: 30 }]));
  expect(await within(panel).findByText("1 chart left in the last 30 days")).toBeVisible();
  await waitFor(() => expect(days).toHaveValue("30"));
  await user.selectOptions(days, "They stay");
  await user.click(within(panel).getByRole("button", { name: "Save days" }));
  await waitFor(() => expect(far.asked.filter((one) => one.name === "set_retention").at(-1)?.request).toEqual({ connection: "c1", days: null }));
});

test("what the policy leaves is all that is offered, and who may not change it reads it", async () => {
  const fixed = { ...limited.connections[0]!, days: null, mostDays: 30, holds: 30 };
  const first = openWindow("#/settings", { retention: () => ({ connections: [fixed], left: [] }) });
  const days = await screen.findByLabelText("Riverside General");
  const offered = within(days).getAllByRole("option").map((one) => one.textContent);
  expect(offered).toEqual(["As the computer's administrator fixed: 30 days", "They leave after 7 days", "They leave after 14 days", "They leave after 30 days"]);
  first.unmount();
  openWindow("#/settings", { ...scenes.leaving, profile_state: () => seat.adaeze });
  expect(await screen.findByText(/Riverside General: charts leave after 30 days unopened\. An administrator can change that\./)).toBeVisible();
  expect(screen.queryByLabelText("Riverside General")).toBeNull();
});

test("the patients' page says that charts leave and left, and a chart can be told to stay", async () => {
  const first = openWindow("#/patients", { ...scenes.leaving });
  expect(await screen.findByText("1 chart that nobody opened leaves this workstation within a week; 1 chart left in the last 30 days.")).toBeVisible();
  expect(screen.getByRole("button", { name: "See which" })).toBeVisible();
  first.unmount();
  const { far, user } = openWindow("#/ledger/p1/results", { patient_stay: () => leaves });
  const stay = await screen.findByRole("checkbox", { name: "Stays on this workstation however long nobody opens it" });
  expect(screen.getByText("Leaves on 2026-12-20 14:02 if nobody opens it until then.")).toBeVisible();
  await user.click(stay);
  await waitFor(() => expect(far.asked.find((one) => one.name === "set_stay")?.request).toEqual({ patient: "p1", on: true }));
  expect(await screen.findByText("clinician said so.")).toBeVisible();
});
