import type { ReactNode } from "react";
import { Label } from "react-aria-components/Label";
import { RadioButton, RadioField, RadioGroup } from "react-aria-components/RadioGroup";
import { cx } from "~/foundations/cx";
import styles from "./Choices.module.css";

export interface Choice<T extends string> {
  value: T;
  title: string;
  text?: ReactNode;
  disabled?: boolean;
}

interface Props<T extends string> {
  label: string;
  value: T;
  choices: readonly Choice<T>[];
  onChange: (value: T) => void;
  inline?: boolean;
  /** The choices say what they are about; the label is for screen readers. */
  bare?: boolean;
}

/** One of a few, each with what it means beside it. */
export function Choices<T extends string>({ label, value, choices, onChange, inline = false, bare = false }: Props<T>) {
  return (
    <RadioGroup
      className={cx(styles.group, inline && styles.inline)}
      value={value}
      onChange={(next) => onChange(next as T)}
    >
      <Label className={bare ? "hidden-text" : (styles.label ?? "")}>{label}</Label>
      <div className={styles.choices}>
        {choices.map((choice) => (
          <RadioField key={choice.value} value={choice.value} isDisabled={choice.disabled ?? false}>
            <RadioButton className={styles.choice ?? ""}>
            <span className={styles.dot} aria-hidden="true" />
            <span className={styles.body}>
              <span className={styles.title}>{choice.title}</span>
              {choice.text !== undefined && <span className={styles.text}>{choice.text}</span>}
            </span>
            </RadioButton>
          </RadioField>
        ))}
      </div>
    </RadioGroup>
  );
}
