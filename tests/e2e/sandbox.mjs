// The practice EHR that a journey signs in to, a server of its own, and the browser that signs in by itself.

import { spawn } from "node:child_process";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ended } from "./webdriver.mjs";

/** Starts the practice EHR with these arguments: its FHIR base, its origin, and what ends it. */
export async function serve(bin, ...args) {
  const child = spawn(join(bin, "sandbox-ehr"), args, { stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface({ input: child.stdout })) {
    const base = /^FHIR (.*)$/.exec(line)?.[1];
    if (base) return { base, origin: new URL(base).origin, close: () => ended(child) };
  }
  throw new Error("the sandbox EHR did not start");
}

/** Writes a browser to the folder that signs in as a person would; for the program's environment. */
export async function walker(bin, folder) {
  const browser = join(folder, "browser");
  await writeFile(browser, `#!/bin/sh\nexec "${bin}/sandbox-ehr" walk "$1"\n`);
  await chmod(browser, 0o755);
  return { BROWSER: browser };
}
