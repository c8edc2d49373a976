import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { openWindow } from "./window";

const grid = () => screen.findByRole("grid", { name: "Timeline" });

test("encounters and the days between stand in order, with what happened in them", async () => {
  openWindow("#/patients/p1/timeline");
  const rows = within(await grid()).getAllByRole("row").slice(1);
  expect(rows[0]).toHaveTextContent("Inpatient · Cardiology");
  expect(rows[0]).toHaveTextContent("34 results, 12 vital signs, 5 medications, 3 notes");
  expect(rows[3]).toHaveTextContent("2024-05-02");
  expect(screen.getByText(/5 encounters and days; 2 records without a date in the other sections only/)).toBeVisible();
});

test("an opened encounter says what names it and what was only at its time", async () => {
  openWindow("#/patients/p1/timeline");
  const page = await screen.findByRole("region", { name: "Inpatient · Cardiology" });
  const potassium = (await within(page).findByText("Potassium")).closest("li")!;
  expect(potassium).not.toHaveTextContent("names");
  expect(within(page).getByText("Creatinine").closest("li")).toHaveTextContent("at this time; names no encounter");
  expect(within(page).getByText("Troponin").closest("li")).toHaveTextContent("entered in error");
  expect(within(page).getByRole("link", { name: "Progress note" })).toHaveAttribute("href", "#/patients/p1/notes/no1");
});

test("it is filtered by kind and jumps by year", async () => {
  const { user } = openWindow("#/patients/p1/timeline");
  await grid();
  await user.selectOptions(screen.getByRole("combobox", { name: "Show" }), "notes");
  expect(within(await grid()).getAllByRole("row")).toHaveLength(3);
  await user.selectOptions(screen.getByRole("combobox", { name: "Show" }), "");
  await user.selectOptions(screen.getByRole("combobox", { name: "Year" }), "2024");
  expect(await screen.findByRole("region", { name: "Day 2024-05-02" })).toBeVisible();
});

test("two days: what differs, with the date each value is of, and what nobody knows", async () => {
  const { user, far } = openWindow("#/patients/p1/timeline");
  await grid();
  await user.click(screen.getByRole("button", { name: "Compare two dates" }));
  const row = await screen.findByRole("row", { name: /Potassium/ });
  expect(row).toHaveTextContent("4.9 mmol/L");
  expect(row).toHaveTextContent("6.4 mmol/L");
  expect(screen.queryByRole("row", { name: /Sodium/ })).toBeNull();
  expect(screen.getByRole("row", { name: /Troponin/ })).toHaveTextContent("none here");
  expect(screen.getByRole("row", { name: /Furosemide/ })).toHaveTextContent(/not.*in force/);
  expect(screen.getByRole("row", { name: /Digoxin/ })).toHaveTextContent("not known");
  expect(far.asked.find((one) => one.name === "compare_dates")?.request).toMatchObject({ earlier: "2026-09-02", later: "2026-11-18" });
});
