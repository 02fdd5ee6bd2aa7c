/** The line in the middle: two people, the business between them, and the legs that join them. */

import { h, memo } from "./dom.js";
import { lastWords } from "./phone.js";

const OVER = new Set(["completed", "busy", "no-answer", "failed", "canceled"]);
const ENDINGS = {
  busy: "could not take the call",
  "no-answer": "did not pick up",
  failed: "could not be reached",
  canceled: "is no longer ringing",
};

/** The call that matters: the newest flow, with its legs by side; who waits in a queue, or came out of one, belongs to it. */
export function flow(state) {
  const roots = state.calls.filter((call) => !call.parent);
  const live = roots.filter((call) => !OVER.has(call.status));
  const lastNews = (call) => call.events.at(-1)?.at ?? "";
  const root = live.at(-1) ?? roots.toSorted((one, other) => lastNews(one).localeCompare(lastNews(other))).at(-1);
  if (!root) return null;
  const roles = new Map(state.phones.map((phone) => [phone.number, phone.role]));
  const queued = live.filter((call) => call.queue || roots.some((other) => other.sid === call.bridged_to));
  const legs = [...new Set([...queued, root, ...state.calls.filter((call) => call.parent === root.sid)])];
  const side = (customer) => {
    const mine = legs.filter((leg) => (roles.get(leg.person) === "customer") === customer);
    const open = mine.filter((leg) => !OVER.has(leg.status));
    return open.findLast((leg) => leg.bridged_to) ?? open.at(-1) ?? mine.at(-1) ?? null;
  };
  const ringing = state.calls.filter((call) => call.status === "ringing" && call.direction !== "inbound");
  return { root, left: side(true), right: side(false), ringing, bridged: legs.some((leg) => leg.bridged_to && !OVER.has(leg.status)) };
}

/** What happens, in one sentence and one more; `writer` is who began to write before anybody was rung. */
export function sentence(current, people, writer) {
  if (!current && writer) return [`${writer} and the assistant arrange a call`, "Tap an answer or write your own. Nobody is rung before the customer agrees."];
  if (!current) return ["Nobody is on the phone yet", "Write to the business from the phone on the left, or ring it, and see what happens."];
  const name = (leg) => people.get(leg.person) ?? leg.person;
  const { left, right, root } = current;
  if (current.bridged && left && right) return [`${name(right)} and ${name(left)} are talking`, "The two legs are joined. Hang up on either phone to end the call."];
  const live = [left, right].filter((leg) => leg && !OVER.has(leg.status));
  const onHold = live.find((leg) => leg.queue);
  if (current.ringing.length > 1) return [`The phones of ${current.ringing.map(name).join(" and ")} are ringing`, "The first who presses the key has the call, and the others fall silent."];
  const ringing = live.find((leg) => leg.status === "ringing" && leg.direction !== "inbound");
  if (ringing && onHold) return [`${name(ringing)}’s phone is ringing`, `${name(onHold)} is on hold and may hang up, wait, or press what the voice says.`];
  if (ringing) return [`${name(ringing)}’s phone is ringing`, "Pick up, decline, or just let it ring."];
  const speaking = live.find((leg) => leg.recording);
  if (speaking) return [`${name(speaking)} leaves a message`, "Say something on the phone, then hang up or press a key."];
  if (onHold && live.length === 1) return [`${name(onHold)} is on hold`, "The service looks for somebody who can take the call."];
  const hearing = live.find((leg) => leg.status === "in-progress" && !leg.queue);
  if (hearing) return [`${name(hearing)} is on the line`, lastWords(hearing) ? "The voice says what to press." : "One moment."];
  if (live.length) return ["A call is on its way", ""];
  if (root.status === "completed") return ["The call is over", `${root.duration} ${root.duration === 1 ? "second" : "seconds"} on the line.`];
  return [`${name(root)} ${ENDINGS[root.status]}`, "The service decides what comes next."];
}

const condition = (leg) => (leg ? (OVER.has(leg.status) ? "over" : leg.status) : "idle");

export class Line {
  constructor(element) {
    this.element = element;
    this.changed = memo();
  }

  update(state, people) {
    const current = flow(state);
    const resting = (role) => state.phones.find((phone) => phone.role === role)?.label ?? "";
    const label = (leg, role) => (leg ? (people.get(leg.person) ?? leg.person) : resting(role));
    const left = label(current?.left, "customer");
    const right = label(current?.right, "agent");
    const business = state.numbers[0]?.label || "The business";
    const shown = [left, right, business, condition(current?.left), condition(current?.right), Boolean(current?.bridged)];
    this.changed(shown, () => {
      this.element.classList.toggle("joined", Boolean(current?.bridged));
      this.element.replaceChildren(
        this.person(left, "customer"),
        h("span", { class: "leg", "data-state": condition(current?.left) }),
        h("span", { class: "hub" }, h("span", { class: "hub-name" }, business)),
        h("span", { class: "leg", "data-state": condition(current?.right) }),
        this.person(right, "agent"),
      );
    });
    return current;
  }

  person(name, role) {
    return h("span", { class: `person ${role}` }, h("span", { class: "disc", "aria-hidden": "true" }, (name.match(/[\p{L}\p{N}]/u) ?? ["?"])[0].toUpperCase()), h("span", { class: "person-name" }, name));
  }
}
