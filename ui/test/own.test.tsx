import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { scenes } from "./fake/scenes";
import { ownLists } from "./fake/own";
import { openWindow } from "./window";

test("the lists stand above the patients, and one of the EHR says who of it is not here", async () => {
  const { user, far } = openWindow("#/patients");
  const lists = await screen.findByRole("navigation", { name: "Lists" });
  await user.click(await within(lists).findByRole("link", { name: "Ward 3 East 2 of 4" }));
  const grid = await screen.findByRole("grid", { name: "Patients" });
  expect(within(grid).getByRole("row", { name: /Sørensen/ })).toBeVisible();
  expect(within(grid).queryByRole("row", { name: /Okafor/ })).toBeNull();
  expect(screen.getByText("2 patients on this list are not on this workstation")).toBeVisible();
  expect(screen.getByText("Kept by Riverside General, as of 07:05")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Sync them" }));
  expect(far.asked.find((one) => one.name === "start_sync")?.request).toEqual({ connection: "c1", scope: { kind: "patients", fhirIds: ["f-91", "f-92"] } });
});

test("an own list that is empty says how somebody gets on it", async () => {
  openWindow("#/lists/starred", { ...scenes.plain, own_lists: () => ownLists.map((one) => ({ ...one, here: 0 })), read_list: () => ({ total: 0, here: 13, rows: [] }) });
  expect(await screen.findByText("Nobody yet.")).toBeVisible();
  expect(screen.getByText(/The star in the banner/)).toBeVisible();
});

test("the palette finds a list by its name", async () => {
  const { user } = openWindow("#/settings");
  await screen.findByRole("heading", { name: "Settings" });
  await user.keyboard("{Control>}k{/Control}");
  await user.keyboard("ward 3");
  await user.click(await screen.findByRole("option", { name: /Ward 3 East/ }));
  expect(window.location.hash).toBe("#/lists/w1");
});

test("a star is set from the banner, and a note to self says that it is not part of the record", async () => {
  const { user, far } = openWindow("#/patients/p1/summary");
  await user.click(await screen.findByRole("button", { name: "Star" }));
  expect(far.asked.find((one) => one.name === "set_mark")?.request).toEqual({ patient: "p1", mark: "starred", on: true });
  expect(await screen.findByRole("button", { name: "Starred" })).toHaveAttribute("aria-pressed", "true");
  expect(screen.getByRole("button", { name: "✓ My patient" })).toHaveAttribute("aria-pressed", "true");
  await user.click(screen.getByRole("button", { name: "Notes to self (1)" }));
  const dialog = await screen.findByRole("dialog", { name: "Notes to self" });
  expect(within(dialog).getByText(/Not part of the record/)).toBeVisible();
  await user.type(within(dialog).getByRole("textbox", { name: "Note to self" }), "Call the ward");
  await user.click(within(dialog).getByRole("button", { name: "Keep note" }));
  await waitFor(() => expect(within(dialog).getByText("Call the ward")).toBeVisible());
  expect(within(dialog).getByRole("textbox", { name: "Note to self" })).toHaveValue("");
});
