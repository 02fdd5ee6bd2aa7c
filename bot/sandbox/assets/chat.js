/** The conversation on a phone: bubbles, quick replies, a box to write in. */

import { act } from "./api.js";
import { clock, h, memo } from "./dom.js";

const firstWords = (name) => [
  `hi, can someone call me about a leaking boiler? ${name}`,
  `Hola, soy ${name}, necesito que me llamen mañana después de las 3`,
];
const TICKS = { queued: "sending", sent: "sent", delivered: "delivered", undelivered: "not delivered" };

/** Options a message offers: lines such as "1 Call me now", or a word in capitals after "Reply". */
export function options(body) {
  const numbered = [...body.matchAll(/^\s*(\d)[.):]?\s+(\S.*)$/gm)].map((match) => ({
    send: match[1],
    label: match[2].trim(),
  }));
  if (numbered.length > 1 && numbered.every((option, index) => option.send === String(index + 1))) return numbered;
  const words = [...body.matchAll(/(?:reply|responda|responde|conteste)\s+(?:con\s+)?([A-ZÁÉÍÓÚÑ]{2,12}|\d)\b/giu)]
    .map((match) => match[1])
    .filter((word) => word === word.toUpperCase());
  return [...new Set(words)].map((word) => ({ send: word, label: word }));
}

/** What a short answer meant, so that the bubble shows words where the wire carries a digit. */
function meaning(messages, index) {
  const { body } = messages[index];
  const asked = messages.slice(0, index).findLast((message) => message.direction === "in");
  return (asked && options(asked.body).find((option) => option.send === body)?.label) ?? body;
}

export class Chat {
  /** @param {{number: string, label: string, role: string, channels: string[]}} phone @param {{number: string, label: string}[]} numbers */
  constructor(phone, numbers) {
    this.phone = phone;
    this.channel = phone.channels.includes("whatsapp") ? "whatsapp" : "sms";
    this.with = numbers[0]?.number ?? "";
    this.numbers = numbers;
    this.threads = [];
    this.newest = "";
    this.last = "";
    this.seen = {};
    this.tabs = new Map();
    this.changed = memo();
    this.log = h("div", { class: "bubbles", role: "log", "aria-label": "Messages", tabindex: "0" });
    this.replies = h("div", { class: "replies" });
    this.box = h("input", {
      class: "box",
      "aria-label": "Message",
      placeholder: "Message",
      autocomplete: "off",
      maxlength: "1600",
    });
    this.element = h("div", { class: "chat" }, this.head(), this.log, this.replies, this.form());
  }

  head() {
    const choices = this.phone.channels.filter((channel) => channel !== "voice");
    const tabs = choices.map((channel) => this.tab(channel));
    this.select = h(
      "select",
      { class: "to", "aria-label": "Business", onchange: (event) => this.choose({ with: event.target.value }) },
      ...this.numbers.map((owned) => h("option", { value: owned.number }, owned.label || owned.number)),
    );
    const name = this.numbers.length > 1 ? this.select : h("strong", { class: "to" }, this.numbers[0]?.label ?? "");
    return h("div", { class: "chat-head" }, name, choices.length > 1 ? h("div", { class: "tabs", role: "group", "aria-label": "Channel" }, ...tabs) : null);
  }

  tab(channel) {
    const name = { sms: "SMS", whatsapp: "WhatsApp" }[channel];
    const button = h("button", { type: "button", "aria-pressed": String(channel === this.channel) }, name);
    button.addEventListener("click", () => this.choose({ channel }));
    this.tabs.set(channel, button);
    return button;
  }

  form() {
    const send = h("button", { class: "send", "aria-label": "Send" }, "➤");
    const submit = (event) => {
      event.preventDefault();
      const words = this.box.value.trim();
      if (words) this.write(words);
    };
    return h("form", { class: "composer", onsubmit: submit }, this.box, send);
  }

  choose(choice) {
    Object.assign(this, choice);
    this.update(this.threads);
  }

  async write(body) {
    this.box.value = "";
    this.box.focus();
    if (!(await act(this.phone.number, "send", { to: this.with, channel: this.channel, body }))) this.box.value = body;
  }

  /** Opens the thread of a message that has just come in on the channel shown; a half-written answer stays put. */
  turnTo(threads) {
    const incoming = threads.flatMap((thread) =>
      thread.messages.filter((message) => message.direction === "in").map((message) => ({ ...message, thread })),
    );
    const newest = incoming.sort((one, other) => one.at.localeCompare(other.at)).at(-1);
    if (!newest || newest.sid === this.newest) return;
    this.newest = newest.sid;
    if (newest.thread.channel === this.channel && !this.box.value) {
      this.with = newest.thread.with;
      this.select.value = this.with;
    }
  }

  /** Marks the channel that is shown, and those where something waits unread. */
  mark() {
    for (const [channel, tab] of this.tabs) {
      const shown = channel === this.channel;
      const count = this.threads
        .filter((thread) => thread.channel === channel)
        .reduce((sum, thread) => sum + thread.messages.filter((message) => message.direction === "in").length, 0);
      if (shown || count < (this.seen[channel] ?? 0)) this.seen[channel] = count;
      const unread = count > (this.seen[channel] ?? 0);
      tab.setAttribute("aria-pressed", String(shown));
      tab.classList.toggle("unread", unread);
      if (unread) tab.setAttribute("aria-description", "new message");
      else tab.removeAttribute("aria-description");
    }
  }

  update(threads) {
    this.threads = threads;
    this.turnTo(threads);
    this.mark();
    const thread = threads.find((one) => one.channel === this.channel && one.with === this.with);
    const messages = thread?.messages ?? [];
    this.element.dataset.channel = this.channel;
    this.changed([this.channel, this.with, messages], () => this.draw(messages));
  }

  draw(messages) {
    this.log.replaceChildren(...(messages.length ? messages.map((_, index) => this.bubble(messages, index)) : [this.empty()]));
    this.log.scrollTop = this.log.scrollHeight;
    const last = messages.at(-1);
    // Receipts redraw the thread too; only a message that has just come moves.
    if (last && last.sid !== this.last) this.log.lastElementChild?.classList.add("arrives");
    this.last = last?.sid ?? "";
    const offered = last?.direction === "in" ? options(last.body) : [];
    this.replies.replaceChildren(
      ...offered.map((option) => h("button", { type: "button", onclick: () => this.write(option.send) }, option.label)),
    );
  }

  bubble(messages, index) {
    const message = messages[index];
    const mine = message.direction === "out";
    const offered = mine || index < messages.length - 1 ? [] : options(message.body).filter((option) => option.send !== option.label);
    const lines = message.body.split("\n").filter((line) => !offered.some((option) => line.trim().endsWith(option.label) && /^\s*\d/.test(line)));
    const note = mine ? "" : message.status === "undelivered" ? ` · not delivered (${message.error_code})` : "";
    return h(
      "div",
      { class: `bubble ${mine ? "mine" : "theirs"}` },
      ...message.media.map((medium) => h("span", { class: "medium" }, medium.content_type)),
      h("p", {}, mine ? meaning(messages, index) : lines.join("\n").trim()),
      h("time", { datetime: message.at }, clock(message.at, false) + note, h("span", { class: "unseen" }, TICKS[message.status] ?? "")),
    );
  }

  empty() {
    if (this.phone.role !== "customer") {
      return h("div", { class: "empty" }, h("p", {}, "Quiet so far. If nobody can take a call, one message arrives here."));
    }
    const suggest = (words) =>
      h("button", { type: "button", class: "suggestion", onclick: () => this.type(words) }, `“${words}”`);
    return h("div", { class: "empty" }, h("p", {}, "Begin here. Write as a customer would:"), ...firstWords(this.phone.label).map(suggest));
  }

  type(words) {
    this.box.value = words;
    this.box.focus();
  }
}
