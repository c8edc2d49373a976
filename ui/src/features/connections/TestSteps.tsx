import type { TestStep } from "~/generated/TestStep";
import { CheckIcon, CrossIcon, DashIcon } from "~/components/Icons";
import { cx } from "~/foundations/cx";
import styles from "./connections.module.css";

function outcome(step: TestStep) {
  if (step.ok === null) return { word: "not reached", look: styles.stepWaits, icon: <DashIcon /> };
  if (step.ok) return { word: "ok", look: styles.stepOk, icon: <CheckIcon /> };
  return { word: "failed", look: styles.stepFailed, icon: <CrossIcon /> };
}

/** What a test of the connection found, step by step. */
export function TestSteps({ steps }: { steps: readonly TestStep[] }) {
  return (
    <ol className={styles.steps} aria-label="Test steps">
      {steps.map((step) => {
        const { word, look, icon } = outcome(step);
        return (
          <li key={step.step} className={cx(styles.step, look)}>
            <span className={styles.stepMark}>{icon}</span>
            <div>
              <strong>{step.title}</strong> <span className={styles.stepWord}>{word}</span>
              <p className={styles.stepText}>{step.message}</p>
              {step.hint !== null && <p className={styles.stepHint}>{step.hint}</p>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
