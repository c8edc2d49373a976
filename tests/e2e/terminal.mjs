// The terminal beside the window: what a journey needs to be there before it begins.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";

/** Commands on a profile: each gives what it answered, and fails the test where it failed. */
export function terminal(bin, profile, passphrase) {
  return async (...words) => {
    const asking = spawn(join(bin, "wardbook-cli"), ["--profile", profile, "--json", ...words], {
      env: { ...process.env, WARDBOOK_PASSPHRASE: passphrase },
      stdio: ["pipe", "pipe", "pipe"],
    });
    asking.stdin.end(`${passphrase}\n`);
    let said = "";
    let complained = "";
    asking.stdout.on("data", (data) => (said += data));
    asking.stderr.on("data", (data) => (complained += data));
    const code = await new Promise((gone) => asking.on("close", gone));
    assert.equal(code, 0, `${words[0]}: ${complained}${said}`);
    return said;
  };
}
