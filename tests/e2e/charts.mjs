// Charts to read in the real window: a practice EHR that asks for no sign-in, a profile filled from it in the
// terminal, and what the EHR itself says over HTTP, to hold the window against.

import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { serve } from "./sandbox.mjs";
import { terminal } from "./terminal.mjs";
import { until, Window } from "./webdriver.mjs";

const bin = process.env.WARDBOOK_BIN_DIR ?? resolve("target/debug");
const PASSPHRASE = "correct horse battery staple";
const PEOPLE = ["--patients", "24", "--seed", "21", "--today", "2026-11-20", "--open"];

export const EHR = "City Sandbox";

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

/**
 * The charts of these families, synced and open in the window. Gives the window, what asks the EHR, and the
 * patients by family name.
 */
export async function opened(folder, families) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const profile = join(folder, "profile");
  const { base, close: ends } = await serve(bin, ...PEOPLE);
  let window;
  const close = async () => {
    await window?.close();
    await ends();
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
    const cli = terminal(bin, profile, PASSPHRASE);
    await cli("init", "--passphrase-stdin");
    await cli("connect", EHR, "--fhir-base", base, "--auth", "none");
    await cli("sync", EHR, ...Object.values(people).flatMap(({ id }) => ["--patient", id]));
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
