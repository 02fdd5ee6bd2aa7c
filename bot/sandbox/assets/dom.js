/** Builds elements. Text is always text: nothing a phone writes can become markup. */

/**
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes] `on…` adds a listener; false and null leave an attribute out
 * @param {...(Node | string | null)} children
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Runs `draw` only when what it shows has changed, so that focus and typing survive. */
export function memo() {
  let last = "";
  return (/** @type {unknown} */ shown, /** @type {() => void} */ draw) => {
    const now = JSON.stringify(shown);
    if (now === last) return;
    last = now;
    draw();
  };
}

/** A North American number as people there write it; others as they are. */
export function pretty(number) {
  const match = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return match ? `(${match[1]}) ${match[2]}-${match[3]}` : number;
}

/** A moment in the reader's own zone: to the second for logs, as people write it for messages. */
export function clock(iso, seconds = true) {
  const parts = seconds
    ? { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }
    : { hour: "numeric", minute: "2-digit" };
  return new Date(iso).toLocaleTimeString([], /** @type {Intl.DateTimeFormatOptions} */ (parts));
}
