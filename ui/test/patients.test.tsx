import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { crowd } from "./fake/people";
import { scenes } from "./fake/scenes";
import { openWindow } from "./window";

test("the list says who is here, what is new, and what is not complete", async () => {
  openWindow("#/patients");
  const grid = await screen.findByRole("grid", { name: "Patients" });
  expect(within(grid).getByRole("row", { name: /Sørensen, Ingrid 66 F 1960-03-14 0042 1187 4 new 14:02/ })).toBeVisible();
  expect(within(grid).getByRole("row", { name: /Wójcik, Zofia.*results, allergies refused/ })).toBeVisible();
  expect(within(grid).getByRole("row", { name: /Name not recorded/ })).toBeVisible();
  expect(within(grid).getByRole("row", { name: /Njoroge.*18 d/ })).toBeVisible();
  expect(within(grid).getByRole("row", { name: /Okafor, Chidi ~47/ }), "a year alone gives an age about").toBeVisible();
});

test("slash goes to the search, arrows to the list, Enter opens", async () => {
  const { user } = openWindow("#/patients");
  await screen.findByRole("grid", { name: "Patients" });
  await user.keyboard("/");
  expect(screen.getByRole("searchbox", { name: "Find in the list" })).toHaveFocus();
  await user.keyboard("okafor");
  await waitFor(() => expect(screen.getByText("1 of 13")).toBeVisible());
  await user.keyboard("{ArrowDown}{Enter}");
  expect(window.location.hash).toBe("#/patients/p10/summary");
});

test("a hundred thousand rows are asked for a page at a time", async () => {
  const { far } = openWindow("#/patients", scenes.crowd);
  const grid = await screen.findByRole("grid", { name: "Patients" });
  expect(grid).toHaveAttribute("aria-rowcount", "100001");
  const offsets = () => new Set(far.asked.filter((one) => one.name === "list_patients").map((one) => (one.request as { offset: number }).offset));
  expect(offsets()).toEqual(new Set([0]));
  expect(grid.querySelectorAll("tbody tr[data-index]").length).toBeLessThan(60);
  const scroller = grid.parentElement!;
  act(() => {
    scroller.scrollTop = 50_000 * 28;
    fireEvent.scroll(scroller);
  });
  expect(await screen.findByText(/Person 50000$/)).toBeVisible();
  expect(offsets().size, "two or three pages, not five hundred").toBeLessThan(5);
});

test("an empty workstation leads to the first connection", async () => {
  const { user } = openWindow("#/patients", scenes.empty);
  await user.click(await screen.findByRole("button", { name: "Connect an EHR" }));
  expect(window.location.hash).toBe("#/connections/new");
});

test("Enter opens who was chosen, also when others came before them meanwhile", async () => {
  let rows = crowd(40);
  const { far, user } = openWindow("#/patients", { list_patients: ({ offset, limit }) => ({ total: rows.length, here: rows.length, rows: rows.slice(offset, offset + limit) }) });
  const grid = await screen.findByRole("grid", { name: "Patients" });
  await user.keyboard("/{ArrowDown}{ArrowDown}");
  const chosen = rows[1]!;
  const before = document.getElementById(grid.getAttribute("aria-activedescendant")!)!;
  expect(before).toHaveTextContent(chosen.name!);
  const first = rows[0]!;
  rows = [{ ...first, id: "new1", name: "Aaberg, Aud" }, { ...first, id: "new2", name: "Aaberg, Liv" }, ...rows];
  act(() => far.tell({ kind: "patients" }));
  await screen.findByText("Aaberg, Liv");
  await user.keyboard("{Enter}");
  expect(window.location.hash).toBe(`#/patients/${chosen.id}/summary`);
});
