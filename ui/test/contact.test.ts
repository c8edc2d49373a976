import { expect, test } from "vitest";
import { contactOf, withContact } from "~/features/writing/contact";

const ingrid = {
  resourceType: "Patient",
  telecom: [
    { system: "phone", use: "old", value: "555-0100" },
    { system: "phone", use: "home", value: "555-0111" },
  ],
  address: [{ use: "old", line: ["Havnegata 1"], city: "Bergen" }],
};

test("the number and the address somebody had once are neither shown as theirs nor written over", () => {
  expect(contactOf(ingrid)).toEqual({ phone: "555-0111", email: "", line: "", city: "", postalCode: "" });
  const moved = withContact(ingrid, { ...contactOf(ingrid), phone: "555-0122", line: "Torget 2", city: "Oslo" });
  expect(moved).toEqual({
    resourceType: "Patient",
    telecom: [ingrid.telecom[0], { system: "phone", use: "home", value: "555-0122" }],
    address: [...ingrid.address, { line: ["Torget 2"], city: "Oslo" }],
  });
  expect(withContact(ingrid, { ...contactOf(ingrid), phone: "" })).toMatchObject({ telecom: [ingrid.telecom[0]] });
});
