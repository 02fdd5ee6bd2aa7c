/** A phone on the stage: a conversation or a quiet screen, and over it the call. */

import { act } from "./api.js";
import { Chat } from "./chat.js";
import { h, memo, pretty } from "./dom.js";
import { Speech } from "./speech.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const MANNERS = [
  ["You play this phone", { auto: null }],
  ["Answers, presses 1", { auto: "answer", after: 2, press: "1" }],
  ["Answers", { auto: "answer", after: 2 }],
  ["Lets it ring", { auto: "ignore" }],
  ["Declines", { auto: "decline", after: 2 }],
  ["Is busy", { auto: "busy" }],
  ["Goes to voicemail", { auto: "voicemail", after: 8 }],
  ["Has no signal", { auto: "unreachable" }],
];
const ROLES = { customer: "Customer", agent: "On call", business: "The office" };

/** What a leg last heard; it stays readable when the voice has fallen silent. */
export function lastWords(call) {
  const heard = call.events.findLast((event) => event.what.startsWith("hears: "));
  return call.saying || (heard ? heard.what.slice("hears: ".length) : "");
}

/** What a leg has heard of the other since they talk. */
function sinceConnected(call) {
  const connected = call.events.findLastIndex((event) => event.what === "connected");
  const heard = call.events.findLast((event, index) => index > connected && event.what.startsWith("hears: "));
  return heard ? heard.what.slice("hears: ".length) : "You hear each other now.";
}

/** What is going on with a leg, seen from its phone. */
function condition(call, ringing) {
  if (ringing) return "is calling";
  if (call.bridged_to) return "connected";
  if (call.recording) return "recording you";
  if (call.queue) return "on hold";
  return call.status === "ringing" ? "ringing…" : "on the line";
}

/** Keys the voice asks for, in English and Spanish. */
function wanted(words) {
  const asked = /(?:press|pulse|marque|oprima|presione)\s+(?:el\s+)?(\d)|,\s*(?:or |o )?(\d)\s+(?:to|for|para)/giu;
  return new Set([...words.matchAll(asked)].map((match) => match[1] ?? match[2]));
}

export class Phone {
  constructor(phone, numbers) {
    this.number = phone.number;
    this.changed = memo();
    this.names = new Map(numbers.map((owned) => [owned.number, owned.label]));
    const writes = phone.channels.some((channel) => channel !== "voice");
    this.chat = writes ? new Chat(phone, numbers) : null;
    this.overlay = h("div", { class: "call", hidden: true });
    this.caption = h("p", { class: "caption", "aria-live": "polite" });
    this.speech = new Speech(phone.number);
    const screen = h("div", { class: "screen" }, this.chat?.element ?? this.face(), this.overlay);
    this.element = h(
      "article",
      { class: "phone", id: `phone-${phone.number.slice(1)}`, "data-role": phone.role, "aria-label": `${phone.label}, ${ROLES[phone.role]}` },
      h("div", { class: "phone-name" }, h("h3", {}, phone.label), h("span", {}, ROLES[phone.role])),
      h("div", { class: "body" }, screen),
      h("div", { class: "phone-foot" }, this.manner(), this.dialler(phone, numbers)),
    );
  }

  face() {
    return h("div", { class: "face" }, h("p", { class: "face-number" }, pretty(this.number)), h("p", {}, "Waiting for a call"));
  }

  manner() {
    const choose = (event) => act(this.number, "behaviour", MANNERS[event.target.selectedIndex][1]);
    const choices = MANNERS.map(([name]) => h("option", {}, name));
    this.manners = h("select", { class: "manner", "aria-label": "What this phone does when it rings", onchange: choose }, ...choices);
    return this.manners;
  }

  dialler(phone, numbers) {
    if (phone.role !== "customer" || !numbers.length) return null;
    const to = () => this.chat?.with ?? numbers[0].number;
    return h("button", { type: "button", class: "quiet", onclick: () => act(this.number, "call", { to: to() }) }, "Ring them");
  }

  /** Shows a new state; `calls` are all legs by sid, `people` the labels of phones by number. */
  update(phone, calls, people) {
    this.chat?.update(phone.threads);
    const manner = MANNERS.findIndex(([, { auto, press = "", speak = "" }]) => auto === phone.auto && press === phone.press && speak === phone.speak);
    if (manner >= 0) this.manners.selectedIndex = manner;
    const call = calls.get(phone.ringing ?? phone.talking);
    this.element.classList.toggle("rings", Boolean(phone.ringing));
    this.element.classList.toggle("talks", Boolean(call?.bridged_to));
    this.element.classList.toggle("busy", Boolean(call));
    this.element.classList.toggle("idle", !call && !this.chat);
    this.speech.recorded = Boolean(call?.recording);
    const other = call && this.other(call, calls, people);
    const asked = call && !call.bridged_to ? wanted(lastWords(call)) : new Set();
    const shown = call ? [call.sid, call.status, condition(call, Boolean(phone.ringing)), [...asked], other] : null;
    this.changed(shown, () => this.draw(call, { ringing: Boolean(phone.ringing), other, asked }));
    if (call) this.caption.textContent = call.bridged_to ? sinceConnected(call) : lastWords(call);
  }

  other(call, calls, people) {
    const peer = calls.get(call.bridged_to);
    if (peer) return people.get(peer.person) ?? pretty(peer.person);
    const business = call.direction === "inbound" ? call.to : call.from;
    return this.names.get(business) || people.get(business) || pretty(business);
  }

  draw(call, { ringing, other, asked }) {
    const focused = document.activeElement;
    const held = this.overlay.contains(focused);
    this.overlay.hidden = !call;
    this.chat?.element.toggleAttribute("inert", Boolean(call));
    if (!call) {
      this.overlay.replaceChildren();
      this.speech.clear();
      if (held) this.chat?.box.focus();
      return;
    }
    const controls = ringing
      ? [this.button("decline", "Decline"), this.button("answer", "Answer")]
      : [this.button("hangup", "Hang up")];
    this.overlay.replaceChildren(
      h("div", { class: "who" }, h("strong", {}, other), h("span", {}, condition(call, ringing))),
      this.caption,
      ringing ? h("div", { class: "waves", "aria-hidden": "true" }) : this.keypad(asked),
      ...(call.status === "in-progress" ? [this.speech.element] : []),
      h("div", { class: "controls" }, ...controls),
    );
    if (!held) return;
    const again = this.speech.element.contains(focused) && focused?.isConnected;
    const next = again ? focused : this.overlay.querySelector(ringing ? ".answer" : ".asked, .key");
    /** @type {HTMLElement | null} */ (next)?.focus();
  }

  button(action, name) {
    return h("button", { type: "button", class: action, onclick: () => act(this.number, action) }, name);
  }

  keypad(asked) {
    const key = (digit) =>
      h("button", { type: "button", class: asked.has(digit) ? "key asked" : "key", onclick: () => act(this.number, "press", { digits: digit }) }, digit);
    return h("div", { class: "keypad", role: "group", "aria-label": "Keypad" }, ...KEYS.map(key));
  }
}
