import { expect, test } from "vitest";
import { decimal, members, withMembers, written } from "~/foundations/written";

test("a number is written as somebody typed it", () => {
  expect(written({ value: decimal("6,10"), unit: "mmol/L", absent: undefined, list: [decimal("037.50"), null, "a"] })).toBe('{"value":6.10,"unit":"mmol/L","list":[37.50,null,"a"]}');
});

test("a record's members are found as they came, whatever is in them", () => {
  const json = '{ "a\\"b" : 6.10 , "c": {"d": [1.0, "},{"], "e": ":"}, "f":"x,\\"y" ,"g":[]}';
  expect([...members(json)]).toEqual([["a\"b", "6.10"], ["c", '{"d": [1.0, "},{"], "e": ":"}'], ["f", '"x,\\"y"'], ["g", "[]"]]);
  expect([...members("{}")]).toEqual([]);
  const other = withMembers(json, { g: [decimal("2.0")], f: undefined, h: true });
  expect(other).toBe('{"a\\"b":6.10,"c":{"d": [1.0, "},{"], "e": ":"},"g":[2.0],"h":true}');
});
