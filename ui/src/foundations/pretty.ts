/**
 * Spreads JSON over lines without reading its values: a number parsed and written again would lose
 * digits the EHR sent.
 */
export function pretty(json: string): string {
  let out = "";
  let depth = 0;
  let quoted = false;
  const line = () => `\n${"  ".repeat(depth)}`;
  for (let i = 0; i < json.length; i += 1) {
    const c = json.charAt(i);
    if (quoted) {
      out += c;
      if (c === "\\") out += json.charAt((i += 1));
      else if (c === '"') quoted = false;
    } else if (c === '"') {
      quoted = true;
      out += c;
    } else if (c === "{" || c === "[") {
      depth += 1;
      const next = /\S/.exec(json.slice(i + 1, i + 200))?.[0];
      out += next === "}" || next === "]" ? c : c + line();
    } else if (c === "}" || c === "]") {
      depth = Math.max(0, depth - 1);
      out += /[{[]$/.test(out) ? c : line() + c;
    } else if (c === ",") out += c + line();
    else if (c === ":") out += ": ";
    else if (!/\s/.test(c)) out += c;
  }
  return out;
}
