// The terminal beside the window: what a journey needs to be there before it begins.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { passwordOf } from "./people.mjs";

/** Commands on a profile: each gives what it answered, and fails the test where it failed. */
export function terminal(bin, profile, passphrase) {
  return (...words) => command(bin, profile, passphrase, {}, passphrase, words);
}

/** The same where several people use the profile: by the account of who asks, with what is given on standard input. */
export function person(bin, profile, passphrase) {
  return (account, words, input = "") => {
    const who = account === null ? {} : { WARDBOOK_PERSON: account, WARDBOOK_PERSON_PASSWORD: passwordOf(account) };
    return command(bin, profile, passphrase, who, input, words);
  };
}

/** Commands that may say with their code that not all went well: gives what was answered either way. */
export function tried(bin, profile, passphrase) {
  return async (...words) => (await ended(bin, profile, passphrase, {}, "", words)).said;
}

async function command(bin, profile, passphrase, environment, input, words) {
  const { code, said, complained } = await ended(bin, profile, passphrase, environment, input, words);
  assert.equal(code, 0, `${words[0]}: ${complained}${said}`);
  return said;
}

async function ended(bin, profile, passphrase, environment, input, words) {
  const asking = spawn(join(bin, "wardbook-cli"), ["--profile", profile, "--json", ...words], {
    env: { ...process.env, WARDBOOK_PASSPHRASE: passphrase, ...environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  asking.stdin.end(`${input}\n`);
  let said = "";
  let complained = "";
  asking.stdout.on("data", (data) => (said += data));
  asking.stderr.on("data", (data) => (complained += data));
  const code = await new Promise((gone) => asking.on("close", gone));
  return { code, said, complained };
}
