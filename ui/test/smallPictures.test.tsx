import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { bitmapOf } from "~/features/images/bitmap";
import { imageStudies } from "./fake/images";
import { openWindow } from "./window";

test("a small picture becomes a bitmap from the top, and half of one becomes nothing", () => {
  const bytes = Uint8Array.from([2, 0, 1, 0, 255, 0, 0, 0, 0, 255]).buffer;
  const address = bitmapOf(bytes);
  const file = Uint8Array.from(atob(address?.split(",")[1] ?? ""), (letter) => letter.charCodeAt(0));
  expect([...file.subarray(0, 2)]).toEqual([0x42, 0x4d]);
  expect(new DataView(file.buffer).getInt32(22, true)).toBe(-1);
  expect([...file.subarray(54)]).toEqual([0, 0, 255, 255, 0, 0, 0, 0]);
  expect(bitmapOf(bytes.slice(0, 7))).toBeNull();
  expect(bitmapOf(new ArrayBuffer(0))).toBeNull();
});

test("studies have a small picture where one can be made, and words alone where none can", async () => {
  const [first, second] = imageStudies.studies;
  const none = second?.series[0]?.id;
  openWindow("#/patients/p1/imaging", {
    image_thumbnail: ({ series }) => (series === none ? new ArrayBuffer(0) : Uint8Array.from([1, 0, 1, 0, 9, 9, 9]).buffer),
  });
  const table = await screen.findByRole("region", { name: "Studies" });
  const rows = within(table).getAllByRole("row");
  const picture = await within(rows[1]!).findByRole("img", { name: /^Middle of / });
  expect(picture).toHaveAttribute("src", expect.stringMatching(/^data:image\/bmp/));
  expect(first?.series.length).toBeGreaterThan(0);
  expect(within(rows[2]!).queryByRole("img", { name: /^Middle of / })).toBeNull();
});
