"use strict";

/** Elements made of text: what comes from data is never read as HTML. */
const dom = (() => {
  /** An element with attributes (`class`, `href`, …; those that are null are left out) and children (texts or elements). */
  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes ?? {})) {
      if (value !== null && value !== undefined) {
        element.setAttribute(name, value);
      }
    }

    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  }

  /** A name that somebody gave: isolated, so that its direction does not turn what stands around it. */
  const name = (text) => make("bdi", { dir: "auto" }, text);

  /** Sets a text only if it differs: what did not change is left alone, with its selection. */
  function text(element, value) {
    if (element.textContent !== value) {
      element.textContent = value;
    }
  }

  /** Shows an element, or hides it. */
  function show(element, isShown) {
    if (element.hidden === isShown) {
      element.hidden = !isShown;
    }
  }

  /** An address that somebody wrote, if it is one of the web: never a script. */
  function webAddress(address) {
    try {
      const url = new URL(address);
      return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
    } catch {
      return null;
    }
  }

  return { make, name, text, show, webAddress };
})();
