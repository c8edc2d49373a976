// Lints of the window. The layers are walls: generated, platform, foundations, components, features,
// app; each may know those before it, never those after.
import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

const tauri = {
  group: ["@tauri-apps/*"],
  message: "Only src/platform knows Tauri.",
};
const wall = (layers) => ({
  group: layers.flatMap((layer) => [`~/${layer}/*`, `~/${layer}`, `**/${layer}/**`]),
  message: "This layer may not know that one (see the head of eslint.config.js).",
});

export default tseslint.config(
  { ignores: ["dist", "node_modules", "src/generated"] },
  js.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { "react-hooks": reactHooks, "jsx-a11y": jsxA11y },
    rules: {
      ...reactHooks.configs.recommended.rules,
      ...jsxA11y.flatConfigs.strict.rules,
      // useVirtualizer gives functions that must not be memoised; no compiler runs here.
      "react-hooks/incompatible-library": "off",
      // A grid moves its selection itself and takes the focus as one.
      "jsx-a11y/no-noninteractive-tabindex": ["error", { roles: ["grid", "group", "region", "tabpanel"], tags: [] }],
      "jsx-a11y/no-noninteractive-element-to-interactive-role": ["error", { table: ["grid"], ul: ["listbox"], li: ["option"] }],
      "no-restricted-imports": ["error", { patterns: [tauri] }],
      "@typescript-eslint/consistent-type-definitions": ["error", "interface"],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-invalid-void-type": "off",
      "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
      eqeqeq: "error",
      "no-console": "error",
    },
  },
  {
    files: ["src/platform/**"],
    rules: { "no-restricted-imports": ["error", { patterns: [wall(["foundations", "components", "features", "app"])] }] },
  },
  {
    files: ["src/foundations/**"],
    rules: { "no-restricted-imports": ["error", { patterns: [tauri, wall(["components", "features", "app"])] }] },
  },
  {
    files: ["src/components/**"],
    rules: { "no-restricted-imports": ["error", { patterns: [tauri, wall(["features", "app"])] }] },
  },
  {
    files: ["src/features/**"],
    rules: { "no-restricted-imports": ["error", { patterns: [tauri, wall(["app"])] }] },
  },
  {
    files: ["test/**"],
    rules: {
      "max-lines": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
);
