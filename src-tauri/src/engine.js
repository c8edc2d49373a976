// Runs before the page. A webview too old for it would show nothing at all; this says so instead.
(function () {
  "use strict";
  var lacks = [];
  function needs(name, there) {
    var ok = false;
    try {
      ok = !!there();
    } catch (error) {
      ok = false;
    }
    if (!ok) lacks.push(name);
  }
  needs("light-dark()", function () {
    return CSS.supports("color", "light-dark(#fff, #000)");
  });
  needs(":has()", function () {
    return CSS.supports("selector(:has(a))");
  });
  needs("nesting", function () {
    return CSS.supports("selector(&)");
  });
  needs("modules", function () {
    return "noModule" in HTMLScriptElement.prototype;
  });
  needs("Array.at", function () {
    return [1].at(-1) === 1;
  });
  needs("structuredClone", function () {
    return structuredClone;
  });
  needs("ResizeObserver", function () {
    return ResizeObserver;
  });
  if (lacks.length === 0) return;
  document.addEventListener("DOMContentLoaded", function () {
    var page = document.createElement("body");
    page.setAttribute("style", "font: 16px system-ui, sans-serif; margin: 48px; max-width: 40em");
    var title = document.createElement("h1");
    title.textContent = "This computer's web engine is too old for Wardbook";
    var words = document.createElement("p");
    words.textContent =
      "Update the system (on Linux the package WebKitGTK 4.1, version 2.44 or newer; on macOS the " +
      "system itself; on Windows the WebView2 Runtime) and start Wardbook again. Nothing of the " +
      "profile was opened or changed.";
    var missing = document.createElement("p");
    missing.textContent = "Missing: " + lacks.join(", ") + ".";
    page.append(title, words, missing);
    document.documentElement.replaceChildren(document.head, page);
  });
})();
