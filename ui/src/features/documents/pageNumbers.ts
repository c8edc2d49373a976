/** Pages as a person writes them, "1, 3-5"; null where that is not clear. */
export function pageNumbers(text: string, most: number): number[] | null {
  const all = new Set<number>();
  for (const part of text.split(",")) {
    const found = /^\s*(\d+)\s*(?:-\s*(\d+)\s*)?$/.exec(part);
    const first = Number(found?.[1]);
    const last = Number(found?.[2] ?? first);
    if (!found || first < 1 || last < first || last > most) return null;
    for (let page = first; page <= last; page++) all.add(page);
  }
  return [...all].sort((a, b) => a - b);
}
