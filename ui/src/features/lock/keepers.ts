/** What has to be on the disk before the window locks: every open form brings a way to keep itself. */
type Keep = () => Promise<void>;

const keepers = new Set<Keep>();

/** Until the function it gives is called. */
export function keeper(keep: Keep): () => void {
  keepers.add(keep);
  return () => keepers.delete(keep);
}

/** Resolves once everything typed is on the disk; fails where something of it is not. */
export async function keepAll(): Promise<void> {
  await Promise.all([...keepers].map((keep) => keep()));
}

const thrownAway = new Set<string>();

/** The form at this place goes, and what is in it is not kept again while it does. */
export const throwAway = (place: string) => void thrownAway.add(place);
export const isThrownAway = (place: string) => thrownAway.has(place);
/** Another form begins at this place. */
export const begins = (place: string) => void thrownAway.delete(place);

const askers = new Set<() => void>();

/** Locks the window, from wherever somebody asks for it. */
export function askToLock(): void {
  for (const asked of askers) asked();
}

export function onAskedToLock(asked: () => void): () => void {
  askers.add(asked);
  return () => askers.delete(asked);
}
