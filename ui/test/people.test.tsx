import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { ProfileState } from "~/generated/ProfileState";
import { scenes } from "./fake/scenes";
import { people3, seat } from "./fake/workstation";
import { openWindow } from "./window";

const { nobody, adaeze, ellen, ugo, ada } = seat;

test("where several people use it, nothing is shown before one says who they are, and the next can take the seat", async () => {
  let state: ProfileState = nobody;
  let next: ProfileState = adaeze;
  const { far, user } = openWindow("#/patients", {
    profile_state: () => state,
    sign_person_in: () => (state = next),
    sign_person_out: () => (state = nobody),
  });
  expect(await screen.findByRole("heading", { name: "Who is there?" })).toBeVisible();
  expect(far.asked.some((one) => one.name === "list_patients")).toBe(false);
  await user.type(screen.getByLabelText("Account"), "adaeze");
  await user.type(screen.getByLabelText("Password"), "adaeze is long");
  await user.click(screen.getByRole("button", { name: "Sign in" }));
  const here = await screen.findByRole("group", { name: "Who is there" });
  expect(here).toHaveTextContent("Adaeze ObiNurse");
  expect(await screen.findByRole("grid", { name: "Patients" })).toBeVisible();
  window.location.hash = "#/patients/p1/notes";
  await user.click(within(here).getByRole("button", { name: "Switch person" }));
  expect(await screen.findByRole("heading", { name: "Who is there?" })).toBeVisible();
  expect(screen.queryByRole("grid", { name: "Patients" }), "nothing of it stays").toBeNull();
  next = { ...adaeze, person: "bo", name: "Bo Lind" };
  await user.type(screen.getByLabelText("Account"), "bo");
  await user.type(screen.getByLabelText("Password"), "bo is long");
  await user.click(screen.getByRole("button", { name: "Sign in" }));
  expect(await screen.findByRole("grid", { name: "Patients" }), "not the chart that was open").toBeVisible();
  expect(window.location.hash).toBe("#/patients");
  window.location.hash = "#/patients/p1/notes";
  await user.click(await screen.findByRole("button", { name: "Switch person" }));
  await user.type(await screen.findByLabelText("Account"), "bo");
  await user.type(screen.getByLabelText("Password"), "bo is long");
  await user.click(screen.getByRole("button", { name: "Sign in" }));
  expect(await screen.findByRole("heading", { name: /Notes/ }), "whoever comes back is where they were").toBeVisible();
});

test("the window hears that somebody sat down before the answer to their password, and shows all that they may see", async () => {
  let state: ProfileState = adaeze;
  const gate = new EventTarget();
  const people = new Promise<typeof people3>((resolve) => gate.addEventListener("opened", () => resolve(people3)));
  const { far, user } = openWindow("#/settings", {
    profile_state: () => state,
    list_people: () => people,
    sign_person_out: () => (state = nobody),
    sign_person_in: async () => {
      state = ada;
      far.tell({ kind: "profile" });
      await waitFor(() => expect(far.asked.some((one) => one.name === "list_people")).toBe(true));
      return state;
    },
  });
  await user.click(await screen.findByRole("button", { name: "Switch person" }));
  await user.type(await screen.findByLabelText("Account"), "ada");
  await user.type(screen.getByLabelText("Password"), "ada is long");
  await user.click(screen.getByRole("button", { name: "Sign in" }));
  await user.click(await screen.findByRole("link", { name: "Settings" }));
  await waitFor(() => expect(far.asked.filter((one) => one.name === "sign_person_in")).toHaveLength(1));
  gate.dispatchEvent(new Event("opened"));
  expect(await screen.findByRole("list", { name: "People" })).toBeVisible();
});

test("who sees no connection is not told that nobody is here", async () => {
  openWindow("#/patients", {
    profile_state: () => adaeze,
    list_connections: () => [],
    list_patients: () => ({ total: 0, here: 0, rows: [] }),
  });
  expect(await screen.findByText("No patients that you see.")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Connect an EHR" })).toBeNull();
});

test("a wrong password says so and is not kept", async () => {
  const message = "This account and password do not belong together. Check both; capital letters count in the password.";
  const { user } = openWindow("#/patients", {
    profile_state: () => nobody,
    sign_person_in: () => Promise.reject(Object.assign(new Error(), { code: "wrong-password", message, correlation: null })),
  });
  await user.type(await screen.findByLabelText("Account"), "adaeze");
  await user.type(screen.getByLabelText("Password"), "guessed");
  await user.click(screen.getByRole("button", { name: "Sign in" }));
  expect(await screen.findByText(message)).toBeVisible();
  expect(screen.getByLabelText("Password")).toHaveValue("");
});

test("who opens no charts is not offered them, and begins with the audit log", async () => {
  const { far } = openWindow("#/patients", { profile_state: () => ugo });
  expect(await screen.findByRole("grid", { name: "Acts" })).toBeVisible();
  expect(screen.queryByRole("link", { name: /Patients/ })).toBeNull();
  expect(far.asked.some((one) => one.name === "list_patients" || one.name === "list_outbox"), "nor asked for them").toBe(false);
});

test("an administrator adds people, gives them roles and removes them after a question", async () => {
  const { far, user } = openWindow("#/settings", { profile_state: () => ada, list_people: () => people3 });
  const list = await screen.findByRole("list", { name: "People" });
  expect(within(list).getAllByRole("listitem")).toHaveLength(3);
  await user.selectOptions(screen.getByLabelText("Role of Adaeze Obi"), "clinician");
  await user.type(screen.getByLabelText("Name"), "Carl Ek");
  await user.type(screen.getByLabelText("Account"), "carl");
  await user.type(screen.getByLabelText("Password"), "carl is long");
  await user.click(screen.getByRole("button", { name: "Add person" }));
  await waitFor(() => expect(screen.getByLabelText("Password")).toHaveValue(""));
  await user.click(screen.getByRole("button", { name: "Remove Ugo Conti" }));
  await user.click(await screen.findByRole("button", { name: "Remove" }));
  const asked = (name: string) => far.asked.filter((one) => one.name === name).map((one) => one.request);
  expect(asked("set_person_role")).toEqual([{ person: "u2", role: "clinician" }]);
  expect(asked("add_person")).toEqual([{ name: "Carl Ek", account: "carl", role: "nurse", password: "carl is long" }]);
  expect(asked("remove_person")).toEqual([{ person: "u3" }]);
});

test("the first person is an administrator", async () => {
  openWindow("#/settings");
  const form = await screen.findByRole("form", { name: "Add a person" });
  expect(form).toHaveTextContent("You are the only person here");
  expect(within(form).getByLabelText("Role")).toHaveValue("administrator");
});

test("who leaves the seat leaves nothing half-typed behind that is not on the disk", async () => {
  let state: ProfileState = adaeze;
  const { far, user } = openWindow("#/write/p1/vitals", {
    profile_state: () => state,
    sign_person_out: () => (state = nobody),
  });
  await user.type(await screen.findByLabelText(/Systolic/), "142");
  await user.click(screen.getByRole("button", { name: "Switch person" }));
  await waitFor(() => expect(far.asked.some((one) => one.name === "sign_person_out")).toBe(true));
  const names = far.asked.map((one) => one.name);
  expect(names.indexOf("keep_draft")).toBeGreaterThan(-1);
  expect(names.indexOf("keep_draft"), "before the seat is left").toBeLessThan(names.indexOf("sign_person_out"));
});

test("who may not change the lock is told how it is, and leaves the workstation to an administrator", async () => {
  openWindow("#/settings", { profile_state: () => adaeze });
  expect(await screen.findByText(/Locks after 5 minutes with nobody there, sealed/)).toBeVisible();
  expect(screen.queryByRole("button", { name: "Save lock" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Leave this workstation" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Back up" })).toBeNull();
});

test("what a role may not do stays in its place, does nothing, and says who could: by pointer and by keyboard", async () => {
  const { far, user } = openWindow("#/connections", { profile_state: () => adaeze });
  const remove = await screen.findByRole("button", { name: "Remove Riverside General" });
  expect(remove).toHaveAttribute("aria-disabled", "true");
  await user.click(remove);
  expect(screen.queryByRole("alertdialog")).toBeNull();
  remove.blur();
  await user.tab();
  for (let n = 0; n < 60 && document.activeElement !== remove; n += 1) await user.tab();
  expect(remove).toHaveFocus();
  const why = await screen.findByRole("tooltip");
  expect(why).toHaveTextContent("Your role (nurse) does not allow this. Ask an administrator.");
  expect(remove).toHaveAccessibleDescription(why.textContent);
  await user.keyboard("{Enter}");
  expect(screen.queryByRole("alertdialog")).toBeNull();
  expect(far.asked.some((one) => one.name === "remove_connection")).toBe(false);
});

test("who may not write is told so where the form would be, and is not offered the way there", async () => {
  const first = openWindow("#/write/p1/vitals", { profile_state: () => ellen });
  expect(await screen.findByText("You cannot write here")).toBeVisible();
  expect(screen.getByText("Your role (coder) does not allow this. Ask a clinician or a nurse.")).toBeVisible();
  expect(screen.queryByLabelText(/Systolic/)).toBeNull();
  first.unmount();
  openWindow("#/patients/p1/vitals", { profile_state: () => ellen });
  expect(await screen.findByRole("heading", { name: /Vitals/ })).toBeVisible();
  expect(screen.queryByRole("link", { name: /^Add:/ })).toBeNull();
});

test("the palette offers only pages that who is there may open", async () => {
  const { far, user } = openWindow("#/audit", { profile_state: () => ugo });
  await screen.findByRole("grid", { name: "Acts" });
  await user.keyboard("{Control>}k{/Control}");
  const list = await screen.findByRole("listbox");
  expect(within(list).getByRole("option", { name: /Audit log/ })).toBeVisible();
  expect(within(list).queryByRole("option", { name: /^Patients/ })).toBeNull();
  expect(far.asked.some((one) => one.name === "list_patients" || one.name === "own_lists")).toBe(false);
});

test("an administrator chooses the connections that somebody sees", async () => {
  const { far, user } = openWindow("#/settings", { profile_state: () => ada, list_people: () => people3 });
  await user.click(await screen.findByRole("button", { name: "Adaeze Obi: Sees 0 of 1 connections" }));
  expect(screen.queryByRole("button", { name: /Ugo Conti: Sees/ }), "an auditor opens no charts").toBeNull();
  const group = screen.getByRole("group", { name: "Connections that Adaeze Obi sees" });
  await user.click(within(group).getByRole("checkbox", { name: "Riverside General" }));
  await user.click(within(group).getByRole("checkbox", { name: /^All/ }));
  const asked = far.asked.filter((one) => one.name === "set_person_connections").map((one) => one.request);
  expect(asked).toEqual([
    { person: "u2", connections: ["c1"] },
    { person: "u2", connections: null },
  ]);
});

test("what others keep to themselves is said to be held back, and a section with nothing else is not called empty", async () => {
  const first = openWindow("#/patients/p1/notes", scenes.coder);
  expect(await screen.findByText("2 documents held back")).toBeVisible();
  first.unmount();
  openWindow("#/patients/p1/notes", { ...scenes.coder, read_section: () => ({ kind: "notes", rows: [] }) });
  expect(await screen.findByText("Nothing that is for you to see.")).toBeVisible();
  expect(screen.queryByText(/^None/)).toBeNull();
});
