import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { openWindow } from "./window";

test("a photo becomes a study of the patient, with what was said of it", async () => {
  const { far, user } = openWindow("#/patients/p1/imaging");
  await user.click(await screen.findByRole("button", { name: "Add photo or PDF…" }));
  const dialog = await screen.findByRole("dialog", { name: /^Add a photo or PDF to the images of/ });
  const make = within(dialog).getByRole("button", { name: "Make a study of it" });
  await user.type(within(dialog).getByLabelText("File"), "/media/camera/heel.jpg");
  expect(make).toBeDisabled();
  await user.type(within(dialog).getByLabelText("What it is"), "Wound, left heel");
  await user.selectOptions(within(dialog).getByLabelText("Kind of picture"), "Paper or film from a scanner");
  await user.click(make);
  expect(await within(dialog).findByText("1 DICOM file made")).toBeVisible();
  expect(far.asked.find((one) => one.name === "wrap_images")?.request).toEqual({
    patient: "p1",
    path: "/media/camera/heel.jpg",
    record: null,
    title: "Wound, left heel",
    made: null,
    scan: true,
  });
  expect(make).toBeDisabled();
});
