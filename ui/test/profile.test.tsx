import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { scenes } from "./fake/scenes";
import { openWindow } from "./window";

test("first run without a keyring explains it and makes a profile by passphrase", async () => {
  const { far, user } = openWindow("", scenes["no-keyring"]);
  expect(await screen.findByText(/No Secret Service answers/)).toBeVisible();
  expect(screen.getByRole("radio", { name: /Keyring and passphrase/ })).toBeDisabled();
  expect(screen.getByRole("radio", { name: /Passphrase alone/ })).toBeChecked();
  await user.type(screen.getByLabelText("Passphrase"), "short");
  await user.type(screen.getByLabelText("Passphrase again"), "short");
  await user.click(screen.getByRole("button", { name: "Create profile" }));
  expect(screen.getByText("At least 8 characters.")).toBeVisible();
  expect(far.asked.some((one) => one.name === "create_profile"), "nothing is made with a short passphrase").toBe(false);
  await user.type(screen.getByLabelText("Passphrase"), " of many words");
  expect(screen.queryByText("Strong")).toBeVisible();
  await user.type(screen.getByLabelText("Passphrase again"), " of many werds");
  await user.click(screen.getByRole("button", { name: "Create profile" }));
  expect(screen.getByText("The two are not the same.")).toBeVisible();
  await user.clear(screen.getByLabelText("Passphrase again"));
  await user.type(screen.getByLabelText("Passphrase again"), "short of many words");
  await user.click(screen.getByRole("button", { name: "Create profile" }));
  await screen.findByRole("heading", { name: "Patients" });
  expect(far.asked.find((one) => one.name === "create_profile")?.request).toEqual({ protection: "passphrase", passphrase: "short of many words" });
});

test("a wrong passphrase says so at the field, and clears it", async () => {
  const { user } = openWindow("", {
    ...scenes.locked,
    unlock_profile: () => Promise.reject(Object.assign(new Error(), { code: "wrong-passphrase", message: "That passphrase does not open this profile. Try again.", correlation: null })),
  });
  const field = await screen.findByLabelText("Passphrase");
  await user.type(field, "wrong horse");
  await user.click(screen.getByRole("button", { name: "Unlock" }));
  expect(await screen.findByText("That passphrase does not open this profile. Try again.")).toBeVisible();
  expect(field).toHaveValue("");
  expect(field).toBeInvalid();
});

test("a damaged profile shows what is wrong and that nothing was changed", async () => {
  openWindow("", scenes.damaged);
  expect(await screen.findByRole("heading", { name: "This profile cannot be opened" })).toBeVisible();
  expect(screen.getByText(/Install the newer version/)).toBeVisible();
  expect(screen.getByText(/Nothing on the disk was changed/)).toBeVisible();
});

test("locking shows the lock and forgets what was read", async () => {
  let locked = false;
  const { far, user } = openWindow("#/settings", {
    profile_state: () => (locked ? { kind: "locked", protection: "passphrase" } : { kind: "open", protection: "passphrase", person: "clinician", name: null, role: "owner", people: false, may: [], mayNot: [] }),
    lock_profile: () => ((locked = true), { kind: "locked", protection: "passphrase" }),
  });
  await user.click(await screen.findByRole("button", { name: "Lock Wardbook" }));
  await screen.findByRole("heading", { name: "Wardbook is locked" });
  const before = far.asked.filter((one) => one.name === "list_patients").length;
  await user.type(screen.getByLabelText("Passphrase"), "right horse");
  await user.click(screen.getByRole("button", { name: "Unlock" }));
  await screen.findByRole("heading", { name: "Settings" });
  await waitFor(() => expect(far.asked.filter((one) => one.name === "list_patients").length, "asked again, not remembered").toBeGreaterThan(before));
});
