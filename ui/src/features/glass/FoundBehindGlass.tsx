import type { GlassChart } from "~/generated/GlassChart";
import { Button } from "~/components/Button";
import { Notice } from "~/components/Notice";

interface Props {
  charts: readonly GlassChart[];
  /** Open one with a reason. */
  onOpen: (patient: string) => void;
  /** One of one's own. */
  onShow: (patient: string) => void;
}

/** That such a patient is here, and whether among one's own. Several are told apart by more that is known of them. */
export function FoundBehindGlass({ charts, onOpen, onShow }: Props) {
  return charts.map(({ patient, yours }, n) => {
    const which = charts.length > 1 ? ` (${n + 1} of ${charts.length})` : "";
    return (
      <Notice
        key={patient}
        tone={yours ? "plain" : "stale"}
        title={yours ? `Among your patients${which}` : `Here, and not among your patients${which}`}
        actions={
          <Button aria-label={`${yours ? "Open the chart" : "Open with a reason"}${which}`} onPress={() => (yours ? onShow(patient) : onOpen(patient))}>
            {yours ? "Open the chart" : "Open with a reason…"}
          </Button>
        }
      >
        {!yours && charts.length > 1 && "More than one is exactly that. Give the MRN and the birth date, if you can, before you open one."}
      </Notice>
    );
  });
}
