import { useId } from "react";
import field from "./Field.module.css";
import styles from "./Select.module.css";

export interface Option<T extends string> {
  value: T;
  title: string;
}

interface Props<T extends string> {
  label: string;
  value: T;
  options: readonly Option<T>[];
  onChange: (value: T) => void;
  hint?: string | undefined;
  /** What it is about stands beside it already: the label is for who does not see that. */
  bare?: boolean;
}

/** One of a longer list; the system's own control, so that it works the way its keyboard does. */
export function Select<T extends string>({ label, value, options, onChange, hint, bare = false }: Props<T>) {
  const id = useId();
  return (
    <div className={field.field}>
      <label className={bare ? "hidden-text" : field.label} htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className={styles.select}
        value={value}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onChange(event.target.value as T)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.title}
          </option>
        ))}
      </select>
      {hint !== undefined && (
        <span id={`${id}-hint`} className={field.hint}>
          {hint}
        </span>
      )}
    </div>
  );
}
