import { mergeConfig } from "vite";
import base from "../vite.config.ts";

// To look at by hand (npm run preview:fake), and built for make test-a11y.
export default mergeConfig(base, {
  server: { port: 1430, open: false },
  build: { rollupOptions: { input: "test/preview.html" }, sourcemap: true },
});
