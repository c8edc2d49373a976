import { Area } from "~/components/Area";
import { Field } from "~/components/Field";
import { Select } from "~/components/Select";
import { faultOf, type Asked, type Values } from "./asked";

interface Props {
  asked: Asked;
  values: Values;
  touched: boolean;
  onChange: (name: string, value: string) => void;
}

const TYPES = { text: "text", number: "text", time: "datetime-local", date: "date" } as const;

/** One question of a form. */
export function FieldOf({ asked, values, touched, onChange }: Props) {
  const value = values[asked.name] ?? "";
  const error = faultOf(asked, values, touched);
  const set = (next: string) => onChange(asked.name, next);
  if (asked.kind === "choice") return <Select label={asked.label} value={value} options={asked.options ?? []} onChange={set} hint={asked.hint} />;
  if (asked.kind === "lines") return <Area label={asked.label} value={value} onChange={set} hint={asked.hint} error={error} />;
  const label = asked.unit === undefined ? asked.label : `${asked.label} (${asked.unit})`;
  return (
    <Field
      label={asked.required === true ? `${label}, needed` : label}
      value={value}
      onChange={set}
      hint={asked.hint}
      error={error}
      type={TYPES[asked.kind]}
      inputMode={asked.kind === "number" ? "decimal" : undefined}
      autoComplete="off"
    />
  );
}
