// The whole window by keyboard alone: no click anywhere. After every step something has the focus, and it can be seen.

import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { opened } from "./charts.mjs";
import { findByRole, until } from "./webdriver.mjs";

const pictures = resolve("target/e2e-keyboard");
const INGRID = "Sørensen";
const [CONTROL, TAB, ENTER, DOWN, LEFT, END] = ["\uE009", "\uE004", "\uE007", "\uE015", "\uE012", "\uE010"];

let charts;

// In the page: what has the focus, and whether somebody sees that it has. In a grid the row or cell it is at shows it.
function focus() {
  const on = document.activeElement;
  if (on === null || on === document.body) return { where: "nothing", seen: false };
  const marked = (element) => {
    if (!element) return false;
    const style = getComputedStyle(element);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
  };
  const at = document.getElementById(on.getAttribute("aria-activedescendant") ?? "");
  const label = on.closest("label");
  const places = [on, label, label?.firstElementChild, on.nextElementSibling, at, at?.firstElementChild].filter(Boolean);
  const chosen = at?.getAttribute("aria-selected") === "true" && on.matches("input");
  const box = (at ?? on).getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const name = on.getAttribute("aria-label") ?? on.innerText ?? "";
  return { where: `${on.tagName.toLowerCase()} “${name.trim().slice(0, 40)}”`, seen: inside && (chosen || places.some(marked)) };
}

/** The focus is on something and can be seen: at once, or as soon as what was asked for is there. */
async function steady(after_) {
  let now;
  try {
    await until("the focus can be seen", async () => (now = await charts.window.run(focus)).seen, { seconds: 10 });
  } catch {
    assert.fail(`after ${after_} the focus is on ${now.where} and cannot be seen`);
  }
}

async function keys(...pressed) {
  await charts.window.keys(...pressed);
  await steady(pressed.map((key) => Object.entries({ TAB, ENTER, DOWN, LEFT, END }).find(([, code]) => code === key)?.[0] ?? key).join(" "));
}

/** Tab by Tab, as far as it takes. */
async function tabTo(role, name) {
  const exact = !(name instanceof RegExp);
  const args = [role, exact ? name : name.source, exact];
  await charts.window.find(role, name);
  for (let n = 0; n < 120; n += 1) {
    const there = await charts.window.run(`(...args) => { const found = (${findByRole})(...args); return found !== null && (found === document.activeElement || found.control === document.activeElement); }`, ...args);
    if (there) return steady(`Tab to ${role} ${name}`);
    await charts.window.keys(TAB);
    // After the last control comes the window itself, and then the first.
    if (await charts.window.run(() => document.activeElement === document.body)) await charts.window.keys(TAB);
    await steady("Tab");
  }
  assert.fail(`Tab does not come to ${role} ${name}`);
}

/** By the palette to what it calls so. */
async function goes(to) {
  await charts.window.chord(CONTROL, "k");
  await until("the palette listens", () => charts.window.run(() => document.activeElement?.getAttribute("role") === "combobox"));
  await charts.window.keys(...to);
  const chosen = () => charts.window.run(() => document.querySelector("[role=option][aria-selected=true]")?.innerText.split("\n")[0] ?? "");
  await until(`the palette offers ${to}`, () => charts.window.run((name) => [...document.querySelectorAll("[role=option]")].some((one) => one.innerText.split("\n")[0] === name), to));
  for (let n = 0; n < 40 && (await chosen()) !== to; n += 1) await keys(DOWN);
  assert.equal(await chosen(), to);
  await charts.window.keys(ENTER);
  await until("the palette is closed", () => charts.window.run(() => document.querySelector("[role=dialog]") === null));
}

const at = (what, pattern) => until(what, async () => pattern.test(await charts.window.run(() => location.hash)));
const picture = (name) => charts.window.picture(join(pictures, `${name}.png`));

before(async () => {
  charts = await opened(pictures, [INGRID]);
});

after(async () => charts?.close());

test("everything by keyboard alone", { timeout: 300_000 }, async (t) => {
  let failed;
  const step = async (name, run) => {
    if (failed) return;
    await t.test(name, async () => {
      try {
        await run();
        await steady(name);
      } catch (error) {
        failed = error;
        await picture("failed").catch(() => undefined);
        throw error;
      }
    });
  };
  const { window } = charts;

  await step("the list: find her and open the chart", async () => {
    await keys("/");
    await keys(...INGRID.slice(0, 4));
    await keys(DOWN);
    assert.equal(await window.run(() => document.activeElement.getAttribute("aria-label")), "Patients");
    await keys(ENTER);
    await window.find("heading", new RegExp(`^${INGRID}`));
  });

  await step("every section, one after the other", async () => {
    const seen = new Set();
    const hash = () => window.run(() => location.hash);
    for (let n = 0; n < 30; n += 1) {
      const now = await hash();
      if (seen.has(now)) break;
      seen.add(now);
      await until("the section is read", () => window.run(() => document.querySelector("main h2") !== null && !/Reading/.test(document.querySelector("main").innerText)));
      await keys("]");
    }
    assert.ok(seen.size >= 15, `${seen.size} sections`);
  });

  await step("a plot: into it, along it, and out again", async () => {
    await goes("Results");
    await tabTo("grid", "Results");
    await keys("p");
    await tabTo("slider", "Time in the plot");
    await keys(END, LEFT);
    assert.match(await window.run(() => document.activeElement.getAttribute("aria-valuetext")), /\d{4}-\d{2}-\d{2}.*\d/);
    await picture("plot");
    await tabTo("button", "Close plot");
    await keys(ENTER);
    assert.equal(await window.has("region", "Plot"), false);
  });

  await step("a note is chosen and read", async () => {
    await goes("Notes & documents");
    await tabTo("grid", "Notes");
    await keys(DOWN, ENTER);
    await tabTo("region", /^Note: /);
    await keys(DOWN);
    await picture("note");
  });

  await step("search, and open what was found", async () => {
    await goes("Search");
    await tabTo("searchbox", "Search all records");
    await keys(..."pacemaker");
    await tabTo("link", /pacemaker/i);
    await keys(ENTER);
    await at("the chart opens at it", /^#\/patients\/[^/]+\/[^/]+\/[^/]+$/);
  });

  await step("a pulse is written, and arrives at the EHR", async () => {
    await goes("Add: Vital signs");
    await tabTo("textbox", /^Heart rate/);
    await keys(..."73");
    await tabTo("button", "Save and send");
    await charts.window.keys(ENTER);
    await until("the EHR has it", async () => {
      const found = await charts.ask(`Observation?patient=${charts.people[INGRID].id}&category=vital-signs&_count=200`);
      return found.some((one) => one.code.coding?.some(({ code }) => code === "8867-4") && one.valueQuantity?.value === 73);
    }, { seconds: 60 });
    await steady("Save and send");
  });

  await step("the outbox says that it arrived", async () => {
    await goes("Outbox");
    await tabTo("radio", /^Waiting/);
    await keys("\uE014");
    await window.reads(/In the EHR/);
    await tabTo("grid", "Outbox");
    await keys(ENTER);
    await window.find("complementary", "Item");
    await picture("outbox");
    await tabTo("button", "Close item");
    await keys(ENTER);
  });

  await step("settings, and the list of keys", async () => {
    await goes("Settings");
    // Tab comes to the choice that is made, arrows to the others.
    await tabTo("radio", "As the system");
    await keys(DOWN, DOWN);
    await until("it is dark", () => window.run(() => document.documentElement.dataset.theme === "dark"));
    await picture("dark");
    await keys("?");
    await window.find("dialog", "Keyboard");
    await tabTo("button", "Close");
    await keys(ENTER);
  });

  await step("locked, and opened again", async () => {
    await goes("Lock Wardbook");
    await window.find("heading", "Wardbook is locked");
    await tabTo("textbox", "Passphrase");
    await charts.window.keys(...charts.passphrase, ENTER);
    // Where it was locked it goes on.
    await window.find("heading", "Settings", { seconds: 60 });
  });
});
