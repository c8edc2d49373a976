import { Button as Aria, type ButtonProps } from "react-aria-components/Button";
import { Focusable } from "react-aria-components/Focusable";
import { Tooltip, TooltipTrigger } from "react-aria-components/Tooltip";
import type { Permission } from "~/generated/Permission";
import { cx } from "~/foundations/cx";
import { useWhyNot } from "~/platform/may";
import styles from "./Button.module.css";

interface Props extends Omit<ButtonProps, "className" | "style"> {
  look?: "main" | "plain" | "quiet" | "danger" | "icon";
  /** What who presses it has to be permitted; who is not reads why, and who could. */
  needs?: Permission;
}

export function Button({ needs, ...rest }: Props) {
  return needs === undefined ? <Plain {...rest} /> : <Permitted needs={needs} {...rest} />;
}

function Plain({ look = "plain", ...rest }: Omit<Props, "needs">) {
  return <Aria {...rest} className={cx(styles.button, styles[look])} />;
}

function Permitted({ needs, ...rest }: Props & { needs: Permission }) {
  const why = useWhyNot()(needs);
  if (why === null) return <Plain {...rest} />;
  const { look = "plain", children, "aria-label": label } = rest;
  return (
    <TooltipTrigger delay={200}>
      <Focusable>
        {/* It stays in the way of Tab, so that the keyboard comes to the reason too. */}
        <button type="button" aria-disabled="true" aria-label={label} className={cx(styles.button, styles[look], styles.refused)}>
          {typeof children === "function" ? null : children}
        </button>
      </Focusable>
      <Tooltip className={styles.why ?? ""} offset={6}>
        {why}
      </Tooltip>
    </TooltipTrigger>
  );
}
