/** Measurements that were drawn and could not be kept: said over the pictures, whatever is open beside them. */
import { Button } from "~/components/Button";
import { Confirm } from "~/components/Confirm";
import { FailureNotice } from "~/components/Notice";
import { many } from "~/foundations/words";
import type { Pane } from "./usePane";

/** How many are not kept, of those that were tried. */
export const unkeptOf = (panes: readonly Pane[]) => panes.reduce((sum, { marks }) => sum + (marks.failure === null ? 0 : marks.unkept.size), 0);

export function Unkept({ panes }: { panes: readonly Pane[] }) {
  return panes.map(({ marks }, n) => marks.failure !== null && marks.unkept.size > 0 && <FailureNotice key={n} failure={marks.failure} actions={<Button onPress={marks.retry}>Keep again</Button>} />);
}

interface Props {
  many: number;
  open: boolean;
  onClose: () => void;
  onLose: () => void;
}

export function LoseThem({ many: n, open, onClose, onLose }: Props) {
  return (
    <Confirm title={`${many(n, "measurement")} not kept`} act="Close without them" keep="Stay" open={open} onAct={onLose} onClose={onClose}>
      <p>They are on the picture only, and are gone once the viewer closes.</p>
    </Confirm>
  );
}
