import { screen } from "@testing-library/react";
import axe from "axe-core";
import { expect, test, vi } from "vitest";
import { scenes } from "./fake/scenes";
import SCREENS from "./screens.json";
import { openWindow } from "./window";

const list: { name: string; hash: string; scene: string; ready: string[]; press?: string; key?: string; language?: string; engine?: boolean }[] = SCREENS;

// Some screens are reached, or drawn, in a real engine only: make test-a11y looks at all of them.
test.each(list.filter((one) => one.engine !== true))("axe finds nothing wrong with $name", async ({ hash, scene, ready, press, key, language }) => {
  const { user } = openWindow(hash, { ...scenes[scene], ...(language === "arabic" ? { appearance: () => ({ theme: "system", language: "arabic" }) } : {}) });
  if (press !== undefined) (await screen.findByRole("button", { name: press })).click();
  if (key !== undefined) {
    await screen.findByRole("navigation", { name: "Main" });
    await user.keyboard(key === "k" ? "{Control>}k{/Control}" : key);
  }
  await screen.findByRole(ready[0]!, { name: ready[1]! });
  vi.useRealTimers();
  // Colours are measured in a real engine (make test-a11y); jsdom has none.
  const found = await axe.run(document.body, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
  const faults = found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
  expect(faults, faults.join("\n")).toEqual([]);
});
