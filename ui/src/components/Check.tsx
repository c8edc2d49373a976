import type { ReactNode } from "react";
import { CheckboxButton, CheckboxField } from "react-aria-components/Checkbox";
import styles from "./Check.module.css";
import { CheckIcon } from "./Icons";

/** Yes or no. */
export function Check({ on, onChange, children }: { on: boolean; onChange: (on: boolean) => void; children: ReactNode }) {
  return (
    <CheckboxField isSelected={on} onChange={onChange}>
      <CheckboxButton className={styles.check ?? ""}>
        <span className={styles.box}>{on && <CheckIcon size={12} />}</span>
        <span>{children}</span>
      </CheckboxButton>
    </CheckboxField>
  );
}
