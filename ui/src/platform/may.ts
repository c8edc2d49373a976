import type { Permission } from "~/generated/Permission";
import { useAsk } from "~/platform/ask";

/** Whether who is there may do that. The program refuses it anyway; the window does not offer what would be refused. */
export function useMay(): (permission: Permission) => boolean {
  const state = useAsk("profile_state", undefined).data;
  return (permission) => state?.kind === "open" && state.may.includes(permission);
}
