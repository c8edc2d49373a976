/** What who is there may do. The program refuses the rest anyway; the window does not offer it as if it did not. */
import type { Permission } from "~/generated/Permission";
import { useAsk } from "./ask";

/** Whether they may. */
export function useMay(): (permission: Permission) => boolean {
  const state = useAsk("profile_state", undefined).data;
  return (permission) => state?.kind === "open" && state.may.includes(permission);
}

/** Why they may not, and who could: the program's own words. Nothing where they may. */
export function useWhyNot(): (permission: Permission) => string | null {
  const state = useAsk("profile_state", undefined).data;
  const refused = state?.kind === "open" ? state.mayNot : [];
  return (permission) => refused.find((one) => one.permission === permission)?.why ?? null;
}
