/** The images somebody marked as key: gone to, shown alone, unmarked. */
import { Button } from "~/components/Button";
import { count, joined } from "~/foundations/words";
import type { ImageStudy } from "~/generated/ImageStudy";
import { seriesName } from "../words";
import { slidesOf } from "./stack";
import type { Pane } from "./usePane";
import styles from "./aside.module.css";

/** Which picture of which series it is. */
function placeOf(study: ImageStudy, key: { instance: string; frame: number }): string {
  const series = study.series.find((one) => one.instances.some((other) => other.id === key.instance));
  if (series === undefined) return "An image that is not listed";
  const n = slidesOf(series).findIndex((slide) => slide.instance.id === key.instance && slide.frame === key.frame);
  return joined(seriesName(series), `image ${count(n + 1)}`);
}

export function KeyList({ pane: { study, marks, viewing } }: { pane: Pane }) {
  const { keys } = marks;
  return (
    <>
      <h3 className={styles.title}>Key images</h3>
      {keys.length === 0 && <p className={styles.none}>No image is marked. The key K marks the one that is shown.</p>}
      {(keys.length > 0 || viewing.keysOnly) && (
        <Button aria-pressed={viewing.keysOnly} onPress={() => viewing.only(!viewing.keysOnly)}>
          Only key images in the stack
        </Button>
      )}
      <ol className={styles.list} aria-label="Key images">
        {keys.map((key) => {
          const place = placeOf(study, key);
          return (
            <li key={`${key.instance}/${key.frame}`} className={styles.line}>
              <bdi>{place}</bdi>
              <p className={styles.small}>by {key.by}</p>
              <span className={styles.acts}>
                <Button aria-label={`Go to key image: ${place}`} onPress={() => viewing.goTo(key)}>
                  Go to
                </Button>
              </span>
            </li>
          );
        })}
      </ol>
    </>
  );
}
