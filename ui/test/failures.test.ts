import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FAILURES, failureWords } from "~/foundations/failures";
import { failureOf } from "~/platform/failure";

test("every code of the core has a row in the table, and no row is without a code", () => {
  const source = readFileSync(join(import.meta.dirname, "../../src-tauri/crates/app/src/failure.rs"), "utf8");
  const list = /codes! \{([\s\S]*?)\n\}/.exec(source)?.[1] ?? "";
  const codes = [...list.matchAll(/^\s+\w+ = "([a-z-]+)",/gm)].map((found) => found[1]);
  expect(codes.length).toBeGreaterThan(20);
  expect(Object.keys(FAILURES).sort()).toEqual(codes.sort());
});

test("a code nobody knows is still a failure with words", () => {
  expect(failureWords("from-the-future").severity).toBe("danger");
  expect(failureOf("thrown text").failure.code).toBe("internal");
  expect(failureOf({ code: "offline", message: "m" }).failure).toEqual({ code: "offline", message: "m", correlation: null });
});
