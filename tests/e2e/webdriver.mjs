// The WebDriver protocol, as much of it as these journeys need, over plain HTTP: WebKitWebDriver
// starts the real program and drives the webview in it. Elements are found as a person finds them, by
// role and name; nothing here knows a class or an id of the page.

import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:net";

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** A port nobody listens on now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Waits until `look` answers something; the last reason it gave is the error's text. */
export async function until(what, look, { seconds = 30 } = {}) {
  const end = Date.now() + seconds * 1000;
  let reason = "nothing found";
  for (;;) {
    try {
      const found = await look();
      if (found) return found;
    } catch (error) {
      if (error.fatal) throw error;
      reason = error.message;
    }
    if (Date.now() > end) throw new Error(`after ${seconds} s: ${what} (${reason})`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Asks a process to end, and ends it if it does not. */
export async function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill();
  const force = setTimeout(() => child.kill("SIGKILL"), 5000);
  await gone;
  clearTimeout(force);
}

/** Processes that a process started and that are still there. */
async function started(pid) {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const children = await Promise.all(threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, "utf8").catch(() => "")));
  return children.join(" ").split(" ").filter((one) => one !== "");
}

/** Resident memory in MB by the names of the processes that belong to this one. */
async function memoryOf(pid) {
  const found = {};
  for (const child of await started(pid)) {
    const status = await readFile(`/proc/${child}/status`, "utf8").catch(() => "");
    const name = /^Name:\s+(.*)$/m.exec(status)?.[1] ?? "gone";
    const resident = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
    for (const [one, size] of [[name, resident], ...Object.entries(await memoryOf(child))]) found[one] = (found[one] ?? 0) + size;
  }
  return found;
}

export class Window {
  #driver;
  #base;
  #session;

  /**
   * Starts the driver, and through it the program. What they print goes to the file `log`: a pipe
   * that a process left behind holds open would keep the test runner waiting.
   */
  static async open(binary, args, environment, log) {
    const window = new Window();
    const port = await freePort();
    const said = openSync(log, "a");
    window.#base = `http://127.0.0.1:${port}`;
    window.#driver = spawn("WebKitWebDriver", [`--port=${port}`, "--host=127.0.0.1"], {
      env: {
        ...process.env,
        ...environment,
        TAURI_AUTOMATION: "true",
        TAURI_WEBVIEW_AUTOMATION: "true",
      },
      stdio: ["ignore", said, said],
    });
    closeSync(said);
    await until("the driver answers", () => window.#ask("GET", "/status"));
    const capabilities = {
      alwaysMatch: { "webkitgtk:browserOptions": { binary, args } },
    };
    const made = await window.#ask("POST", "/session", { capabilities });
    window.#session = `/session/${made.sessionId}`;
    return window;
  }

  async #ask(method, path, body) {
    const answer = await fetch(this.#base + path, {
      method,
      headers: { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  }

  /** Ends the program and the driver. */
  async close() {
    try {
      if (this.#session) {
        await this.#ask("DELETE", this.#session);
        // The driver answers before it ends what it started: a driver that is gone by then leaves it running.
        await until("the program is gone", async () => (await started(this.#driver.pid)).length === 0);
      }
    } finally {
      this.#session = undefined;
      await ended(this.#driver);
    }
  }

  /** Resident memory in MB: of the program and what it started for itself, and of the process that shows the page. */
  async memory() {
    const all = await memoryOf(this.#driver.pid);
    const of = (named) => Object.entries(all).reduce((sum, [name, size]) => sum + (named(name) ? size : 0), 0);
    return { program: of((name) => name.startsWith("wardbook")), web: of((name) => name === "WebKitWebProces"), network: of((name) => name === "WebKitNetworkPr") };
  }

  /** Runs a function in the page. */
  run(code, ...args) {
    return this.#ask("POST", `${this.#session}/execute/sync`, {
      script: `return (${code}).apply(null, arguments)`,
      args,
    });
  }

  /** The window's title as the page has it. */
  title() {
    return this.#ask("GET", `${this.#session}/title`);
  }

  /** Everything the page says, as text. */
  text() {
    return this.run(() => document.body.innerText);
  }

  /** What is on the screen. A web view that draws by itself may give the driver none: that waits for what never comes. */
  async picture(path) {
    const taken = spawn("import", ["-silent", "-window", "root", path], { stdio: "inherit" });
    const code = await new Promise((gone) => taken.on("close", gone));
    if (code !== 0) throw new Error(`import ended with ${code}`);
  }

  /** Waits for an element with this role whose accessible name has the words. */
  find(role, name, options) {
    const wanted = name instanceof RegExp ? name.source : name;
    const exact = !(name instanceof RegExp);
    return until(
      `${role} "${wanted}"`,
      () => this.run(findByRole, role, wanted, exact),
      options,
    );
  }

  /** Whether such an element is there now. */
  async has(role, name) {
    const exact = !(name instanceof RegExp);
    return Boolean(await this.run(findByRole, role, exact ? name : name.source, exact));
  }

  async press(role, name, options) {
    await until(
      `press ${role} "${name}"`,
      async () => {
        const element = await this.find(role, name, { seconds: 1 });
        await this.#ask("POST", `${this.#session}/element/${element[ELEMENT]}/click`, {});
        return true;
      },
      options,
    );
  }

  async fill(role, name, text) {
    const element = await this.find(role, name);
    await this.#ask("POST", `${this.#session}/element/${element[ELEMENT]}/click`, {});
    // As a person replaces what is there: select all of it, then type.
    await this.chord("\uE009", "a");
    await this.keys("\uE003");
    await this.#ask("POST", `${this.#session}/element/${element[ELEMENT]}/value`, { text });
  }

  /** Chooses from a list by the value of what is chosen. */
  async choose(name, value) {
    const list = await this.find("combobox", name);
    const chooses = (select, to) => {
      Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, "value").set.call(select, to);
      select.dispatchEvent(new Event("change", { bubbles: true }));
    };
    await this.run(chooses, list, value);
  }

  /** Types keys at whatever has the focus. */
  async keys(...keys) {
    const actions = keys.flatMap((value) => [
      { type: "keyDown", value },
      { type: "keyUp", value },
    ]);
    await this.#ask("POST", `${this.#session}/actions`, {
      actions: [{ type: "key", id: "keyboard", actions }],
    });
  }

  /** Presses a key while another is held. */
  async chord(held, value) {
    const actions = [
      { type: "keyDown", value: held },
      { type: "keyDown", value },
      { type: "keyUp", value },
      { type: "keyUp", value: held },
    ];
    await this.#ask("POST", `${this.#session}/actions`, {
      actions: [{ type: "key", id: "keyboard", actions }],
    });
  }

  /** Waits until the page says the words. */
  async reads(words, options) {
    const pattern = words instanceof RegExp ? words : undefined;
    return until(
      `the page reads ${pattern ?? JSON.stringify(words)}`,
      async () => {
        const text = await this.text();
        return pattern ? pattern.exec(text) : text.includes(words);
      },
      options,
    );
  }
}

// Runs inside the page: the first visible element of a role with a name, as assistive technology
// would compute them for the markup this program uses.
export function findByRole(role, name, exact) {
  const implied = {
    button: "button,[role=button],summary",
    link: "a[href],[role=link]",
    textbox:
      "input:not([type]),input[type=text],input[type=password],input[type=url],input[type=search],textarea,[role=textbox],[role=searchbox]",
    radio: "input[type=radio],[role=radio]",
    checkbox: "input[type=checkbox],[role=checkbox]",
    heading: "h1,h2,h3,h4,[role=heading]",
    row: "tr,[role=row]",
    tab: "[role=tab]",
    option: "option,[role=option]",
    navigation: "nav,[role=navigation]",
    region: "section,[role=region]",
    alert: "[role=alert]",
    status: "[role=status],output",
    list: "ul,ol,[role=list]",
    table: "table:not([role]),[role=table]",
    searchbox: "input[type=search],[role=searchbox]",
    combobox: "select,[role=combobox]",
    banner: "header,[role=banner]",
    complementary: "aside,[role=complementary]",
    gridcell: "td,[role=gridcell]",
  };
  const clean = (text) => (text || "").replace(/\s+/g, " ").trim();
  const named = (element) => {
    const by = element.getAttribute("aria-labelledby");
    if (by) {
      return clean(
        by
          .split(/\s+/)
          .map((id) => document.getElementById(id)?.innerText)
          .join(" "),
      );
    }
    const label = element.getAttribute("aria-label");
    if (label) return clean(label);
    if (element.caption) return clean(element.caption.innerText);
    if (element.labels?.length) return clean([...element.labels].map((l) => l.innerText).join(" "));
    return clean(element.innerText || element.title || element.placeholder);
  };
  const matches = exact ? (text) => text === name : (text) => new RegExp(name, "i").test(text);
  for (const element of document.querySelectorAll(implied[role] || `[role=${role}]`)) {
    const wrapper = element.closest("label");
    const shown =
      element.getClientRects().length > 0 ||
      (wrapper && wrapper.getClientRects().length > 0);
    if (!shown || element.closest("[inert],[aria-hidden=true]")) continue;
    if (matches(named(element))) return ["radio", "checkbox"].includes(role) && wrapper ? wrapper : element;
  }
  return null;
}
