/** The service's side of the story: status and reasons of each callback, as it tells them live. */

import { clock, h } from "./dom.js";

const STATUS = {
  requested: "Asked for",
  scheduled: "Scheduled",
  calling_agent: "Ringing the team",
  agent_answered: "Somebody picked up",
  calling_customer: "Ringing the customer",
  connected: "Connected",
  completed: "Done",
  queued_at_pbx: "Handed to the PBX",
  missed: "Missed",
  no_answer: "Customer did not answer",
  blocked: "Not allowed",
  cancelled: "Cancelled",
  failed: "Failed",
  unknown: "Being checked",
};

const CHANNELS = { whatsapp: "WhatsApp", sms: "SMS", web: "web", voice: "phone", api: "API" };

/** Fills the panel from an event stream, or says politely why it is empty. */
export function follow(panel, url) {
  const note = (words) => panel.replaceChildren(h("h3", {}, "What the service decides"), h("p", { class: "help" }, words));
  if (!url) {
    note("When the service is connected, its decisions and their reasons appear here.");
    return;
  }
  note("No callback has been asked for yet. Its steps and their reasons will appear here.");
  const source = new EventSource(url);
  source.addEventListener("snapshot", (event) => {
    const { callbacks } = JSON.parse(/** @type {MessageEvent} */ (event).data);
    if (callbacks.length) panel.replaceChildren(h("h3", {}, "What the service decides"), ...callbacks.slice(0, 3).map(card));
  });
}

function card(callback, index) {
  const when = callback.status === "scheduled" ? ` for ${new Date(callback.scheduled_for).toLocaleString([], { weekday: "short", hour: "2-digit", minute: "2-digit" })}` : "";
  const steps = callback.timeline.map((step) =>
    h("li", {}, h("time", { datetime: step.at }, clock(step.at)), h("span", { class: "actor" }, step.actor), h("span", {}, step.sentence)),
  );
  return h(
    "details",
    { class: "callback", open: index === 0 },
    h("summary", {}, h("span", { class: "status", "data-status": callback.status }, (STATUS[callback.status] ?? callback.status) + when), h("span", { class: "via" }, `${callback.tenant}, ${CHANNELS[callback.channel] ?? callback.channel}`)),
    h("ol", { class: "timeline" }, ...steps),
  );
}
