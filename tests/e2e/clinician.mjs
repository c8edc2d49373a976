// Somebody who looks for something in a chart and counts what it takes. Only what is in sight can be pressed or
// read: what would have to be scrolled to is not there.

import assert from "node:assert/strict";
import { findByRole, until } from "./webdriver.mjs";

export class Clinician {
  #window;
  #actions = 0;

  constructor(window) {
    this.#window = window;
  }

  /** Back at the list of patients, with nothing done yet. */
  async begins() {
    await this.#window.run(() => {
      location.hash = "#/patients";
    });
    await this.#window.find("grid", "Patients");
    this.#actions = 0;
  }

  get actions() {
    return this.#actions;
  }

  /** One action: presses what is in sight. */
  async press(role, name) {
    this.#actions += 1;
    const exact = !(name instanceof RegExp);
    const args = [role, exact ? name : name.source, exact];
    await until(`${role} ${name} is in sight`, () => this.#window.run(`(...args) => (${inSight})((${findByRole})(...args))`, ...args));
    await this.#window.press(role, name);
  }

  /** Opens a chart from the list. */
  async opens({ family, given }) {
    await this.press("link", new RegExp(`^${family}, ${given}`));
    await this.#window.find("heading", new RegExp(`^${family}, ${given}`));
  }

  /** A section with a tab of its own. */
  async turnsTo(section) {
    await this.press("link", section);
    await this.#shows(section);
  }

  /** A section under "More": two actions. */
  async turnsToMore(section) {
    await this.press("button", "More");
    await this.press("menuitem", new RegExp(`^${section}`));
    await this.#shows(section);
  }

  async #shows(section) {
    await until(`${section} is shown`, () =>
      this.#window.run((title) => {
        const panel = [...document.querySelectorAll("main h2")].find((head) => head.innerText.startsWith(title))?.closest("section");
        return panel !== undefined && !/Reading from this computer/.test(panel.innerText);
      }, section),
    );
  }

  /** The words of a row that is in sight, in a grid or table of this name, that say all of these. */
  async seesRow(label, ...words) {
    let rows = [];
    try {
      return await until(`a row of ${label} with ${words.join(", ")}`, async () => {
        rows = await this.#window.run(`(label) => (${rowsInSight})(${inSight}, label)`, label);
        return rows.find((row) => words.every((word) => fits(row, word)));
      }, { seconds: 10 });
    } catch (error) {
      throw new assert.AssertionError({ message: `${error.message}; in sight:\n${rows.join("\n")}` });
    }
  }

  /** The words of something in sight by its role and name. */
  async sees(role, name, ...words) {
    const exact = !(name instanceof RegExp);
    let text = "";
    try {
      return await until(`${role} ${name} with ${words.join(", ")}`, async () => {
        text = await this.#window.run(
          `(...args) => { const found = (${findByRole})(...args); return (${inSight})(found) ? found.innerText : ""; }`,
          role,
          exact ? name : name.source,
          exact,
        );
        return text !== "" && words.every((word) => fits(text, word)) && text;
      }, { seconds: 10 });
    } catch (error) {
      throw new assert.AssertionError({ message: `${error.message}; it says:\n${text}` });
    }
  }
}

const fits = (text, word) => (word instanceof RegExp ? word.test(text) : text.includes(word));

/** How the window writes the day of a FHIR date, whatever the day is today. */
export function onDay(date) {
  if (!/T/.test(date)) return new RegExp(date);
  const at = new Date(date);
  const two = (n) => String(n).padStart(2, "0");
  return new RegExp(`${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}|today`);
}

// In the page: whether the beginning of an element is where somebody sees it, and under nothing else.
function inSight(element) {
  if (!element) return false;
  const box = element.getBoundingClientRect();
  const x = Math.min(Math.max(box.left, 0) + Math.min(box.width, innerWidth) / 2, innerWidth - 1);
  const y = box.top + Math.min(box.height / 2, 12);
  if (x < 0 || y < 0 || y >= innerHeight || box.width === 0) return false;
  const there = document.elementFromPoint(x, y);
  return there !== null && element.contains(there);
}

// In the page: what the rows in sight say.
function rowsInSight(seen, label) {
  const named = (table) => table.getAttribute("aria-label") ?? table.caption?.innerText ?? "";
  const tables = [...document.querySelectorAll("table,[role=grid],[role=list],ul[aria-label]")].filter((one) => named(one).startsWith(label));
  return tables.flatMap((table) => [...table.querySelectorAll("tbody tr,li")].filter((row) => seen(row)).map((row) => row.innerText.replace(/\s+/g, " ")));
}
