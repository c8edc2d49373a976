/** The first of the frames a report names (from 1, parted by backslashes), as the viewer counts them: from 0. */
export function frameOf(frames: string | null): number {
  const first = Number(frames?.split("\\")[0]?.trim());
  return Number.isInteger(first) && first >= 1 ? first - 1 : 0;
}
