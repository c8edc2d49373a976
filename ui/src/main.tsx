import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "~/app/App";
import "~/foundations/base.css";
import { tauri } from "~/platform/tauri";

const root = document.getElementById("root");
if (root === null) throw new Error("no root");
createRoot(root).render(
  <StrictMode>
    <App far={tauri} />
  </StrictMode>,
);
