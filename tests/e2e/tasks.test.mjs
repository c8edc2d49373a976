// The chart tasks of tests/tasks.md, in the real window. What has to be seen is asked of the EHR over HTTP, the
// actions are counted, and nothing that would have to be scrolled to is pressed or read.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { EHR, opened } from "./charts.mjs";
import { Clinician, onDay } from "./clinician.mjs";

const pictures = resolve("target/e2e-tasks");
const MOST = 3;
const INGRID = "Sørensen";
const HENRY = "Wainwright";
const BARBARA = "Ellis";

let charts;
let me;

const words = (concept) => concept?.text ?? concept?.coding?.[0]?.display;
const drug = (order) => words(order.medicationCodeableConcept) ?? order.medicationReference?.display;
const at = (one) => one.effectiveDateTime ?? one.occurrenceDateTime ?? one.performedDateTime ?? one.performedPeriod?.start ?? one.period?.start ?? one.authoredOn;
const newest = (list) => [...list].sort((a, b) => Date.parse(at(b)) - Date.parse(at(a)));
const of = async (family, query) => charts.ask(`${query}${query.includes("?") ? "&" : "?"}patient=${charts.people[family].id}&_count=200`);
const sure = (found, what) => {
  assert.ok(found, `the EHR has ${what}`);
  return found;
};
/** A decimal as FHIR sent it: the window drops no digit and adds none, JavaScript would. */
const number = (value) => new RegExp(`(?<![\\d.])${String(value).replace(".", "\\.")}0*(?![\\d.])`);

async function testsNamed(family, pattern) {
  const found = (await of(family, "Observation?category=laboratory")).filter((one) => pattern.test(words(one.code)) && one.valueQuantity && one.status !== "entered-in-error");
  return newest(found);
}

/** Each task by its name in tests/tasks.md: what is done, and what must be seen. */
const TASKS = {
  "Last potassium and its trend": async () => {
    const results = await testsNamed(INGRID, /^potassium/i);
    assert.ok(results.length > 5, "enough for a trend");
    const [last] = results;
    const name = words(last.code);
    await me.opens(charts.people[INGRID]);
    await me.turnsTo("Results");
    await me.seesRow("Results", name, number(last.valueQuantity.value), last.valueQuantity.unit);
    await me.press("gridcell", `Plot ${name} (p)`);
    await me.sees("region", "Plot", name);
    const drawn = await charts.window.run(() => Number(document.querySelector("[role=slider]").getAttribute("aria-valuemax")) + 1);
    const times = new Set(results.map((one) => Date.parse(at(one)))).size;
    assert.equal(drawn, times, "every result is a point of the trend");
    await me.sees("region", "Plot", number(last.valueQuantity.value), last.valueQuantity.unit);
    await me.seesRow("Results", name, number(last.valueQuantity.value));
  },

  "Who stopped metformin, when and why": async () => {
    const orders = await of(HENRY, "MedicationRequest");
    const stopped = sure(newest(orders.filter((one) => one.status === "stopped" && /metformin/i.test(drug(one))))[0], "an order of metformin that was stopped");
    await me.opens(charts.people[HENRY]);
    await me.turnsTo("Medications");
    await me.press("button", /^Show \d+ past medication/);
    await me.seesRow("Medications", drug(stopped), "stopped", words(stopped.statusReason), stopped.requester.display, new RegExp(`until ${stopped.dispenseRequest.validityPeriod.end}`));
  },

  "Is the tetanus shot current": async () => {
    const given = await of(INGRID, "Immunization?status=completed");
    const last = sure(newest(given.filter((one) => /tetanus|Td|DTaP/.test(words(one.vaccineCode))))[0], "a tetanus shot");
    await me.opens(charts.people[INGRID]);
    await me.turnsTo("Immunizations");
    await me.seesRow("Immunizations", words(last.vaccineCode), onDay(last.occurrenceDateTime), "completed");
  },

  "Was a vaccine refused, and why": async () => {
    const refused = sure((await of(BARBARA, "Immunization")).find((one) => one.status === "not-done"), "a vaccine that was not given");
    await me.opens(charts.people[BARBARA]);
    await me.turnsTo("Immunizations");
    await me.seesRow("Immunizations", words(refused.vaccineCode), onDay(refused.occurrenceDateTime), /not done/, words(refused.statusReason));
  },

  "The family says she is allergic to amoxicillin": async () => {
    const allergy = sure((await of(INGRID, "AllergyIntolerance")).find((one) => /amoxicillin/i.test(words(one.code))), "an allergy to amoxicillin");
    assert.equal(allergy.verificationStatus.coding[0].code, "refuted");
    const active = sure((await of(INGRID, "AllergyIntolerance")).find((one) => one.clinicalStatus?.coding[0].code === "active"), "an allergy that holds");
    await me.opens(charts.people[INGRID]);
    const banner = await me.sees("banner", "Patient", words(active.code));
    assert.doesNotMatch(banner, /amoxicillin/i, "what was refuted is no warning");
    await me.turnsTo("Allergies");
    await me.seesRow("Allergies", words(allergy.code), "refuted");
    await me.seesRow("Allergies", words(active.code), "active");
  },

  "Was somebody asked about allergies and has none": async () => {
    const said = await of(HENRY, "AllergyIntolerance");
    assert.deepEqual(said.map((one) => one.code.coding[0].code), ["716186003"], "the EHR says that there is none");
    await me.opens(charts.people[HENRY]);
    await me.sees("banner", "Patient", /no known allerg/i);
  },

  "Last blood pressure, and the one before": async () => {
    const pairs = newest((await of(INGRID, "Observation?category=vital-signs")).filter((one) => one.code.coding?.some(({ code }) => code === "85354-9") && one.status !== "entered-in-error"));
    const pair = (one) => ["8480-6", "8462-4"].map((code) => one.component.find((part) => part.code.coding[0].code === code).valueQuantity.value).join("/");
    assert.ok(pairs.length > 1);
    await me.opens(charts.people[INGRID]);
    await me.turnsTo("Vitals");
    const row = await me.seesRow("Vitals", /^Blood pressure/, pair(pairs[0]), pair(pairs[1]));
    assert.ok(row.indexOf(pair(pairs[0])) <= row.indexOf(pair(pairs[1])), "the newest first");
  },

  "Which drugs is she on, at what dose": async () => {
    const active = (await of(INGRID, "MedicationRequest")).filter((one) => one.status === "active");
    assert.ok(active.length > 3);
    await me.opens(charts.people[INGRID]);
    await me.turnsTo("Medications");
    for (const order of active) await me.seesRow("Medications", drug(order), order.dosageInstruction[0].text, "active", onDay(order.authoredOn));
  },

  "When was a drug last given on the ward": async () => {
    const orders = (await of(INGRID, "MedicationRequest")).filter((one) => one.status === "active");
    const given = newest((await of(INGRID, "MedicationAdministration")).filter((one) => one.status === "completed" && orders.some((order) => drug(order) === drug(one))));
    const last = sure(given[0], "a dose given of a drug that is active");
    const times = given.filter((one) => drug(one) === drug(last)).length;
    await me.opens(charts.people[INGRID]);
    await me.turnsTo("Medications");
    const row = await me.seesRow("Medications", drug(last), new RegExp(`given ${times} times?`));
    assert.match(row, onDay(at(last)));
  },

  "When was the pacemaker implanted, and by whom": async () => {
    const done = sure((await of(INGRID, "Procedure")).find((one) => /pacemaker/i.test(words(one.code))), "the implantation");
    await me.opens(charts.people[INGRID]);
    await me.turnsToMore("Procedures");
    await me.seesRow("Procedures", words(done.code), onDay(at(done)), done.performer[0].actor.display, done.status);
  },

  "Which pacemaker is it (before an MRI)": async () => {
    const device = sure((await of(INGRID, "Device"))[0], "a device");
    await me.opens(charts.people[INGRID]);
    await me.turnsToMore("Devices");
    await me.seesRow("Devices", words(device.type), device.manufacturer, device.serialNumber);
  },

  "Heart disease in the family": async () => {
    const relative = sure((await of(INGRID, "FamilyMemberHistory"))[0], "a relative");
    await me.opens(charts.people[INGRID]);
    await me.turnsToMore("Family history");
    await me.seesRow("Family history", words(relative.relationship), words(relative.condition[0].code), new RegExp(`\\b${relative.condition[0].onsetAge.value}\\b`));
  },

  "Whom do I call: her physician and her goals": async () => {
    const goal = sure((await of(INGRID, "Goal")).find((one) => one.lifecycleStatus === "active"), "a goal");
    const team = sure((await of(INGRID, "CareTeam"))[0], "a care team");
    const physician = team.participant.find((one) => /General physician/.test(words(one.role[0])));
    await me.opens(charts.people[INGRID]);
    await me.turnsToMore("Care plan");
    await me.seesRow("Goals", goal.description.text);
    await me.seesRow("Care team", physician.member.display, words(physician.role[0]));
  },

  "When does she come next, and to whom": async () => {
    const booked = (await of(INGRID, "Appointment")).filter((one) => one.status === "booked" && Date.parse(one.start) > Date.now()).sort((a, b) => Date.parse(a.start) - Date.parse(b.start));
    await me.opens(charts.people[INGRID]);
    if (booked.length === 0) return assert.equal(await charts.window.has("list", "Next"), false, "nothing is made up");
    await me.seesRow("Next", onDay(booked[0].start), booked[0].participant.find((one) => /^Practitioner/.test(one.actor.reference)).actor.display);
  },

  "When was she last in hospital, and why": async () => {
    const stay = sure(newest((await of(INGRID, "Encounter")).filter((one) => one.class.code === "IMP"))[0], "a stay in hospital");
    await me.opens(charts.people[INGRID]);
    await me.turnsTo("Encounters");
    await me.seesRow("Encounters", /inpatient/i, words(stay.reasonCode[0]), onDay(stay.period.start), onDay(stay.period.end));
  },

  "What does the last note say": async () => {
    const notes = (await of(INGRID, "DocumentReference")).sort((a, b) => Date.parse(b.date) - Date.parse(a.date));
    const { attachment } = sure(notes[0], "a note").content[0];
    assert.match(attachment.contentType, /^text\/plain/);
    const text = await (await fetch(`${charts.base}/${attachment.url}`, { headers: { accept: "text/plain" } })).text();
    const line = text.split("\n").map((one) => one.trim().replace(/\s+/g, " ")).find((one) => one.length > 30);
    await me.opens(charts.people[INGRID]);
    await me.turnsTo("Notes");
    const said = await me.sees("region", /^Note: /);
    assert.ok(said.replace(/\s+/g, " ").includes(line.slice(0, 60)), `the note reads “${line.slice(0, 60)}”; it says:\n${said.slice(0, 400)}`);
    await me.seesRow("Notes", words(notes[0].type), onDay(notes[0].date), notes[0].author[0].display);
  },

  "Does she smoke": async () => {
    const said = newest((await of(INGRID, "Observation?category=social-history")).filter((one) => /tobacco|smok/i.test(words(one.code))));
    const last = sure(said[0], "a smoking status");
    await me.opens(charts.people[INGRID]);
    await me.turnsToMore("Social history");
    await me.seesRow("Social history", words(last.code), words(last.valueCodeableConcept), onDay(at(last)));
  },

  "Who pays": async () => {
    const cover = sure((await of(INGRID, "Coverage"))[0], "a coverage");
    await me.opens(charts.people[INGRID]);
    await me.turnsToMore("Insurance");
    await me.seesRow("Coverage", cover.payor[0].display, cover.subscriberId, cover.status);
  },

  "Where does this result come from": async () => {
    await me.opens(charts.people[INGRID]);
    await charts.window.find("table", "Last results");
    const [label, value] = await charts.window.run(() => {
      const row = document.querySelector("table[aria-label='Last results'] tbody tr");
      return [row.querySelector("th"), row.querySelector("button")].map((one) => one.innerText.replace(/\s+/g, " ").trim());
    });
    await me.press("button", value);
    const said = await me.sees("complementary", "Source", /Observation/, EHR, /Id at the EHR\s+\S+/i);
    const id = /Id at the EHR\s+(\S+)/i.exec(said)[1];
    const sent = await charts.read(`Observation/${id}`);
    assert.ok(label.startsWith(words(sent.code)), `${id} is a ${words(sent.code)}, and the row a ${label}`);
    assert.match(said, number(sent.valueQuantity.value));
  },

  "How was her creatinine then and now": async () => {
    const results = await testsNamed(INGRID, /^creatinine/i);
    await me.opens(charts.people[INGRID]);
    await me.turnsTo("Timeline");
    await me.press("button", "Compare two dates");
    await me.sees("checkbox", "Only what differs");
    const days = await charts.window.run(() => [...document.querySelectorAll("input[type=date]")].map((one) => one.value));
    const upTo = (day) => results.find((one) => onlyDay(at(one)) <= day);
    const expected = days.map(upTo);
    assert.ok(expected[0] && expected[1], `creatinine up to ${days.join(" and ")}`);
    assert.notEqual(expected[0].id, expected[1].id, "it was measured between the two days");
    await me.seesRow("Results and vital signs", words(expected[0].code), ...expected.map((one) => number(one.valueQuantity.value)));
  },
};

/** The day of an instant on this computer's calendar, as the window counts it. */
function onlyDay(date) {
  if (!/T/.test(date)) return date;
  const local = new Date(date);
  const two = (n) => String(n).padStart(2, "0");
  return `${local.getFullYear()}-${two(local.getMonth() + 1)}-${two(local.getDate())}`;
}

/** The tasks as they are written down: name, and how many actions its path has. */
async function written() {
  const text = await readFile(new URL("../tasks.md", import.meta.url), "utf8");
  const rows = text.split("\n").filter((line) => /^\| \d+ \|/.test(line));
  return rows.map((row) => {
    const [, , name, path] = row.split("|").map((cell) => cell.trim());
    return { name, actions: path.split("→").length };
  });
}

before(async () => {
  charts = await opened(pictures, [INGRID, HENRY, BARBARA]);
  me = new Clinician(charts.window);
});

after(async () => charts?.close());

test("every task that is written down is done here, and no other", async () => {
  const tasks = await written();
  assert.equal(tasks.length, 20);
  assert.deepEqual(tasks.map(({ name }) => name), Object.keys(TASKS));
});

test("twenty chart tasks", { timeout: 300_000 }, async (t) => {
  const tasks = await written();
  for (const [n, [name, run]] of Object.entries(TASKS).entries()) {
    await t.test(name, async () => {
      await me.begins();
      try {
        await run();
      } finally {
        await charts.window.picture(join(pictures, `${String(n + 1).padStart(2, "0")}.png`)).catch(() => undefined);
      }
      assert.ok(me.actions <= MOST, `${me.actions} actions, at most ${MOST}`);
      assert.equal(me.actions, tasks.find((task) => task.name === name)?.actions, "as many actions as the path that is written down");
    });
  }
});
