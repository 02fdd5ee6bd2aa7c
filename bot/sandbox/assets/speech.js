/** What a person says on the phone: written, and spoken when it is sent. */

import { act } from "./api.js";
import { h } from "./dom.js";

/** Who still writes is heard breathing this often, in milliseconds, so that a recording does not end. */
const BREATH = 1000;

export class Speech {
  constructor(number) {
    this.number = number;
    /** Whether somebody records what is said. */
    this.recorded = false;
    this.breathed = 0;
    this.box = h("input", { type: "text", "aria-label": "What you say", placeholder: "Say something", autocomplete: "off", oninput: () => this.breathe() });
    const say = (event) => {
      event.preventDefault();
      const text = this.box.value.trim();
      if (text) act(this.number, "speak", { text });
      this.clear();
    };
    this.element = h("form", { class: "speech", onsubmit: say }, this.box, h("button", { type: "submit", class: "quiet" }, "Say"));
  }

  breathe() {
    if (!this.recorded || Date.now() - this.breathed < BREATH) return;
    this.breathed = Date.now();
    act(this.number, "speak", { text: "" });
  }

  clear() {
    this.box.value = "";
  }
}
