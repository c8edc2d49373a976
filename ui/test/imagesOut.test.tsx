import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { AnonymisedImages } from "~/generated/AnonymisedImages";
import { openWindow } from "./window";

async function writing(answer: (looked: boolean) => AnonymisedImages) {
  const opened = openWindow("#/patients/p1/imaging", { anonymise_images: ({ looked }) => answer(looked) });
  await opened.user.click(await screen.findByRole("button", { name: /^Anonymise: CT abdomen/ }));
  const dialog = await screen.findByRole("dialog", { name: "Write images without the person" });
  await opened.user.type(within(dialog).getByLabelText("Write to"), "/home/holm/lungs.zip");
  return { ...opened, dialog };
}

test("a series leaves without its person, and what should be known of it is said", async () => {
  const { dialog, user, far } = await writing(() => ({ path: "/home/holm/lungs.zip", written: 24, leftOut: [], remarks: ["from slices of a head a face can be drawn, and recognised"] }));
  const series = within(dialog).getByLabelText("What");
  await user.selectOptions(series, within(series).getAllByRole("option")[1]!);
  await user.click(within(dialog).getByRole("checkbox", { name: /^Move dates/ }));
  await user.click(within(dialog).getByRole("button", { name: "Write without the person" }));
  expect(await within(dialog).findByText("24 files written without the person")).toBeVisible();
  expect(within(dialog).getByText(/a face can be drawn/)).toBeVisible();
  const asked = far.asked.find((one) => one.name === "anonymise_images")?.request;
  expect(asked).toMatchObject({ path: "/home/holm/lungs.zip", moveDates: true, looked: false, instances: [] });
  expect(asked).not.toMatchObject({ series: null });
});

test("pictures that may have a name in them wait until somebody says that they looked", async () => {
  const reason = "names are often drawn into pictures of this kind, and it does not say that none are";
  const { dialog, user } = await writing((looked) =>
    looked ? { path: "/home/holm/lungs.zip", written: 12, leftOut: [], remarks: [] } : { path: null, written: 0, leftOut: [{ reason, many: 12, lookingHelps: true }], remarks: [] },
  );
  await user.click(within(dialog).getByRole("button", { name: "Write without the person" }));
  expect(await within(dialog).findByText("Nothing was written")).toBeVisible();
  expect(within(dialog).getByText(`12 files: ${reason}.`)).toBeVisible();
  await user.click(within(dialog).getByRole("checkbox", { name: /^I looked at the pictures/ }));
  await user.click(within(dialog).getByRole("button", { name: "Write without the person" }));
  expect(await within(dialog).findByText("12 files written without the person")).toBeVisible();
});
