import { act, screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { openWindow } from "./window";

test("the history of a drug says who ordered, gave and stopped it", async () => {
  const { user } = openWindow("#/patients/p1/medications");
  const grid = await screen.findByRole("grid", { name: "Medications" });
  expect(within(grid).getByText("given 3 times, last today 08:00")).toBeVisible();
  expect(within(grid).queryByText("Furosemide 40 mg"), "what was given is no order").toBeNull();
  act(() => grid.focus());
  await user.keyboard("{Home}{Enter}");
  const history = await screen.findByRole("grid", { name: "History of Furosemide 80 mg tablet" });
  expect(within(history).getAllByRole("row")).toHaveLength(5);
  expect(within(history).getByRole("row", { name: /Not given.*not done.*Patient away/ })).toBeVisible();
  expect(within(history).getByRole("row", { name: /Ordered.*Furosemide 20 mg.*stopped.*Dose raised/ })).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Close history" }));
  expect(screen.queryByRole("grid", { name: /History/ })).toBeNull();
});

test("a drug for one time stands apart, and one that was stopped is folded with its reason", async () => {
  const { user } = openWindow("#/patients/p1/medications");
  const once = await screen.findByRole("grid", { name: "One-off medications" });
  expect(within(once).getByText("Calcium gluconate 10 %")).toBeVisible();
  const grid = screen.getByRole("grid", { name: "Medications" });
  expect(within(grid).queryByText("Amoxicillin 500 mg")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Show 3 past medications" }));
  expect(within(grid).getByRole("row", { name: /Amoxicillin.*stopped.*Rash/ })).toBeVisible();
});
