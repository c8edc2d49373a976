// Charts to read in the real window: a practice EHR that asks for no sign-in, a profile filled from it in the
// terminal, and what the EHR itself says over HTTP, to hold the window against.

import { spawn } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { ended, until, Window } from "./webdriver.mjs";

const bin = process.env.WARDBOOK_BIN_DIR ?? resolve("target/debug");
const PASSPHRASE = "correct horse battery staple";
const PEOPLE = ["--patients", "24", "--seed", "21", "--today", "2026-11-20", "--open"];

export const EHR = "City Sandbox";

async function serve() {
  const child = spawn(join(bin, "sandbox-ehr"), PEOPLE, { stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface({ input: child.stdout })) {
    const base = /^FHIR (.*)$/.exec(line)?.[1];
    if (base) return { child, base };
  }
  throw new Error("the sandbox EHR did not start");
}

/** Every resource of a search, page after page, as the EHR sends it. */
async function all(base, query) {
  const found = [];
  for (let next = `${base}/${query}`; next; ) {
    const page = await (await fetch(next)).json();
    found.push(...(page.entry ?? []).filter((entry) => entry.search?.mode !== "outcome").map((entry) => entry.resource));
    next = page.link?.find((link) => link.relation === "next")?.url;
  }
  return found;
}

/** The name that the list shows. */
function nameOf(patient) {
  const name = patient.name.find((one) => one.use === "official") ?? patient.name[0];
  return { family: name.family, given: name.given?.[0] };
}

async function terminal(profile, args, input = "") {
  const child = spawn(join(bin, "wardbook-cli"), ["--profile", profile, ...args], {
    env: { ...process.env, WARDBOOK_PASSPHRASE: PASSPHRASE },
    stdio: ["pipe", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (data) => (said += data));
  child.stdin.end(input);
  const code = await new Promise((gone) => child.on("close", gone));
  if (code !== 0) throw new Error(`wardbook-cli ${args[0]}: ${said}`);
}

/**
 * The charts of these families, synced and open in the window. Gives the window, what asks the EHR, and the
 * patients by family name.
 */
export async function opened(folder, families) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const profile = join(folder, "profile");
  const { child, base } = await serve();
  let window;
  const close = async () => {
    await window?.close();
    await ended(child);
  };
  try {
    const ask = (query) => all(base, query);
    const read = async (reference) => (await fetch(`${base}/${reference}`)).json();
    const everybody = await ask("Patient?_count=50");
    const people = Object.fromEntries(
      families.map((family) => {
        const patient = everybody.find((one) => nameOf(one).family === family);
        if (patient === undefined) throw new Error(`nobody is called ${family}`);
        return [family, { ...nameOf(patient), id: patient.id, born: patient.birthDate }];
      }),
    );
    await terminal(profile, ["init", "--passphrase-stdin"], PASSPHRASE);
    await terminal(profile, ["connect", EHR, "--fhir-base", base, "--auth", "none"]);
    await terminal(profile, ["sync", EHR, ...Object.values(people).flatMap(({ id }) => ["--patient", id])]);
    window = await Window.open(join(bin, "wardbook"), ["--profile", profile], {}, join(folder, "window.log"));
    await window.fill("textbox", "Passphrase", PASSPHRASE);
    await window.keys("\uE007");
    await window.find("grid", "Patients", { seconds: 60 });
    await until("everybody is in the list", async () => (await window.text()).includes(people[families.at(-1)].family));
    return { window, base, ask, read, people, close, passphrase: PASSPHRASE };
  } catch (error) {
    await close();
    throw error;
  }
}
