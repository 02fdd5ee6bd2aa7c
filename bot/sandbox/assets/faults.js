/** The drawer of things that can go wrong. */

import { post } from "./api.js";
import { h, memo } from "./dom.js";

const FAULTS = [
  ["The next call request times out, though the phone rings", { on: "create_call", do: "timeout_after_accept" }],
  ["The next call request is refused (500)", { on: "create_call", do: "status:500" }],
  ["Too many calls at once (429)", { on: "create_call", do: "status:429" }],
  ["The connection breaks on the next call request", { on: "create_call", do: "reset" }],
  ["The next message cannot be sent (500)", { on: "create_message", do: "status:500" }],
  ["The next webhook arrives twice", { on: "webhook", do: "duplicate" }],
  ["The next webhook is lost", { on: "webhook", do: "drop" }],
  ["The next webhook is overtaken", { on: "webhook", do: "reorder" }],
  ["The next webhook is 3 seconds late", { on: "webhook", do: "delay:3" }],
  ["The PBX refuses once (403)", { on: "queuedcall", do: "status:403" }],
  ["The PBX fails once (500)", { on: "queuedcall", do: "status:500" }],
  ["The PBX takes the next call and does not answer", { on: "queuedcall", do: "timeout_after_accept" }],
  ["The PBX cannot be asked once (503)", { on: "pbx_look_up", do: "status:503" }],
];

/** Wires the drawer; returns a function that shows the rules in force. */
export function drawer(opener, panel, list, armed) {
  const changed = memo();
  opener.addEventListener("click", () => {
    panel.hidden = !panel.hidden;
    opener.setAttribute("aria-expanded", String(!panel.hidden));
  });
  list.append(...FAULTS.map(([name, rule]) => h("button", { type: "button", class: "quiet", onclick: () => post("misbehave", rule) }, name)));
  const named = (rule) => FAULTS.find(([, fault]) => fault.on === rule.on && fault.do === rule.do)?.[0] ?? `${rule.on}: ${rule.do}`;
  return (rules) => changed(rules, () => armed.replaceChildren(...rules.map((rule) => h("li", {}, `Armed: ${named(rule)}`))));
}
