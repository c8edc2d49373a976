/**
 * Times and FHIR dates in words. A FHIR date is shown as far as it was given: "2019" stays "2019",
 * and only an instant is turned into the user's own time zone.
 */
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const two = (n: number) => String(n).padStart(2, "0");
const day = (d: Date) => `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;

export const clockTime = (at: number) => {
  const d = new Date(at);
  return `${two(d.getHours())}:${two(d.getMinutes())}`;
};

export const isoDay = (at: number) => day(new Date(at));

export const sameDay = (a: number, b: number) => isoDay(a) === isoDay(b);

/** "14:02" today, "19 Nov 14:02" this year, "2025-11-19 14:02" before. */
export function moment(at: number, now: number): string {
  const d = new Date(at);
  if (sameDay(at, now)) return clockTime(at);
  if (d.getFullYear() === new Date(now).getFullYear())
    return `${d.getDate()} ${MONTHS[d.getMonth()] ?? ""} ${clockTime(at)}`;
  return `${day(d)} ${clockTime(at)}`;
}

/** A moment with its day named even today, where a bare time could be read as a time of day. */
export const fullMoment = (at: number) => `${isoDay(at)} ${clockTime(at)}`;

const INSTANT = /^\d{4}-\d{2}-\d{2}T/;

/**
 * What the EHR's own clock said, where it goes by another zone than this computer: "06:10 -05:00 at the EHR". A bare
 * "Z" is how computers write times and nobody's clock.
 */
export function ehrClock(date: string): string | null {
  const [, time, sign, hours, minutes] = /T(\d{2}:\d{2})(?::[\d.]+)?([+-])(\d{2}):(\d{2})$/.exec(date) ?? [];
  const at = Date.parse(date);
  if (time === undefined || sign === undefined || Number.isNaN(at)) return null;
  const offset = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  if (-new Date(at).getTimezoneOffset() === offset) return null;
  const day = date.slice(0, 10) === isoDay(at) ? "" : `${date.slice(0, 10)} `;
  return `${day}${time} ${sign}${hours}:${minutes} at the EHR`;
}

/** A FHIR date, or text that stands where one could be; with the EHR's clock where that is another. */
export function fhirDate(date: string | null, now: number): string {
  if (date === null) return "";
  if (!INSTANT.test(date)) return date;
  const at = Date.parse(date);
  if (Number.isNaN(at)) return date;
  const here = sameDay(at, now) ? `today ${clockTime(at)}` : fullMoment(at);
  const there = ehrClock(date);
  return there === null ? here : `${here} (${there})`;
}

/** Only the day of a FHIR date. */
export function fhirDay(date: string | null, now: number): string {
  if (date === null) return "";
  if (!INSTANT.test(date)) return date;
  const at = Date.parse(date);
  if (Number.isNaN(at)) return date;
  return sameDay(at, now) ? "today" : isoDay(at);
}

/** Head of a flowsheet's column: the day above, year or time below. */
export function columnHead(date: string, now: number): { top: string; below: string; full: string } {
  const full = fhirDate(date, now);
  const at = Date.parse(date);
  const parts = date.slice(0, 10).split("-");
  if (parts.length < 3 || Number.isNaN(at)) return { top: date, below: "", full };
  const instant = INSTANT.test(date);
  // A date without a time has no time zone: it must not slip to the day before.
  const d = instant ? new Date(at) : new Date(Number(parts[0]), Number(parts[1]) - 1, Number(parts[2]));
  const year = d.getFullYear();
  const today = sameDay(d.getTime(), now);
  const top = today ? "today" : `${d.getDate()} ${MONTHS[d.getMonth()] ?? ""}`;
  const time = instant ? clockTime(at) : "";
  const below = year === new Date(now).getFullYear() ? time : String(year);
  return { top, below, full };
}

/** Age in whole years for a list; months below two years, days below two months. */
export function age(birth: string | null, now: number): string {
  if (birth === null) return "";
  const [y, m, d] = birth.slice(0, 10).split("-").map(Number);
  if (y === undefined || Number.isNaN(y)) return "";
  const today = new Date(now);
  if (m === undefined || d === undefined) {
    const years = today.getFullYear() - y;
    return years > 2 ? `~${years}` : "";
  }
  let months = (today.getFullYear() - y) * 12 + today.getMonth() - (m - 1);
  if (today.getDate() < d) months -= 1;
  if (months < 0) return "";
  if (months >= 24) return String(Math.floor(months / 12));
  if (months >= 2) return `${months} mo`;
  const days = Math.floor((new Date(today.getFullYear(), today.getMonth(), today.getDate()).getTime() - new Date(y, m - 1, d).getTime()) / 86_400_000 + 0.5);
  return days < 0 ? "" : `${days} d`;
}

/** "about 40 s", "about 3 min", "about 2 h". */
export function aboutLeft(seconds: number): string {
  if (seconds < 90) return `about ${Math.max(5, Math.round(seconds / 5) * 5)} s`;
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} min`;
  return `about ${Math.round(seconds / 3600)} h`;
}
