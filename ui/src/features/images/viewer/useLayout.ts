/** How this person likes images of a modality to stand: applied once as the viewer opens, kept when somebody says so. */
import { useEffect, useRef } from "react";
import type { ImageLayout } from "~/generated/ImageLayout";
import { useAct, useAsk } from "~/platform/ask";

/** `modality` is that of the series the viewer opens with; null where its files do not say. */
export function useLayout(modality: string | null, onKept: (layout: ImageLayout) => void) {
  const here = useAsk("image_layout", { modality: modality ?? "" }, { enabled: modality !== null });
  const keep = useAct("keep_image_layout");
  const apply = useRef<((layout: ImageLayout) => void) | null>(onKept);
  const layout = here.data?.layout ?? null;
  useEffect(() => {
    if (here.data === undefined) return;
    const once = apply.current;
    // What is kept later is how it stands already.
    apply.current = null;
    if (once !== null && layout !== null) once(layout);
  }, [here.data, layout]);
  return {
    keep: modality === null ? null : (now: Omit<ImageLayout, "modality">) => keep.mutate({ ...now, modality }),
    kept: keep.isSuccess,
    failure: keep.error?.failure ?? null,
  };
}
