/** What a form asks, and what is wrong with an answer. */
export interface Option {
  value: string;
  title: string;
}

export interface Asked {
  name: string;
  label: string;
  kind: "text" | "lines" | "number" | "time" | "date" | "choice";
  hint?: string;
  options?: readonly Option[];
  required?: boolean;
  unit?: string;
  /** What a living person can have: beyond it the form asks to look again. */
  range?: readonly [number, number];
}

export type Values = Record<string, string>;
export type Resource = Record<string, unknown>;

export interface Form {
  kind: string;
  title: string;
  /** The section from which it is reached. */
  section: string;
  resourceType: string;
  asks: readonly Asked[];
  /** The records it makes; several where each is one of its own. */
  build: (values: Values) => Resource[];
}

const given = (values: Values, name: string) => (values[name] ?? "").trim();

/** A moment of this computer, with its offset: what the person saw on the clock. */
export function withOffset(local: string): string {
  if (local === "") return "";
  const at = new Date(local);
  const minutes = -at.getTimezoneOffset();
  const two = (n: number) => String(Math.trunc(Math.abs(n))).padStart(2, "0");
  const seconds = local.length === 16 ? ":00" : "";
  return `${local}${seconds}${minutes < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}

/** Now, as a time field wants it. */
export function localNow(now: number): string {
  const at = new Date(now - new Date(now).getTimezoneOffset() * 60_000);
  return at.toISOString().slice(0, 16);
}

/** What is wrong with a value, before anything is sent. */
export function faultOf(asked: Asked, values: Values, touched: boolean): string | undefined {
  const value = given(values, asked.name);
  if (value === "") return asked.required === true && touched ? "This is needed." : undefined;
  if (asked.kind !== "number") return undefined;
  if (!/^\d+([.,]\d+)?$/.test(value)) return "A number, without its unit.";
  const number = Number(value.replace(",", "."));
  if (asked.range !== undefined && (number < asked.range[0] || number > asked.range[1]))
    return `Between ${asked.range[0]} and ${asked.range[1]} ${asked.unit ?? ""}. Look again.`;
  return undefined;
}
