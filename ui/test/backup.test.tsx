import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { scenes } from "./fake/scenes";
import { openWindow } from "./window";

test("a backup is written where somebody says, and says how large it is", async () => {
  const { far, user } = openWindow("#/settings");
  await user.type(await screen.findByLabelText("Write the backup to"), "/media/usb/ward.backup");
  await user.click(screen.getByRole("button", { name: "Back up" }));
  expect(await screen.findByText("Backed up, 48 MB")).toBeVisible();
  expect(far.asked.find((one) => one.name === "back_up")?.request).toEqual({ path: "/media/usb/ward.backup" });
});

test("without a recovery key there is no backup; the new key is shown once, for paper too", async () => {
  const { user } = openWindow("#/settings", { backup_state: () => ({ recoveryKey: false, lastAt: null, running: null }) });
  expect(await screen.findByText("No recovery key yet")).toBeVisible();
  expect(screen.queryByLabelText("Write the backup to")).toBeNull();
  await user.type(await screen.findByLabelText("Your passphrase, to make a recovery key"), "right horse");
  await user.click(screen.getByRole("button", { name: "Make a recovery key" }));
  const sheet = await screen.findByRole("alertdialog", { name: "Your recovery key" });
  expect(within(sheet).getByText(/7Q2K M4TD/)).toBeVisible();
  expect(document.querySelector(".wardbook-paper")).toHaveTextContent("7Q2K M4TD");
  await user.click(within(sheet).getByRole("button", { name: "I have it" }));
  expect(document.body.textContent).not.toContain("7Q2K");
});

test("on a new workstation a backup comes back by its recovery key", async () => {
  const { far, user } = openWindow("", scenes.new);
  await user.click(await screen.findByRole("button", { name: "Restore a backup" }));
  await user.type(screen.getByLabelText("Backup file"), "/media/usb/ward.backup");
  await user.type(screen.getByLabelText("Recovery key"), "7q2k m4td");
  await user.type(screen.getByLabelText("New passphrase"), "four quiet brown owls");
  await user.type(screen.getByLabelText("New passphrase again"), "four quiet brown owls");
  await user.click(screen.getByRole("button", { name: "Restore" }));
  await screen.findByRole("heading", { name: "Patients" });
  expect(far.asked.find((one) => one.name === "restore_backup")?.request).toEqual({
    path: "/media/usb/ward.backup",
    key: "7q2k m4td",
    protection: "keyring-and-passphrase",
    passphrase: "four quiet brown owls",
  });
});
