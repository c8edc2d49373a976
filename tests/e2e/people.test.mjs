// Several people at one workstation, in the real window: the first is the administrator, everybody signs in by a password of
// their own, and each is offered what their role may.

import assert from "node:assert/strict";
import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { passwordOf, signsIn } from "./people.mjs";
import { Window } from "./webdriver.mjs";

const bin = process.env.WARDBOOK_BIN_DIR ?? resolve("target/debug");
const pictures = resolve("target/e2e-people");
const PASSPHRASE = "correct horse battery staple";

let window;
const picture = (name) => window.picture(join(pictures, `${name}.png`));

before(async () => {
  await rm(pictures, { recursive: true, force: true });
  await mkdir(pictures, { recursive: true });
  window = await Window.open(join(bin, "wardbook"), ["--profile", join(pictures, "profile")], {}, join(pictures, "window.log"));
});

after(() => window?.close());

async function adds(name, account, role) {
  await window.fill("textbox", "Name", name);
  await window.fill("textbox", "Account", account);
  if (role) await window.choose("Role", role);
  await window.fill("textbox", "Password", passwordOf(account));
  await window.press("button", "Add person");
}

test("a profile with a passphrase", async () => {
  await window.press("radio", /^Passphrase alone/, { seconds: 60 });
  await window.fill("textbox", "Passphrase", PASSPHRASE);
  await window.fill("textbox", "Passphrase again", PASSPHRASE);
  await window.press("button", "Create profile");
  await window.find("link", /^Patients/, { seconds: 60 });
});

test("the owner adds an administrator and goes on as them; a nurse and an auditor follow", async () => {
  await window.press("link", "Settings");
  await window.reads("You are the only person here");
  await adds("Ada Berg", "ada");
  await window.find("button", "Switch person", { seconds: 30 });
  assert.equal(await window.has("link", /^Patients/), false, "an administrator opens no charts");
  await adds("Adaeze Obi", "adaeze");
  await window.find("button", "Remove Adaeze Obi", { seconds: 30 });
  await adds("Ugo Conti", "ugo", "auditor");
  await window.find("button", "Remove Ugo Conti", { seconds: 30 });
  await picture("people");
});

test("the nurse takes the seat, and a wrong password is told", async () => {
  await window.press("button", "Switch person");
  await window.find("heading", "Who is there?");
  await picture("who-is-there");
  await window.fill("textbox", "Account", "adaeze");
  await window.fill("textbox", "Password", "guessed wrong");
  await window.press("button", "Sign in");
  await window.reads("This account and password do not belong together", { seconds: 30 });
  await signsIn(window, "adaeze");
  await window.find("link", /^Patients/, { seconds: 30 });
  await window.reads("Adaeze Obi");
  assert.equal(await window.has("button", "Add person"), false);
  await picture("nurse");
});

test("the auditor sees who did what, and no patients", async () => {
  await window.press("button", "Switch person");
  await signsIn(window, "ugo");
  await window.find("grid", "Acts", { seconds: 30 });
  await window.reads("Left this workstation to somebody else");
  assert.equal(await window.has("link", /^Patients/), false);
  await picture("auditor");
});

test("locked and opened again, everybody says who they are", async () => {
  await window.press("button", /^Lock/);
  await window.fill("textbox", "Passphrase", PASSPHRASE);
  await window.press("button", "Unlock");
  await window.find("heading", "Who is there?", { seconds: 60 });
});
