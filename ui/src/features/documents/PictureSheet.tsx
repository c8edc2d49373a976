import { FailureNotice } from "~/components/Notice";
import { Reading } from "~/components/Reading";
import { Turned } from "./ZoomTools";
import type { usePicture } from "./usePicture";
import styles from "./documents.module.css";

interface Props {
  picture: ReturnType<typeof usePicture>;
  name: string;
  zoom: number;
  turn: number;
}

/** A picture, or that it is on its way, or why it cannot be shown. */
export function PictureSheet({ picture, name, zoom, turn }: Props) {
  if (picture.failure !== null) return <FailureNotice failure={picture.failure} />;
  if (picture.url === null) return <Reading />;
  return (
    // A page to be scrolled by keys.
    <div className={styles.page} role="region" aria-label="Image" tabIndex={0}>
      <Turned degrees={turn}>
        <img src={picture.url} alt={name} width={`${Math.round(zoom * 100)}%`} />
      </Turned>
    </div>
  );
}
