import { useState } from "react";
import { Button } from "~/components/Button";
import { pretty } from "~/foundations/pretty";
import styles from "./source.module.css";

/** The record laid out for reading; copied to the byte as sent. */
export function Json({ json }: { json: string }) {
  const [copied, setCopied] = useState<"yes" | "no" | null>(null);
  const copy = () => {
    navigator.clipboard.writeText(json).then(
      () => setCopied("yes"),
      () => setCopied("no"),
    );
  };
  return (
    <>
      <div className={styles.bar}>
        <h3>JSON as the EHR sent it</h3>
        <span role="status">{copied === "yes" ? "Copied" : copied === "no" ? "The clipboard refused" : ""}</span>
        <Button onPress={copy}>Copy JSON</Button>
      </div>
      {/* Scrolls, so it must take the focus. */}
      <pre className={styles.json} role="region" aria-label="JSON" tabIndex={0}>
        {pretty(json)}
      </pre>
    </>
  );
}
