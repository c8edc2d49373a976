/** Which values are shown: the file's windows, presets of the modality, the whole range, or two numbers by hand. */
import { Group } from "react-aria-components/Group";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { NumberField } from "react-aria-components/NumberField";
import type { FrameHead } from "~/generated/FrameHead";
import { Select, type Option } from "~/components/Select";
import type { Shown } from "./useStage";
import type { Viewing } from "./useViewer";
import { named, presetsOf, windowOf, windowWords, type Choice } from "./window";
import styles from "./viewer.module.css";

interface Props {
  viewing: Viewing;
  shown: Shown | null;
  modality: string | null;
}

const HAND = "hand";

const idOf = (choice: Choice, head: FrameHead) =>
  choice.kind === "table" || (choice.kind === "file" && head.windows.length === 0 && head.tables.length > 0)
    ? `table ${choice.n}`
    : choice.kind === "file" ? `file ${choice.n}` : choice.kind === "preset" ? `preset ${choice.id}` : choice.kind;

function optionsOf(head: FrameHead, modality: string | null, choice: Choice): (Option<string> & { choice: Choice })[] {
  const file = head.windows.length === 0 && head.tables.length > 0 ? [] : head.windows.length === 0 ? [{ explanation: null, words: "none named" }] : head.windows.map((one) => ({ explanation: one.explanation, words: windowWords(named(one)) }));
  return [
    ...file.map((one, n) => ({ value: `file ${n}`, title: `As in the file (${one.explanation ?? one.words})`, choice: { kind: "file", n } as const })),
    ...head.tables.map((_, n) => ({ value: `table ${n}`, title: `Table ${n + 1} of the file`, choice: { kind: "table", n } as const })),
    ...presetsOf(modality, head).map(({ id, title, width, center }) => ({ value: `preset ${id}`, title: `${title} ${width}/${center}`, choice: { kind: "preset", id } as const })),
    { value: "whole", title: "Whole range", choice: { kind: "whole" } },
    ...(choice.kind === HAND ? [{ value: HAND, title: "By hand", choice }] : []),
  ];
}

export function WindowTools({ viewing: { look, setLook }, shown, modality }: Props) {
  if (shown === null) return null;
  const { head } = shown.frame;
  const options = optionsOf(head, modality, look.choice);
  const now = windowOf(look.choice, head, modality);
  const set = (choice: Choice) => setLook((old) => ({ ...old, choice }));
  const hand = (change: Partial<typeof now>) => set({ kind: "hand", window: { ...now, ...change } });
  return (
    <span className={styles.group}>
      <Select
        label="Window"
        value={idOf(look.choice, head)}
        options={options}
        onChange={(value) => {
          const found = options.find((one) => one.value === value);
          if (found !== undefined) set(found.choice);
        }}
      />
      <Figure label="Width" value={now.width} least={1e-6} onChange={(width) => hand({ width })} />
      <Figure label="Level" value={now.center} onChange={(center) => hand({ center })} />
    </span>
  );
}

function Figure({ label, value, least, onChange }: { label: string; value: number; least?: number; onChange: (value: number) => void }) {
  return (
    <NumberField
      className={styles.figure ?? ""}
      value={value}
      {...(least === undefined ? {} : { minValue: least })}
      formatOptions={{ useGrouping: false, maximumFractionDigits: 4 }}
      onChange={(next) => !Number.isNaN(next) && onChange(next)}
    >
      <Label className={styles.label ?? ""}>{label}</Label>
      <Group>
        <Input className={styles.input ?? ""} />
      </Group>
    </NumberField>
  );
}
