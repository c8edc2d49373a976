/**
 * JSON written to the letter: a number as somebody typed it, and a record's other members as they came. 6.10 stays
 * 6.10, which says that it was measured to two digits.
 */

/** A number as it was typed. */
export class Decimal {
  constructor(readonly text: string) {}
}

/** A decimal of a field that takes a comma as well. */
export const decimal = (typed: string) => new Decimal(typed.trim().replace(",", ".").replace(/^0+(?=\d)/, ""));

export function written(value: unknown): string {
  if (value instanceof Decimal) return value.text;
  if (Array.isArray(value)) return `[${value.map((one) => (one === undefined ? "null" : written(one))).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, one]) => one !== undefined);
  return `{${members.map(([name, one]) => `${JSON.stringify(name)}:${written(one)}`).join(",")}}`;
}

/** An object's own members, each as it is written. */
export function members(json: string): Map<string, string> {
  const found = new Map<string, string>();
  let depth = 0;
  let from = -1;
  let name: string | null = null;
  const end = (at: number) => {
    if (name !== null) found.set(name, json.slice(from, at).trim());
    name = null;
  };
  for (let at = 0; at < json.length; at += 1) {
    const c = json.charAt(at);
    if (c === '"') {
      const begin = at;
      for (at += 1; at < json.length && json.charAt(at) !== '"'; at += 1) if (json.charAt(at) === "\\") at += 1;
      if (depth === 1 && name === null) {
        name = JSON.parse(json.slice(begin, at + 1)) as string;
        from = -1;
      }
    } else if (c === ":" && depth === 1 && from < 0) from = at + 1;
    else if (c === "{" || c === "[") depth += 1;
    else if (c === "}" || c === "]") {
      depth -= 1;
      if (depth === 0) end(at);
    } else if (c === "," && depth === 1) end(at);
  }
  return found;
}

/** The object with some members replaced, or taken out where they are undefined; the others as they came. */
export function withMembers(json: string, changed: Readonly<Record<string, unknown>>): string {
  const all = members(json);
  for (const [name, value] of Object.entries(changed)) {
    if (value === undefined) all.delete(name);
    else all.set(name, written(value));
  }
  return `{${[...all].map(([name, raw]) => `${JSON.stringify(name)}:${raw}`).join(",")}}`;
}
