/** What a list of many kinds has to say of how a row counts. */
import type { Standing } from "~/generated/Standing";

/** Over in the way it was meant to be. */
const DONE = ["completed", "finished", "fulfilled"];

/** Not of what counts now, and not of what was simply done: anything else read without its status would mislead. */
export const saysMore = (standing: Standing, status: string | null): boolean =>
  standing === "past" ? status === null || !DONE.includes(status) : standing !== "current";
