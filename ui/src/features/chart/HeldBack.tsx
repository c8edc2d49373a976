import { Notice } from "~/components/Notice";
import { OpenWithReason } from "~/features/glass/OpenWithReason";
import { many } from "~/foundations/words";

/** What others keep to themselves is not shown, and not passed over. */
export const HeldBack = ({ n, patient }: { n: number; patient: string }) => (
  <Notice tone="plain" title={`${many(n, "document")} held back`} actions={<OpenWithReason patient={patient} />}>
    Whoever brought {n === 1 ? "it" : "them"} keeps {n === 1 ? "it" : "them"} to themselves or to clinicians and nurses. {n === 1 ? "It is" : "They are"} in no list and no search of yours.
  </Notice>
);
