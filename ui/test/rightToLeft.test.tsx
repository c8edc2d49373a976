import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { arabic } from "~/foundations/texts/arabic";
import { english } from "~/foundations/texts/english";
import { openWindow } from "./window";

const spoken = { appearance: () => ({ theme: "system" as const, language: "arabic" as const }) };

test("Ingrid's chart in Arabic runs from right to left, and what is not translated says that it is English", async () => {
  openWindow("#/patients/p1/problems", spoken);
  await waitFor(() => expect(document.documentElement).toHaveAttribute("dir", "rtl"));
  expect(document.documentElement).toHaveAttribute("lang", "ar");
  expect(await screen.findByRole("link", { name: /^المرضى/ })).toHaveAttribute("aria-current", "page");
  const banner = screen.getByRole("banner", { name: "Patient" });
  expect(within(banner).getByText("تاريخ الميلاد")).toBeVisible();
  expect(within(banner).getByText("1960-03-14")).toBeVisible();
  expect(within(banner).getByText("أنثى")).toBeVisible();
  expect(screen.getByRole("heading", { name: "المشكلات" })).toBeVisible();
  const grid = await screen.findByRole("grid", { name: "Problems" });
  expect(grid.closest("[lang=en]")).toHaveAttribute("dir", "ltr");
});

test("the language is chosen in Settings, and comes back with a chart in English", async () => {
  const { user, far } = openWindow("#/settings");
  await user.click(await screen.findByRole("radio", { name: /العربية/ }));
  expect(far.asked.find((one) => one.name === "set_appearance")?.request).toEqual({ theme: "system", language: "arabic" });
  await waitFor(() => expect(document.documentElement).toHaveAttribute("dir", "rtl"));
  expect(screen.getByRole("heading", { name: "Settings" }).closest("[lang=en]")).toHaveAttribute("dir", "ltr");
  await user.click(screen.getByRole("radio", { name: "English" }));
  await waitFor(() => expect(document.documentElement).toHaveAttribute("dir", "ltr"));
});

test("every text of the catalogue is there in both languages, and none was left in English", () => {
  for (const [key, text] of Object.entries(arabic)) {
    const said = typeof text === "function" ? text("1", "2") : text;
    for (const one of typeof said === "string" ? [said] : Object.values(said)) expect(one, key).toMatch(/[\u0600-\u06ff]/);
  }
  expect(Object.keys(arabic.sections)).toEqual(Object.keys(english.sections));
});

test("no style names left or right: what begins, begins where the language does", () => {
  const folder = join(import.meta.dirname, "../src");
  const sheets = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".css"));
  expect(sheets.length).toBeGreaterThan(30);
  const physical = /^\s*(left|right|(margin|padding|border)-(left|right)[\w-]*|border-(top|bottom)-(left|right)-radius)\s*:|text-align:\s*(left|right)|float:\s*(left|right)/m;
  const found = sheets.filter((name) => physical.test(readFileSync(join(folder, name), "utf8")));
  expect(found).toEqual([]);
});
