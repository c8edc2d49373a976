// Runs before the page. A webview too old for it, or a page that fails while it is being loaded, would
// show nothing at all; this says so instead.
(function () {
  "use strict";

  function say(heading, sentences) {
    var page = document.createElement("body");
    page.setAttribute("style", "font: 16px system-ui, sans-serif; margin: 48px; max-width: 40em");
    var title = document.createElement("h1");
    title.textContent = heading;
    page.append(title);
    sentences.forEach(function (sentence) {
      var words = document.createElement("p");
      words.textContent = sentence;
      page.append(words);
    });
    document.documentElement.replaceChildren(document.head, page);
  }

  // WebKitGTK gives the POSIX locales C and POSIX as a language, which Intl refuses: a page that
  // formats a number while it is being loaded would end there.
  try {
    Intl.getCanonicalLocales(navigator.language);
  } catch (error) {
    Object.defineProperty(Navigator.prototype, "language", {
      get: function () {
        return "en-US";
      },
    });
    Object.defineProperty(Navigator.prototype, "languages", {
      get: function () {
        return ["en-US"];
      },
    });
  }

  // Only before the page has drawn anything: later errors are the page's own to tell.
  window.addEventListener("error", function (event) {
    var root = document.getElementById("root");
    if (!root || root.childElementCount > 0 || !event.message) return;
    say("Wardbook could not draw its window", [
      "Nothing of the profile was opened or changed. Start Wardbook again; if this comes back, install " +
        "it again and send the line below to whoever looks after it. What is kept can be read with " +
        "wardbook-cli meanwhile.",
      event.message,
    ]);
  });

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
    say("This computer's web engine is too old for Wardbook", [
      "Update the system (on Linux the package WebKitGTK 4.1, version 2.44 or newer; on macOS the " +
        "system itself; on Windows the WebView2 Runtime) and start Wardbook again. Nothing of the " +
        "profile was opened or changed.",
      "Missing: " + lacks.join(", ") + ".",
    ]);
  });
})();
