import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { openWindow } from "./window";

const SECTIONS: [string, string[]][] = [
  ["procedures", ["Procedures"]],
  ["orders", ["Appointments", "Orders"]],
  ["care-plan", ["Goals", "Care plans", "Care team"]],
  ["family-history", ["Family history"]],
  ["social-history", ["Social history and surveys"]],
  ["devices", ["Devices"]],
  ["insurance", ["Coverage", "Claims and benefits"]],
];

test.each(SECTIONS)("%s is lists that are read by keyboard", async (section, lists) => {
  const { user } = openWindow(`#/patients/p1/${section}`);
  for (const list of lists) {
    const grid = await screen.findByRole("grid", { name: list });
    act(() => grid.focus());
    await user.keyboard("{Home}i");
    expect(await screen.findByRole("complementary", { name: "Source" })).toBeVisible();
    await user.keyboard("{Escape}");
    expect(grid).toHaveFocus();
  }
});

test("not done, withdrawn and not recorded differ in words", async () => {
  openWindow("#/patients/p1/procedures");
  const grid = await screen.findByRole("grid", { name: "Procedures" });
  expect(within(grid).getByRole("row", { name: /Colonoscopy.*patient declined.*not done/ })).toBeVisible();
  expect(within(grid).getByRole("row", { name: /Appendectomy.*entered in error/ })).toBeVisible();
  expect(within(grid).getByText("Appendectomy").closest("s")).not.toBeNull();
  expect(within(grid).getByText("Colonoscopy").closest("s"), "not done is not struck through").toBeNull();
  expect(within(grid).getByRole("row", { name: /name not recorded.*status not recorded/ })).toBeVisible();
});

test("a relative of whom nothing is known does not read as healthy", async () => {
  openWindow("#/patients/p1/family-history");
  const grid = await screen.findByRole("grid", { name: "Family history" });
  expect(within(grid).getByRole("row", { name: /Mother.*The patient does not know/ })).toBeVisible();
  expect(within(grid).getByRole("row", { name: /Sister.*no condition listed/ })).toBeVisible();
});

test("what is over is folded, and members of one team are rows of their own", async () => {
  const { user } = openWindow("#/patients/p1/care-plan");
  const goals = await screen.findByRole("grid", { name: "Goals" });
  expect(within(goals).queryByText("Walk to the ward door")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Show 1 past goal" }));
  expect(within(goals).getByText("Walk to the ward door")).toBeVisible();
  const team = screen.getByRole("grid", { name: "Care team" });
  expect(within(team).getByRole("row", { name: /Osei.*Nephrologist/ })).toBeVisible();
  expect(within(team).getByRole("row", { name: /Asked, declined.*Caregiver/ })).toBeVisible();
});

test("an order not to do something says so first", async () => {
  openWindow("#/patients/p1/orders");
  const orders = await screen.findByRole("grid", { name: "Orders" });
  await waitFor(() => expect(within(orders).queryByText("Do NOT: Contrast CT")).not.toBeNull());
});
