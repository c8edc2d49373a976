import { useEffect, useState } from "react";
import type { Failure } from "~/generated/Failure";
import { failureOf } from "~/platform/failure";

interface Picture {
  blob: Blob | null;
  url: string | null;
  failure: Failure | null;
}

const NONE: Picture = { blob: null, url: null, failure: null };

/** A picture in memory and the address of it; both go when another is asked for. `load` is kept by the caller. */
export function usePicture(load: () => Promise<Blob>): Picture {
  const [picture, setPicture] = useState<Picture>(NONE);
  useEffect(() => {
    let made: string | null = null;
    let gone = false;
    load().then(
      (blob) => {
        if (gone) return;
        made = URL.createObjectURL(blob);
        setPicture({ blob, url: made, failure: null });
      },
      (thrown: unknown) => !gone && setPicture({ ...NONE, failure: failureOf(thrown).failure }),
    );
    return () => {
      gone = true;
      if (made !== null) URL.revokeObjectURL(made);
      setPicture(NONE);
    };
  }, [load]);
  return picture;
}
