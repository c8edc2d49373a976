import { act, screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { openWindow } from "./window";

test("the window is closed while something waits: it says what, and stays or goes as the person says", async () => {
  const { far, user } = openWindow("#/patients");
  await screen.findByRole("navigation", { name: "Main" });
  act(() => far.tell({ kind: "closing" }));
  const dialog = await screen.findByRole("alertdialog", { name: "3 items not in the EHR yet" });
  expect(within(dialog).getByText(/1 goes when you have decided/)).toBeVisible();
  await user.click(within(dialog).getByRole("button", { name: "Keep open" }));
  expect(screen.queryByRole("alertdialog")).toBeNull();
  expect(far.asked.some((one) => one.name === "keep_open")).toBe(true);
  expect(far.asked.some((one) => one.name === "close_window")).toBe(false);
  act(() => far.tell({ kind: "closing" }));
  await user.click(await screen.findByRole("button", { name: "Close anyway" }));
  expect(far.asked.some((one) => one.name === "close_window")).toBe(true);
});
