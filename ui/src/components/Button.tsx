import { Button as Aria, type ButtonProps } from "react-aria-components/Button";
import { cx } from "~/foundations/cx";
import styles from "./Button.module.css";

interface Props extends Omit<ButtonProps, "className" | "style"> {
  look?: "main" | "plain" | "quiet" | "danger" | "icon";
}

export function Button({ look = "plain", ...rest }: Props) {
  return <Aria {...rest} className={cx(styles.button, styles[look])} />;
}
