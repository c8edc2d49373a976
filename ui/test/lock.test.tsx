import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { KeptDraft } from "~/generated/KeptDraft";
import type { ProfileState } from "~/generated/ProfileState";
import { NOW } from "./fake/people";
import { everything } from "./fake/workstation";
import { openWindow } from "./window";

const open: ProfileState = { kind: "open", protection: "passphrase", person: "clinician", name: null, role: "owner", people: false, may: everything, mayNot: [] };
const refusal = (code: string, message: string) => Promise.reject(Object.assign(new Error(), { code, message, correlation: null }));
const draft = (place: string, title: string, content: object): KeptDraft => ({ place, patient: "p1", patientName: "Sørensen, Ingrid", title, content: JSON.stringify(content), at: NOW - 600_000 });

test("Ctrl L keeps what is typed before it locks, and gives it back after", async () => {
  let locked = false;
  const kept = new Map<string, KeptDraft>();
  const { far, user } = openWindow("#/write/p1/vitals", {
    profile_state: (): ProfileState => (locked ? { kind: "locked", protection: "passphrase" } : open),
    unlock_profile: () => ((locked = false), open),
    lock_now: () => ((locked = true), { kind: "locked", protection: "passphrase" }),
    kept_draft: ({ place }) => ({ place, draft: kept.get(place) ?? null }),
    kept_drafts: () => [...kept.values()],
    keep_draft: (request) => {
      const one = { ...request, patientName: "Sørensen, Ingrid", at: NOW };
      kept.set(request.place, one);
      return { place: request.place, draft: one };
    },
  });
  await user.type(await screen.findByLabelText(/Systolic/), "142");
  await user.keyboard("{Control>}l{/Control}");
  await screen.findByRole("heading", { name: "Wardbook is locked" });
  expect(document.body.textContent, "nothing of a patient").not.toMatch(/Sørensen|142/);
  const names = far.asked.map((one) => one.name);
  expect(names.indexOf("keep_draft"), "kept first").toBeLessThan(names.indexOf("lock_now"));
  expect(names).toContain("keep_draft");
  await user.type(screen.getByLabelText("Passphrase"), "right horse");
  await user.click(screen.getByRole("button", { name: "Unlock" }));
  expect(await screen.findByLabelText(/Systolic/)).toHaveValue("142");
  expect(screen.getByText("What you had typed is here again")).toBeVisible();
});

test("what could not be kept is said, and the window stays open until somebody decides", async () => {
  const { far, user } = openWindow("#/write/p1/vitals", { keep_draft: () => refusal("disk-full", "The disk is full. Make room and try again.") });
  await user.type(await screen.findByLabelText(/Systolic/), "142");
  await user.click(screen.getByRole("button", { name: /^Lock/ }));
  const asked = await screen.findByRole("alertdialog");
  expect(within(asked).getByText(/The disk is full/)).toBeVisible();
  expect(far.asked.some((one) => one.name === "lock_now")).toBe(false);
  await user.click(within(asked).getByRole("button", { name: "Lock all the same" }));
  await waitFor(() => expect(far.asked.some((one) => one.name === "lock_now")).toBe(true));
});

test("without a passphrase there is nothing to lock with, and the way to one is offered", async () => {
  const { user } = openWindow("#/patients", { lock_now: () => refusal("lock-needs-passphrase", "This profile is opened by the keyring alone.") });
  await user.click(await screen.findByRole("button", { name: /^Lock/ }));
  await user.click(within(await screen.findByRole("alertdialog")).getByRole("button", { name: "Set a passphrase" }));
  expect(await screen.findByRole("heading", { name: "Settings" })).toBeVisible();
});

test("a screened window opens by its PIN; when that is used up only the passphrase is asked for", async () => {
  let state: ProfileState = { kind: "screened", protection: "passphrase", pin: true, triesLeft: 5 };
  const { far, user } = openWindow("#/patients", {
    profile_state: () => state,
    unlock_with_pin: ({ pin }) => {
      if (pin === "1111") return refusal("wrong-pin", "That is not the PIN. 4 more tries; after that only the passphrase opens it.");
      state = { kind: "locked", protection: "passphrase" };
      far.tell({ kind: "profile" });
      return refusal("pin-used-up", "That was the fifth wrong PIN. Wardbook is sealed: open it with the passphrase.");
    },
  });
  await user.type(await screen.findByLabelText("PIN"), "1111{Enter}");
  expect(await screen.findByText(/4 more tries/)).toBeVisible();
  expect(screen.getByLabelText("PIN")).toHaveValue("");
  await user.type(screen.getByLabelText("PIN"), "2222{Enter}");
  expect(await screen.findByText(/fifth wrong PIN/)).toBeVisible();
  expect(screen.getByLabelText("Passphrase")).toBeVisible();
  expect(screen.queryByLabelText("PIN")).toBeNull();
});

test("the core says that nobody is there: the window keeps, and locks as it was told", async () => {
  const { far } = openWindow("#/patients");
  await screen.findByRole("heading", { name: "Patients" });
  far.tell({ kind: "locking", lock: "sealed" });
  await waitFor(() => expect(far.asked.some((one) => one.name === "lock_profile")).toBe(true));
  expect(far.asked.some((one) => one.name === "lock_now")).toBe(false);
});

test("a form left half-typed is offered when the window opens, and thrown away only by hand", async () => {
  const left = draft("write p1 vitals new", "Vital signs", { values: { systolic: "142" }, saved: 0, saving: false });
  let kept = [left];
  const { far, user } = openWindow("#/patients", {
    kept_drafts: () => kept,
    kept_draft: ({ place }) => ({ place, draft: kept.find((one) => one.place === place) ?? null }),
    drop_draft: ({ place }) => ((kept = []), { place, draft: null }),
  });
  const offered = await screen.findByRole("complementary", { name: "Not finished" });
  expect(within(offered).getByText(/Vital signs/)).toHaveTextContent("Sørensen, Ingrid");
  await user.click(within(offered).getByRole("button", { name: "Continue" }));
  expect(await screen.findByLabelText(/Systolic/)).toHaveValue("142");
  await user.click(screen.getByRole("button", { name: "Start over" }));
  await waitFor(() => expect(screen.getByLabelText(/Systolic/)).toHaveValue(""));
  expect(far.asked.filter((one) => one.name === "drop_draft")).toHaveLength(1);
  expect(far.asked.some((one) => one.name === "keep_draft"), "what is thrown away is not kept again").toBe(false);
});

test("a save that was cut off says so, so that nothing is written twice", async () => {
  const left = draft("write p1 vitals new", "Vital signs", { values: { systolic: "142", diastolic: "91" }, saved: 1, saving: true });
  openWindow("#/write/p1/vitals", { kept_draft: ({ place }) => ({ place, draft: left.place === place ? left : null }) });
  expect(await screen.findByText("Saving was interrupted")).toBeVisible();
});

test("new keys are made after a question, by whoever knows the passphrase", async () => {
  const { far, user } = openWindow("#/settings");
  const keys = await screen.findByRole("group", { name: "Keys" });
  const change = within(keys).getByRole("button", { name: "Change the keys" });
  expect(change).toBeDisabled();
  await user.type(within(keys).getByLabelText("Passphrase, to change the keys"), "a calm ward");
  await user.click(change);
  const asked = await screen.findByRole("alertdialog", { name: "Change the keys?" });
  expect(far.asked.some((one) => one.name === "change_keys")).toBe(false);
  await user.click(within(asked).getByRole("button", { name: "Change the keys" }));
  await waitFor(() => expect(far.asked.find((one) => one.name === "change_keys")?.request).toEqual({ passphrase: "a calm ward" }));
});
