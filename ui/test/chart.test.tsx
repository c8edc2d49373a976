import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { banner, emptySummary, heads, ingridChart, summary } from "./fake/chart";
import { ingrid, zofia } from "./fake/people";
import { syncing } from "./fake/rest";
import { scenes } from "./fake/scenes";
import { openWindow } from "./window";

test("allergies that are not known never read as no known allergies", async () => {
  openWindow("#/patients/p3/allergies", scenes.refused);
  expect(await screen.findByText("Not known: refused by the EHR")).toBeVisible();
  expect(screen.getByText("Allergies not known")).toBeVisible();
  expect(screen.getAllByText("The EHR refused: this user may not read it.")[0]).toBeInTheDocument();
  expect(screen.queryByText(/no known allergies/i)).toBeNull();
});

test("nothing recorded is not none known either", async () => {
  openWindow("#/patients/p3/allergies", {
    open_chart: () => ({ banner: banner(zofia, { allergies: [], allergyStatement: "nothing-recorded" }), sections: heads({ allergies: { count: 0 } }) }),
    read_section: () => ({ kind: "allergies", rows: { statement: "nothing-recorded", rows: [] } }),
  });
  expect(await screen.findByText("Nothing recorded at the EHR")).toBeVisible();
  expect(screen.getByText("Allergies: nothing recorded")).toBeVisible();
  expect(screen.queryByText(/no known allergies/i)).toBeNull();
});

test("no known allergies appears when the EHR said it", async () => {
  openWindow("#/patients/p1/allergies", {
    open_chart: () => ({ banner: banner(ingrid, { allergies: [], allergyStatement: "none-known" }), sections: heads({ allergies: { count: 1 } }) }),
    read_section: () => ({ kind: "allergies", rows: { statement: "none-known", rows: [] } }),
  });
  expect(await screen.findByText("The EHR says so.")).toBeVisible();
  expect(screen.getAllByText("No known allergies")).toHaveLength(2);
});

test("a refused section says so, with its reason, and an answered one says who said nothing", async () => {
  openWindow("#/patients/p3/summary", scenes.refused);
  const results = await screen.findByRole("region", { name: "Results" });
  expect(within(results).getByText("Not known: refused by the EHR")).toBeVisible();
  const problems = screen.getByRole("region", { name: "Problems" });
  expect(within(problems).getByText("Nothing recorded at the EHR")).toBeVisible();
  const encounters = screen.getByRole("region", { name: "Encounters" });
  expect(within(encounters).getByText("Not known: not covered by the sign-in")).toBeVisible();
});

test("the summary begins with what is new, and says what comes next", async () => {
  openWindow("#/patients/p1/summary");
  const fresh = await screen.findByRole("region", { name: "New since you last looked" });
  expect(within(fresh).getByText("2026-11-19 16:40")).toBeVisible();
  expect(within(fresh).getByRole("link", { name: "11 results" })).toHaveAttribute("href", "#/patients/p1/results");
  expect(within(fresh).getByText("Troponin").closest("s"), "what was withdrawn is struck through").not.toBeNull();
  expect(within(fresh).getByText("and 9 more")).toBeVisible();
  expect(within(screen.getByRole("list", { name: "Next" })).getByText("Heart failure clinic")).toBeVisible();
});

test("what is new but no longer holds says so, and what was simply done does not", async () => {
  const row = (record: string, title: string, status: string, standing: "past" | "current") => ({ record, section: "medications", title, detail: null, date: "2026-11-20T06:41:00", status, standing });
  const rows = [row("m1", "Warfarin", "stopped", "past"), row("m2", "Paracetamol", "active", "current"), row("p1", "Chest drain", "completed", "past")];
  openWindow("#/patients/p1/summary", {
    read_section: () => ({ kind: "summary", rows: { ...summary, fresh: { since: 0, counts: [{ section: "medications", records: 3 }], rows } } }),
  });
  const fresh = await screen.findByRole("region", { name: "New since you last looked" });
  const line = (title: string) => within(fresh).getByText(title).closest("li")!;
  expect(line("Warfarin")).toHaveTextContent("stopped");
  expect(line("Paracetamol")).not.toHaveTextContent("active");
  expect(line("Chest drain")).not.toHaveTextContent("completed");
});

test("another record of the section that is open is shown when it is asked for", async () => {
  const { far } = openWindow("#/patients/p1/notes/no1");
  const opened = () => far.asked.filter((one) => one.name === "open_note").map((one) => (one.request as { record: string }).record);
  await waitFor(() => expect(opened()).toEqual(["no1"]));
  act(() => {
    window.location.hash = "#/patients/p1/notes/no2";
  });
  await waitFor(() => expect(opened()).toEqual(["no1", "no2"]));
});

test("the head of a section names the read that is missing and why", async () => {
  const { user } = openWindow("#/patients/p1/results");
  await user.click(await screen.findByText("2 of 3 complete to 14:02; 1 refused by the EHR"));
  const list = screen.getByRole("list", { name: "What is not complete in Results" });
  expect(within(list).getByText("Observation microbiology")).toBeInTheDocument();
  expect(within(list).getByText("The EHR refused: this user has no permission for microbiology.")).toBeInTheDocument();
});

test("refuted, withdrawn, past and unknown problems look different from each other", async () => {
  const { user } = openWindow("#/patients/p1/problems");
  const grid = await screen.findByRole("grid", { name: "Problems" });
  expect(within(grid).getByRole("row", { name: /Sleep apnoea.*status not recorded/ })).toBeVisible();
  expect(within(grid).queryByText("Pregnancy")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Show 3 past or refuted problems" }));
  expect(within(grid).getByText("Pregnancy").closest("s")).not.toBeNull();
  expect(within(grid).getByRole("row", { name: /Pregnancy.*entered in error/ })).toBeVisible();
  expect(within(grid).getByText("Pulmonary embolism").closest("s"), "refuted is not struck through").toBeNull();
  expect(within(grid).getByRole("row", { name: /Pulmonary embolism.*refuted/ })).toBeVisible();
  expect(within(grid).getByRole("row", { name: /pneumonia.*resolved/ })).toBeVisible();
});

test("a row's source opens by keyboard, shows the JSON as sent, and gives the focus back", async () => {
  const { user } = openWindow("#/patients/p1/problems");
  const grid = await screen.findByRole("grid", { name: "Problems" });
  act(() => grid.focus());
  await user.keyboard("{ArrowDown}i");
  const panel = await screen.findByRole("complementary", { name: "Source" });
  expect(within(panel).getByText("Type 2 diabetes mellitus")).toBeVisible();
  expect((await within(panel).findAllByText("obs-4711"))[0]).toBeVisible();
  expect(within(panel).getByRole("region", { name: "JSON" })).toHaveTextContent('"value": 6.40');
  await user.keyboard("{Escape}");
  expect(screen.queryByRole("complementary", { name: "Source" })).toBeNull();
  expect(grid).toHaveFocus();
});

test("a note is read in parts, and says what cannot be shown", async () => {
  const { user } = openWindow("#/patients/p1/notes");
  const reader = await screen.findByRole("region", { name: "Note: Progress note" });
  expect(within(reader).getByText(/Slept on three pillows/)).toBeVisible();
  expect(within(reader).getByText("A PDF of 231 kB. It is on this workstation, but the PDFs of an EHR are not shown here yet: open it at the EHR.")).toBeVisible();
  await user.click(screen.getByText("Discharge summary"));
  expect(await screen.findByText(/The document is not on this workstation/)).toBeVisible();
});

test("with the EHR gone the chart stays and says since when", async () => {
  openWindow("#/patients/p1/summary", scenes.offline);
  expect(await screen.findByText("As of 14:02 · offline since 14:20")).toBeVisible();
  expect(screen.getByText("Heart failure with reduced ejection fraction")).toBeVisible();
  expect(screen.getByRole("link", { name: /^Sync state: Offline since 14:20/ })).toBeVisible();
});

test("sections nobody offers have no tab; those not known do", async () => {
  const { user } = openWindow("#/patients/p1/summary");
  await user.click(await screen.findByRole("button", { name: "More" }));
  const menu = await screen.findByRole("menu", { name: /More/ });
  expect(within(menu).getByRole("menuitem", { name: /Devices/ })).toHaveTextContent("not known");
  expect(within(menu).queryByRole("menuitem", { name: /Other/ })).toBeNull();
});

test("a change of the chart is asked for again; another patient's is not", async () => {
  const { far } = openWindow("#/patients/p1/problems");
  await screen.findByRole("grid", { name: "Problems" });
  const sections = () => far.asked.filter((one) => one.name === "read_section").length;
  const before = sections();
  act(() => far.tell({ kind: "chart", patient: "p9" }));
  expect(sections()).toBe(before);
  act(() => far.tell({ kind: "chart", patient: "p1" }));
  await waitFor(() => expect(sections()).toBe(before + 1));
  expect(ingridChart.sections).toHaveLength(18);
});

test("once a chart is open the list is asked again what is new", async () => {
  const { far } = openWindow("#/patients/p1/problems");
  await screen.findByRole("grid", { name: "Problems" });
  await waitFor(() => expect(far.asked.filter((one) => one.name === "list_patients").length).toBeGreaterThan(1));
});

test("a chart that is not here says so and leads back", async () => {
  openWindow("#/patients/gone/summary", {
    open_chart: () => Promise.reject(Object.assign(new Error(), { code: "patient-not-found", message: "There is no such patient on this workstation.", correlation: null })),
  });
  expect(await screen.findByText("This patient is not on this workstation")).toBeVisible();
});

test("a chart that stands open while it is synced shows what came, and so does a record's source", async () => {
  const { far, user } = openWindow("#/patients/p1/problems");
  const [first] = await screen.findAllByRole("button", { name: /^Source of/ });
  await user.click(first!);
  await screen.findByRole("region", { name: "Correct and verify" });
  const times = (name: string) => far.asked.filter((one) => one.name === name).length;
  const before = { read_section: times("read_section"), record_source: times("record_source") };
  act(() => far.tell({ kind: "sync", progress: syncing }));
  expect(times("record_source"), "it goes on").toBe(before.record_source);
  act(() => far.tell({ kind: "sync", progress: { ...syncing, phase: "done", endedAt: 1_795_000_000_000 } }));
  await waitFor(() => expect(times("record_source")).toBe(before.record_source + 1));
  expect(times("read_section")).toBeGreaterThan(before.read_section);
});

test("none current among what is here is not none, where not all has come", async () => {
  openWindow("#/patients/p1/summary", {
    open_chart: () => ({ ...ingridChart, sections: ingridChart.sections.map((head) => (head.section === "problems" ? { ...head, count: 4, coverage: { ...head.coverage, state: "partial" as const } } : head)) }),
    read_section: () => ({ kind: "summary", rows: emptySummary }),
  });
  expect(await screen.findByText("None current among the 4 that are here; not all of it has come.")).toBeVisible();
});

test("an encounter that was cancelled says so in the summary, and one that is over says nothing", async () => {
  const [first] = summary.encounters;
  openWindow("#/patients/p1/summary", {
    read_section: () => ({ kind: "summary", rows: { ...summary, encounters: [{ ...first!, record: "x1", kind: "Follow-up", status: "cancelled", standing: "past" }, { ...first!, record: "x2", kind: "Ward stay", status: "finished", standing: "past" }] } }),
  });
  const cancelled = (await screen.findByText(/Follow-up/)).closest("li")!;
  expect(cancelled).toHaveTextContent("cancelled");
  expect(screen.getByText(/Ward stay/).closest("li")).not.toHaveTextContent("finished");
});
