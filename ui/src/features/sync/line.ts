/** The state of syncing in one line, for the foot of the rail. */
import type { Connection } from "~/generated/Connection";
import type { SyncProgress } from "~/generated/SyncProgress";
import { aboutLeft, moment } from "~/foundations/time";
import { count, many, percent } from "~/foundations/words";

export interface Line {
  text: string;
  detail: string | null;
  tone: "plain" | "stale" | "grey";
  /** Percent done, where something is going on. */
  share: number | null;
}

export const going = (progress: SyncProgress) => progress.endedAt === null;

export const share = (progress: SyncProgress) => percent(progress.readsDone, progress.readsPlanned);

/** The section being read: the first that has begun and not ended. */
function section(progress: SyncProgress): string {
  const open = progress.sections.filter((one) => one.readsDone < one.readsPlanned);
  const at = open.find((one) => one.readsDone > 0 || one.records > 0) ?? open[0];
  return at === undefined ? "" : ` ${at.title.toLowerCase()}`;
}

function detail(progress: SyncProgress): string {
  const left = progress.secondsLeft === null ? "" : `, ${aboutLeft(progress.secondsLeft)} left`;
  return `${count(progress.patientsDone)} of ${many(progress.patientsPlanned, "patient")}${left}`;
}

function ofSync(progress: SyncProgress): Line {
  const done = share(progress);
  const base = { detail: detail(progress), share: done };
  switch (progress.phase) {
    case "planning":
      return { ...base, text: `Planning the sync of ${progress.connectionName}`, tone: "plain", detail: null };
    case "waiting":
      return { ...base, text: `Sync waits at ${done} %`, tone: "stale", detail: progress.message ?? base.detail };
    case "paused":
      return { ...base, text: `Sync paused at ${done} %`, tone: "stale" };
    default:
      return { ...base, text: `Syncing${section(progress)} ${done} %`, tone: "plain" };
  }
}

export function syncLine(connections: readonly Connection[], syncs: readonly SyncProgress[], now: number): Line {
  const running = syncs.find(going);
  if (running !== undefined) return ofSync(running);
  const idle = { detail: null, share: null };
  if (connections.length === 0) return { ...idle, text: "No connection yet", tone: "grey" };
  const named = (one: Connection) => (connections.length > 1 ? `${one.name}: ` : "");
  const lost = connections.find((one) => one.signIn.kind === "lost");
  const offline = connections.find((one) => one.reach.kind === "offline");
  if (offline?.reach.kind === "offline") {
    const text = `${named(offline)}${connections.length === 1 ? "Offline" : "offline"} since ${moment(offline.reach.since, now)}`;
    return { text, tone: "grey", share: null, detail: "Everything synced stays readable" };
  }
  if (lost !== undefined) return { text: `${named(lost)}Sign-in lost`, tone: "stale", share: null, detail: "Reading goes on" };
  const stopped = syncs.find((one) => one.phase === "cancelled" || one.phase === "failed");
  if (stopped !== undefined)
    return { ...idle, text: stopped.phase === "failed" ? "The last sync failed" : `Sync stopped at ${share(stopped)} %`, tone: "stale", detail: "Goes on where it stopped" };
  const times = connections.map((one) => one.syncedAt).filter((at) => at !== null);
  if (times.length === 0) return { ...idle, text: "Not synced yet", tone: "grey" };
  return { ...idle, text: `Up to date ${moment(Math.min(...times), now)}`, tone: "plain" };
}
