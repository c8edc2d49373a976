import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { openWindow } from "./window";

test("Ctrl K finds a section of the open chart by keyboard alone", async () => {
  const { user } = openWindow("#/patients/p1/summary");
  await screen.findByRole("region", { name: "Problems" });
  await user.keyboard("{Control>}k{/Control}");
  const field = await screen.findByRole("combobox", { name: "Find anything" });
  expect(field).toHaveFocus();
  await user.keyboard("immun");
  await waitFor(() => expect(screen.getByRole("option", { name: /Immunizations/ })).toHaveAttribute("aria-selected", "true"));
  await user.keyboard("{Enter}");
  expect(window.location.hash).toBe("#/patients/p1/immunizations");
  await waitFor(() => expect(screen.queryByRole("combobox")).toBeNull());
});

test("it finds patients, actions and records, and goes round at the ends", async () => {
  const { user } = openWindow("#/patients");
  await user.click(await screen.findByRole("button", { name: /Find anything/ }));
  await screen.findByRole("combobox", { name: "Find anything" });
  await user.keyboard("sørensen");
  expect(await screen.findByRole("option", { name: /Sørensen, Ingrid/, selected: true })).toBeVisible();
  const records = await screen.findByRole("group", { name: "Records" });
  expect(within(records).getByRole("option", { name: /Potassium.*Johnson, Marcus/ })).toBeVisible();
  await user.keyboard("{ArrowUp}");
  expect(screen.getByRole("option", { selected: true })).toHaveTextContent("Johnson, Marcus");
  await user.keyboard("{Enter}");
  expect(window.location.hash).toBe("#/patients/p8/results/x9");
});

test("what is typed never goes into an address", async () => {
  const { user } = openWindow("#/search");
  await user.type(await screen.findByRole("searchbox", { name: "Search all records" }), "potassium 6.4");
  expect(await screen.findByRole("list", { name: "Search results" })).toHaveTextContent("Potassium has climbed");
  expect(window.location.href).not.toMatch(/potassium/i);
});

test("an EHR's ledger is found by keyboard", async () => {
  const { user } = openWindow("#/patients");
  await screen.findByRole("grid", { name: "Patients" });
  await user.keyboard("{Control>}k{/Control}");
  await user.keyboard("ledger");
  await screen.findByText("Ledger of Riverside General");
  await user.keyboard("{Enter}");
  await waitFor(() => expect(window.location.hash).toBe("#/connections/c1/ledger"));
});
