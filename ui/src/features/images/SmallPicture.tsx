/** A small picture of a series, asked for when it comes into sight; nothing where none can be made. */
import { useEffect, useMemo, useRef, useState } from "react";
import type { ImageSeries } from "~/generated/ImageSeries";
import { useAsk } from "~/platform/ask";
import { bitmapOf } from "./bitmap";
import { framesOf, seriesName } from "./words";
import styles from "./small.module.css";

export function SmallPicture({ series }: { series: ImageSeries }) {
  const place = useRef<HTMLSpanElement>(null);
  const [seen, setSeen] = useState(typeof IntersectionObserver === "undefined");
  const any = framesOf(series) > 0;
  useEffect(() => {
    const at = place.current;
    if (at === null || seen) return;
    const watching = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) setSeen(true);
    });
    watching.observe(at);
    return () => {
      watching.disconnect();
    };
  }, [seen]);
  // One that cannot be had is no failure to tell of: the words stand there, and the viewer says why.
  const { data } = useAsk("image_thumbnail", { series: series.id }, { enabled: seen && any });
  const address = useMemo(() => (data === undefined ? null : bitmapOf(data)), [data]);
  if (!any) return null;
  return (
    <span ref={place} className={styles.place}>
      {address !== null && <img className={styles.picture} src={address} alt={`Middle of ${seriesName(series)}`} />}
    </span>
  );
}
