/** What a form wrote down of itself, read again; nothing where it is not what was expected. */
export function read(content: string | undefined): Record<string, unknown> {
  if (content === undefined) return {};
  try {
    const value: unknown = JSON.parse(content);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Fields by name, as far as they are texts. */
export function texts(value: unknown): Record<string, string> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === "string"));
}

export const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
