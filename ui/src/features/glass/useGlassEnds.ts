import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { keepAll } from "~/features/lock/keepers";
import { useAsk } from "~/platform/ask";
import { seenAnew } from "~/platform/changes";
import { useMay } from "~/platform/may";

/** What is half-typed is kept so long before the end, in milliseconds: afterwards it is about somebody who is not seen. */
const BEFORE = 3_000;

/** When the time of a break-glass is over, nothing that was read under it stays in the window. */
export function useGlassEnds(): void {
  const client = useQueryClient();
  const may = useMay()("break-glass");
  const open = useAsk("glass_state", undefined, { enabled: may }).data?.open;
  const first = open === undefined || open.length === 0 ? null : Math.min(...open.map((one) => one.until));
  useEffect(() => {
    if (first === null) return;
    const over = () => {
      void client.invalidateQueries({ queryKey: ["glass_state"] });
      seenAnew(client);
    };
    const rest = Math.max(0, first - Date.now());
    const ended = window.setTimeout(over, rest + 50);
    // What cannot be kept says so in its form.
    const kept = window.setTimeout(() => void keepAll().catch(() => undefined), Math.max(0, rest - BEFORE));
    return () => {
      window.clearTimeout(ended);
      window.clearTimeout(kept);
    };
  }, [client, first]);
}
