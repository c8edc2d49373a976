// Every screen of the window in a real engine: axe-core in light and dark, with more contrast, with the system's
// own colours and at 200 %; pictures at two sizes. Writes target/a11y.json and target/screens, and fails on any
// violation. A part of a screen's name as argument looks at those only.

import { spawnSync } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { findByRole, until } from "../e2e/webdriver.mjs";
import { Chromium } from "./chromium.mjs";
import * as inside from "./inside.mjs";
import { serve } from "./serve.mjs";

const ui = resolve("ui");
const target = resolve("target");
const pages = join(target, "a11y-page");
const pictures = join(target, "screens");
const only = process.argv[2] ?? "";
const AT_LEAST = 20;
const SIZES = [
  [1280, 800],
  [1920, 1080],
];
/**
 * Light and dark are the screens; the others are the same screens for people who need them otherwise. Where the
 * system chooses the colours, their contrast is the system's.
 */
const MODES = [
  { mode: "plain", theme: "light", pictured: true },
  { mode: "plain", theme: "dark", pictured: true },
  { mode: "more contrast", theme: "light", prefers: { "prefers-contrast": "more" }, rules: { "color-contrast-enhanced": { enabled: true } } },
  { mode: "more contrast", theme: "dark", prefers: { "prefers-contrast": "more" }, rules: { "color-contrast-enhanced": { enabled: true } } },
  { mode: "system colours", theme: "dark", prefers: { "forced-colors": "active" }, rules: { "color-contrast": { enabled: false } }, focus: true },
  { mode: "200 %", theme: "light", zoom: 2 },
];

function built() {
  const done = spawnSync("npx", ["vite", "build", "--config", "test/preview.config.ts", "--outDir", pages, "--emptyOutDir", "--logLevel", "warn"], { cwd: ui, stdio: "inherit" });
  if (done.status !== 0) throw new Error("the window could not be built");
}

const fileOf = (screen, theme, width) => join(pictures, `${screen.name.replaceAll(/[^a-z0-9]+/g, "-")}-${theme}-${width}.png`);

/** Opens a screen and waits until it is what it should be. */
async function opened(browser, origin, screen, axe) {
  const query = new URLSearchParams({ scene: screen.scene });
  if (screen.language) query.set("language", screen.language);
  await browser.size(...SIZES[0]);
  await browser.prefers({ "prefers-color-scheme": "light", "prefers-reduced-motion": "reduce" });
  await browser.go(`${origin}/test/preview.html?${query}${screen.hash}`);
  const found = (role, name) => browser.run(`(...args) => Boolean((${findByRole})(...args))`, role, name, true);
  await until(`${screen.name} opens`, () => browser.run(() => document.querySelector("main, nav") !== null));
  if (screen.press) {
    await until(`“${screen.press}”`, () => found("button", screen.press));
    await browser.run(`(...args) => (${findByRole})(...args).click()`, "button", screen.press, true);
  }
  if (screen.choose) {
    const [label, value] = screen.choose;
    await until(`“${label}”`, () => found("combobox", label));
    await browser.run(`(...args) => (${inside.choose})(${findByRole}, ...args)`, label, value);
  }
  if (screen.drop) {
    await until("where files are dropped", () => found("button", "Add document…"));
    await browser.run(inside.drop, screen.drop);
  }
  if (screen.key) {
    await until("the rail", () => found("navigation", "Main"));
    if (screen.focus) {
      await until(screen.focus.join(" "), () => found(...screen.focus));
      await browser.run(`(...args) => (${findByRole})(...args).focus()`, ...screen.focus, true);
    }
    await browser.run((key) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, ctrlKey: key === "k" })), screen.key);
  }
  await until(`${screen.name}: ${screen.ready.join(" ")}`, () => found(...screen.ready));
  await browser.load(axe);
}

/** Presses Tab, and says what has the focus where that cannot be seen. */
async function focused(browser) {
  await browser.press("Tab");
  // After the last control comes the window itself, and then the first.
  if (await browser.run(() => document.activeElement === document.body)) await browser.press("Tab");
  return browser.run(inside.unseenFocus);
}

/** What one way of looking at the open screen finds. */
async function looked(browser, screen, { mode, theme, prefers = {}, rules = {}, zoom = 1, focus, pictured }) {
  await browser.prefers({ "prefers-color-scheme": theme, "prefers-reduced-motion": "reduce", ...prefers });
  await browser.size(SIZES[0][0] / zoom, SIZES[0][1] / zoom, zoom);
  await browser.run(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  // What opens over the page is a dialog and no landmark of it.
  const over = screen.ready[0] === "dialog" ? { region: { enabled: false } } : {};
  const violations = await browser.run(inside.axe, { ...rules, ...over });
  const own = [
    ["cut-off", await browser.run(inside.cutOff)],
    ["moves", await browser.run(inside.moving)],
    ["focus-unseen", focus ? await focused(browser) : []],
    ["console", browser.faults()],
  ];
  for (const [rule, nodes] of own) if (nodes.length > 0) violations.push({ rule, impact: "serious", nodes: nodes.slice(0, 5), count: nodes.length });
  if (!pictured) await browser.picture(fileOf(screen, `${theme}-${mode.replaceAll(/[^a-z0-9]+/g, "-")}`, SIZES[0][0]));
  for (const [width, height] of pictured ? SIZES : []) {
    await browser.size(width, height);
    await browser.run(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    await browser.picture(fileOf(screen, theme, width));
  }
  return { screen: screen.name, theme, mode, violations };
}

const screens = JSON.parse(await readFile(join(ui, "test/screens.json"), "utf8")).filter((one) => one.name.includes(only));
const axe = await readFile(createRequire(join(ui, "package.json")).resolve("axe-core/axe.min.js"), "utf8");
await mkdir(target, { recursive: true });
if (only === "") await rm(pictures, { recursive: true, force: true });
await mkdir(pictures, { recursive: true });
built();
const server = await serve(pages);
const browser = await Chromium.open();
const rows = [];
try {
  for (const screen of screens) {
    try {
      await opened(browser, server.origin, screen, axe);
      for (const mode of MODES) rows.push(await looked(browser, screen, mode));
    } catch (error) {
      await browser.picture(fileOf(screen, "failed", SIZES[0][0]));
      rows.push({ screen: screen.name, theme: "light", mode: "plain", violations: [{ rule: "opens", impact: "critical", nodes: [error.message, ...browser.faults()], count: 1 }] });
    }
  }
} finally {
  await browser.close();
  server.close();
}
await writeFile(join(target, "a11y.json"), `${JSON.stringify(rows, null, 1)}\n`);
const faulty = rows.filter((row) => row.violations.length > 0);
for (const { screen, theme, mode, violations } of faulty)
  for (const { rule, count, nodes } of violations) console.error(`${screen}, ${theme}, ${mode}: ${rule} (${count})\n    ${nodes.join("\n    ")}`);
const many = new Set(rows.map((row) => row.screen)).size;
console.log(`${many} screens, ${rows.length} looks, ${faulty.length} with violations: target/a11y.json, pictures in target/screens`);
if (only === "" && many < AT_LEAST) throw new Error(`only ${many} screens, at least ${AT_LEAST} are wanted`);
process.exit(faulty.length === 0 ? 0 : 1);
