/** Telephone, e-mail and address inside a Patient: read out, and put back without touching anything else. */
import type { Resource, Values } from "./asked";

interface Point {
  system?: string;
  use?: string;
  value?: string;
}

interface Address {
  use?: string;
  line?: string[];
  city?: string;
  postalCode?: string;
  text?: string;
}

const given = (values: Values, name: string) => (values[name] ?? "").trim();
const some = (name: string, value: string): Resource => (value === "" ? {} : { [name]: value });
const without = (resource: Resource, ...names: string[]): Resource => Object.fromEntries(Object.entries(resource).filter(([name]) => !names.includes(name)));
const listOf = <T,>(value: unknown): T[] => (Array.isArray(value) ? (value as T[]) : []);

/** Where somebody was once is kept, and not written over. */
const isOld = (one: { use?: string }) => one.use === "old";
const isIn = (system: string) => (point: Point) => point.system === system && !isOld(point);

/** The contact data of a Patient, to begin from. */
export function contactOf(patient: Resource): Values {
  const points = listOf<Point>(patient.telecom);
  const home = listOf<Address>(patient.address).find((place) => !isOld(place));
  const of = (system: string) => points.find(isIn(system))?.value ?? "";
  return { phone: of("phone"), email: of("email"), line: home?.line?.join(", ") ?? "", city: home?.city ?? "", postalCode: home?.postalCode ?? "" };
}

/** The Patient with other contact data; whatever else it holds stays as it is. */
export function withContact(patient: Resource, values: Values): Resource {
  const before = contactOf(patient);
  const points = listOf<Point>(patient.telecom).map((point) => ({ ...point }));
  for (const system of ["phone", "email"]) {
    const value = given(values, system);
    if (value === (before[system] ?? "")) continue;
    const at = points.findIndex(isIn(system));
    if (value === "") points.splice(at, at < 0 ? 0 : 1);
    else if (at < 0) points.push({ system, value });
    else points[at] = { ...points[at], value };
  }
  const places = listOf<Address>(patient.address).map((place) => ({ ...place }));
  if (["line", "city", "postalCode"].some((name) => given(values, name) !== (before[name] ?? ""))) {
    const at = places.findIndex((place) => !isOld(place));
    // What the whole address said as text is no longer so.
    places[at < 0 ? places.length : at] = {
      ...without({ ...places[at] }, "text", "line", "city", "postalCode"),
      ...(given(values, "line") === "" ? {} : { line: [given(values, "line")] }),
      ...some("city", given(values, "city")),
      ...some("postalCode", given(values, "postalCode")),
    };
  }
  return { ...without(patient, "telecom", "address"), ...(points.length === 0 ? {} : { telecom: points }), ...(places.length === 0 ? {} : { address: places }) };
}
