import type { ReactNode, Ref } from "react";
import { FieldError } from "react-aria-components/FieldError";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { Text } from "react-aria-components/Text";
import { TextField, type TextFieldProps } from "react-aria-components/TextField";
import styles from "./Field.module.css";

export interface FieldProps extends Omit<TextFieldProps, "className" | "style" | "children"> {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  placeholder?: string;
  inputRef?: Ref<HTMLInputElement>;
  /** Stands behind what is typed: a button that fills it. */
  beside?: ReactNode;
}

export function Field({ label, hint, error, placeholder, inputRef, beside, ...rest }: FieldProps) {
  return (
    <TextField {...rest} className={styles.field ?? ""} isInvalid={error !== undefined}>
      <Label className={styles.label ?? ""}>{label}</Label>
      <div className={styles.line}>
        <Input className={styles.input ?? ""} placeholder={placeholder} ref={inputRef ?? null} spellCheck={false} />
        {beside}
      </div>
      {hint !== undefined && (
        <Text slot="description" className={styles.hint ?? ""}>
          {hint}
        </Text>
      )}
      <FieldError className={styles.error ?? ""}>{error}</FieldError>
    </TextField>
  );
}
