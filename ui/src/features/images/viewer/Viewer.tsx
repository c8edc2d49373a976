/** The viewer of one study. */
import type { ImageStudy } from "~/generated/ImageStudy";
import { Button } from "~/components/Button";

export default function Viewer({ onClose }: { study: ImageStudy; onClose: () => void }) {
  return <Button onPress={onClose}>Close</Button>;
}
