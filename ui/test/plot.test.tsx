import { act, screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { csvOf } from "~/features/chart/plot/csv";
import { aligned, leftOut, pointsOf } from "~/features/chart/plot/points";
import { results } from "./fake/sheet";
import { openWindow } from "./window";

// What is drawn is looked at in the real window; here it is what is said beside it.
vi.mock("uplot", () => ({
  default: class {
    ctx = { canvas: document.createElement("canvas") };
    cursor = { left: 0 };
    valToPos = () => 0;
    setCursor = () => undefined;
    setSize = () => undefined;
    destroy = () => undefined;
  },
}));

const named = (name: string) => results.groups.flatMap((group) => group.tests).find((one) => one.name === name)!;

test("a plot draws numbers of one unit only, and says what it leaves out", () => {
  const creatinine = named("Creatinine");
  const drawn = pointsOf(creatinine, results.columns);
  expect(drawn.every((point) => point.cell.unit === null)).toBe(true);
  expect(drawn.map((point) => point.at)).toEqual([...drawn.map((point) => point.at)].sort((a, b) => a - b));
  expect(leftOut(creatinine)).toContain("1 result in another unit");
  expect(leftOut(named("Glucose"))).toContain("1 withdrawn result");
  expect(leftOut(named("Sodium"))).toBeNull();
});

test("two tests share the time axis, and neither gets numbers it does not have", () => {
  const { times, points } = aligned([pointsOf(named("Sodium"), results.columns), pointsOf(named("Potassium"), results.columns)]);
  expect(new Set(times).size).toBe(times.length);
  const missing = points[0]!.filter((point) => point === null).length;
  expect(missing).toBe(times.length - pointsOf(named("Sodium"), results.columns).length);
});

test("values copied are as sent, all of them, with their source", () => {
  const csv = csvOf([named("Glucose")], results.columns, "Camila Lopez, \"MRN\" 1");
  const lines = csv.trimEnd().split("\r\n");
  expect(lines.length).toBe(named("Glucose").cells.length + 2);
  expect(csv).toContain("entered-in-error");
  expect(lines.at(-1)).toBe('"Camila Lopez, ""MRN"" 1"');
  const formula = { ...named("Sodium"), name: "=HYPERLINK(1)" };
  expect(csvOf([formula], results.columns, "")).toContain("'=HYPERLINK(1)");
});

test("p plots the test under the cursor, arrows read it out, and a second joins it", async () => {
  const { user } = openWindow("#/patients/p1/results");
  const grid = await screen.findByRole("grid", { name: "Results" });
  act(() => grid.focus());
  await user.keyboard("{ArrowDown}p");
  const plot = screen.getByRole("region", { name: "Plot" });
  expect(plot).toHaveTextContent("the newest 12 of 31 times");
  const time = within(plot).getByRole("slider", { name: "Time in the plot" });
  act(() => time.focus());
  await user.keyboard("{End}");
  expect(time).toHaveAttribute("aria-valuetext", expect.stringMatching(/^today 06:10, Potassium 6.4 mmol\/L/));
  expect(plot).toHaveTextContent("6.4 mmol/L critically high");
  await user.keyboard("{ArrowLeft}");
  expect(plot).toHaveTextContent("5.2 mmol/L high");
  await user.selectOptions(within(plot).getByLabelText("Add a test"), "Sodium");
  expect(within(plot).getByRole("heading", { name: /^Potassium, Sodium/ })).toBeVisible();
  await user.click(within(plot).getByRole("button", { name: "Take Potassium out of the plot" }));
  await user.click(within(plot).getByRole("button", { name: "Close plot" }));
  expect(screen.queryByRole("region", { name: "Plot" })).toBeNull();
});

test("the values of a plot go to a file that somebody names, and a plot that is not drawn goes nowhere", async () => {
  const { user, far } = openWindow("#/patients/p1/results");
  const grid = await screen.findByRole("grid", { name: "Results" });
  act(() => grid.focus());
  await user.keyboard("{ArrowDown}p");
  await user.click(screen.getByRole("button", { name: "Write to a file…" }));
  const sheet = await screen.findByRole("dialog", { name: "Write the plot to a file" });
  await user.type(within(sheet).getByRole("textbox", { name: "Write to" }), "/media/stick/plot.csv");
  await user.click(within(sheet).getByRole("button", { name: "Write plot" }));
  // Nothing is drawn here, so that there is no picture.
  expect(await within(sheet).findByText("No plot is drawn")).toBeVisible();
  expect(far.asked.some((one) => one.name === "write_plot")).toBe(false);
  await user.selectOptions(within(sheet).getByRole("combobox", { name: "As" }), "values");
  await user.click(within(sheet).getByRole("button", { name: "Write plot" }));
  expect(await within(sheet).findByText("Plot written")).toBeVisible();
  expect(far.asked.find((one) => one.name === "write_plot")?.request).toMatchObject({ patient: "p1", form: "values", path: "/media/stick/plot.csv" });
  expect(JSON.stringify(far.asked.at(-1)?.request)).toContain("Potassium");
});
