import { act, screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { scenes } from "./fake/scenes";
import { openWindow } from "./window";

const rowOf = (grid: HTMLElement, name: RegExp) => within(grid).getByText(name, { selector: "th" }).closest("tr")!;

test("every mark of a cell is also said in words", async () => {
  openWindow("#/patients/p1/results");
  const grid = await screen.findByRole("grid", { name: "Results" });
  const potassium = rowOf(grid, /^Potassium/);
  expect(potassium).toHaveTextContent("6.4+1, critically high, flagged by the EHR, new since you looked, 1 other result at this time");
  expect(potassium).toHaveTextContent("5.4, high, by the range sent, preliminary");
  const creatinine = rowOf(grid, /^Creatinine/);
  expect(creatinine).toHaveTextContent("144, high, flagged by the EHR, corrected");
  expect(creatinine, "a unit that differs from the row's is shown at the value").toHaveTextContent("1.47mg/dL");
  expect(rowOf(grid, /^Bicarbonate/)).toHaveTextContent("Specimen haemolysed");
  const glucose = rowOf(grid, /^Glucose/);
  expect(within(glucose).getByText("6.7").tagName).toBe("S");
  expect(glucose).toHaveTextContent("entered in error");
  expect(rowOf(grid, /^Blood culture/)).toHaveTextContent("not performed, status not recorded");
});

test("critical is drawn twice, abnormal once, normal not at all", async () => {
  openWindow("#/patients/p1/results");
  const grid = await screen.findByRole("grid", { name: "Results" });
  const marks = (row: HTMLElement, column: number) => row.querySelectorAll(`[aria-colindex="${column + 3}"] svg path`).length;
  const potassium = rowOf(grid, /^Potassium/);
  expect(marks(potassium, 0)).toBe(2);
  expect(marks(potassium, 1)).toBe(1);
  expect(marks(potassium, 3)).toBe(0);
});

test("arrows go from cell to cell over groups, and Enter shows the source", async () => {
  const { user } = openWindow("#/patients/p1/results");
  const grid = await screen.findByRole("grid", { name: "Results" });
  act(() => grid.focus());
  expect(screen.getByText(/^Sodium 135 mmol\/L · today 06:10 · low, flagged by the EHR/)).toBeVisible();
  await user.keyboard("{ArrowDown}{ArrowRight}");
  expect(screen.getByText(/^Potassium 5.2 mmol\/L · 2026-11-19 06:05 · high.*reference 3.5–5.1/)).toBeVisible();
  await user.keyboard("{ArrowDown>7/}{Home}");
  expect(screen.getByText(/^Haemoglobin 116/), "the head of a group is stepped over").toBeVisible();
  await user.keyboard("{Enter}");
  expect(await screen.findByRole("complementary", { name: "Source" })).toHaveTextContent("Haemoglobin");
});

test("every result that stands behind one cell can be opened from it", async () => {
  const { far, user } = openWindow("#/patients/p1/results");
  const grid = await screen.findByRole("grid", { name: "Results" });
  act(() => grid.focus());
  await user.keyboard("{ArrowDown}{Enter}");
  const side = await screen.findByRole("complementary", { name: "Source" });
  expect(within(side).getByText("1 of 2 at this time")).toBeVisible();
  expect(within(side).getByRole("button", { name: "Previous" })).toBeDisabled();
  await user.click(within(side).getByRole("button", { name: "Next" }));
  expect(within(side).getByText("2 of 2 at this time")).toBeVisible();
  expect(far.asked.filter((one) => one.name === "record_source").at(-1)?.request).toEqual({ record: "other-potassium" });
  expect(within(side).getByRole("button", { name: "Next" })).toBeDisabled();
  await user.keyboard("{Escape}");
  await user.keyboard("{ArrowDown}{Enter}");
  expect(await screen.findByRole("complementary", { name: "Source" }), "one alone is not counted").not.toHaveTextContent("at this time");
});

test("a sheet of 400 tests and 300 dates keeps few cells in the page", async () => {
  openWindow("#/patients/p1/results", scenes.large);
  const grid = await screen.findByRole("grid", { name: "Results" });
  expect(grid).toHaveAttribute("aria-rowcount", "402");
  expect(grid.querySelectorAll("tbody td").length).toBeLessThan(1500);
  expect(grid.querySelectorAll("tbody th[scope=row]").length).toBeGreaterThan(10);
});
