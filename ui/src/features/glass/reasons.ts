import type { GlassReason } from "~/generated/GlassReason";

/** What a reason is called. */
export const REASONS: Record<GlassReason, string> = {
  emergency: "Emergency",
  covering: "Covering for a colleague",
  consulted: "Asked by who treats them",
  other: "Another reason",
};

/** Each with what it means. */
export const CHOICES = [
  { value: "emergency", title: REASONS.emergency, text: "The patient cannot wait." },
  { value: "covering", title: REASONS.covering, text: "I am here in the place of somebody who treats them." },
  { value: "consulted", title: REASONS.consulted, text: "Whoever treats them has asked me." },
  { value: "other", title: REASONS.other },
] as const;

/** Characters that one's own words have at least, and at most. */
export const WORDS = { least: 10, most: 500 };

/** "3 h 12 min", and less than a minute said as such. */
export function left(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return "less than a minute";
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${minutes} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
