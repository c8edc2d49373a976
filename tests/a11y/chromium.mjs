// Chromium over its debugging pipe: as much of the protocol as the screens' checks need. The program's own
// engine on Linux is WebKit and is driven in tests/e2e; this one can pretend to be a screen of any size, theme,
// contrast and zoom, and is the engine of the window on Windows.

import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** The first of the names a system calls it by. */
async function started(profile) {
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const flags = ["--headless=new", "--remote-debugging-pipe", `--user-data-dir=${profile}`, "--no-first-run", "--disable-gpu", "--disable-extensions", ...asRoot, "about:blank"];
  for (const name of [process.env.CHROMIUM, ...NAMES].filter(Boolean)) {
    const child = spawn(name, flags, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    const began = await new Promise((told) => {
      child.once("spawn", () => told(true));
      child.once("error", () => told(false));
    });
    if (began) return child;
  }
  throw new Error(`none of ${NAMES.join(", ")} is installed (CHROMIUM names another)`);
}

export class Chromium {
  #child;
  #profile;
  #session;
  #next = 1;
  #waiting = new Map();
  #faults = [];

  static async open() {
    const browser = new Chromium();
    browser.#profile = await mkdtemp(join(tmpdir(), "wardbook-a11y-"));
    browser.#child = await started(browser.#profile);
    browser.#listen();
    const { targetInfos } = await browser.#send("Target.getTargets");
    const page = targetInfos.find((one) => one.type === "page") ?? (await browser.#send("Target.createTarget", { url: "about:blank" }));
    const { sessionId } = await browser.#send("Target.attachToTarget", { targetId: page.targetId, flatten: true });
    browser.#session = sessionId;
    for (const domain of ["Page", "Runtime", "Log"]) await browser.#send(`${domain}.enable`);
    return browser;
  }

  #listen() {
    let rest = "";
    const [, , , , answers] = this.#child.stdio;
    answers.setEncoding("utf8");
    answers.on("data", (text) => {
      const whole = (rest + text).split("\0");
      rest = whole.pop();
      for (const one of whole) this.#hear(JSON.parse(one));
    });
    this.#child.once("exit", () => {
      for (const { refuse } of this.#waiting.values()) refuse(new Error("the browser ended"));
    });
  }

  #hear({ id, result, error, method, params }) {
    if (method === "Runtime.exceptionThrown") this.#faults.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
    if (method === "Log.entryAdded" && params.entry.level === "error" && !params.entry.url?.endsWith("favicon.ico")) this.#faults.push(params.entry.text);
    const asked = this.#waiting.get(id);
    if (!asked) return;
    this.#waiting.delete(id);
    if (error) asked.refuse(new Error(`${asked.method}: ${error.message}`));
    else asked.answer(result);
  }

  #send(method, params = {}) {
    const id = this.#next++;
    this.#child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId: this.#session })}\0`);
    return new Promise((answer, refuse) => this.#waiting.set(id, { method, answer, refuse }));
  }

  /** Goes to an address as if for the first time. */
  async go(address) {
    this.#faults = [];
    await this.#send("Page.navigate", { url: "about:blank" });
    await this.#send("Page.navigate", { url: address });
  }

  /** What went wrong in the page since `go`. */
  faults() {
    return this.#faults;
  }

  /** A viewport of this size in CSS pixels, each `zoom` screen pixels wide. */
  async size(width, height, zoom = 1) {
    await this.#send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: zoom, mobile: false });
  }

  /** What the person prefers: `{ "prefers-color-scheme": "dark" }`. */
  async prefers(features) {
    await this.#send("Emulation.setEmulatedMedia", { features: Object.entries(features).map(([name, value]) => ({ name, value })) });
  }

  /** Runs text that is a program, for what it leaves behind. */
  async load(source) {
    const { exceptionDetails } = await this.#send("Runtime.evaluate", { expression: source });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  }

  /** Runs a function in the page; it may be asynchronous. */
  async run(code, ...args) {
    const expression = `(${code})(...${JSON.stringify(args)})`;
    const { result, exceptionDetails } = await this.#send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Presses a key, as the keyboard does. */
  async press(key) {
    for (const type of ["keyDown", "keyUp"]) await this.#send("Input.dispatchKeyEvent", { type, key, code: key, windowsVirtualKeyCode: key === "Tab" ? 9 : 0 });
  }

  async picture(path) {
    const { data } = await this.#send("Page.captureScreenshot", { format: "png" });
    await writeFile(path, Buffer.from(data, "base64"));
  }

  async close() {
    const gone = new Promise((done) => this.#child.once("exit", done));
    await this.#send("Browser.close").catch(() => this.#child.kill());
    await gone;
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
