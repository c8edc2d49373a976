import { screen, within } from "@testing-library/react";
import axe from "axe-core";
import { expect, test } from "vitest";
import { openWindow } from "./window";

test("? shows what the keys do, but not while something is typed", async () => {
  const { user } = openWindow("#/patients");
  const box = await screen.findByRole("searchbox");
  await user.type(box, "?");
  expect(screen.queryByRole("dialog", { name: "Keyboard" })).toBeNull();
  await user.clear(box);
  await user.tab();
  await user.keyboard("?");
  const map = await screen.findByRole("dialog", { name: "Keyboard" });
  expect(within(map).getByRole("region", { name: "Results and vitals" })).toHaveTextContent("Put the test into the plot");
  const { violations } = await axe.run(map, { rules: { "color-contrast": { enabled: false } } });
  expect(violations).toEqual([]);
  await user.keyboard("{Escape}");
  expect(screen.queryByRole("dialog", { name: "Keyboard" })).toBeNull();
});
