import { FieldError } from "react-aria-components/FieldError";
import { Label } from "react-aria-components/Label";
import { Text } from "react-aria-components/Text";
import { TextArea } from "react-aria-components/TextArea";
import { TextField } from "react-aria-components/TextField";
import styles from "./Field.module.css";

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string | undefined;
  error?: string | undefined;
}

/** A field of several lines, in fixed width: keys and the like. */
export function Area({ label, value, onChange, hint, error }: Props) {
  return (
    <TextField className={styles.field ?? ""} value={value} onChange={onChange} isInvalid={error !== undefined} autoComplete="off">
      <Label className={styles.label ?? ""}>{label}</Label>
      <TextArea className={styles.area ?? ""} rows={4} spellCheck={false} />
      {hint !== undefined && (
        <Text slot="description" className={styles.hint ?? ""}>
          {hint}
        </Text>
      )}
      <FieldError className={styles.error ?? ""}>{error}</FieldError>
    </TextField>
  );
}
