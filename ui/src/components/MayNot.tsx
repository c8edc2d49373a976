import type { ReactNode } from "react";
import type { Permission } from "~/generated/Permission";
import { useWhyNot } from "~/platform/may";
import { Notice } from "./Notice";

/** Shows its children to who may; who may not reads what it is, why not, and who could. */
export function MayNot({ needs, what, children }: { needs: Permission; what: string; children: ReactNode }) {
  const why = useWhyNot()(needs);
  return why === null ? (
    children
  ) : (
    <Notice tone="plain" title={what}>
      {why}
    </Notice>
  );
}
