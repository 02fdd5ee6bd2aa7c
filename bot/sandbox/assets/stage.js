/** The stage: draws the cast, follows the sandbox and keeps everything in step. */

import { post, watch } from "./api.js";
import { clock, h, memo, pretty } from "./dom.js";
import { drawer } from "./faults.js";
import { Line, sentence } from "./line.js";
import { follow } from "./live.js";
import { lastWords, Phone } from "./phone.js";
import { ring, speak, switches } from "./sound.js";

const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const phones = new Map();
const line = new Line(at("line"));
/** From top to bottom: who is rung comes before who is only told. */
const ORDER = ["customer", "agent", "business"];
const wireChanged = memo();
const showRules = drawer(at("faults-open"), at("faults"), at("faults-list"), at("faults-armed"));

function cast(state) {
  const present = new Set(state.phones.map((phone) => phone.number));
  for (const [number, phone] of phones) {
    if (!present.has(number)) {
      phone.element.remove();
      phones.delete(number);
    }
  }
  const byRole = state.phones.toSorted((one, other) => ORDER.indexOf(one.role) - ORDER.indexOf(other.role));
  for (const phone of byRole) {
    if (phones.has(phone.number)) continue;
    const drawn = new Phone(phone, state.numbers);
    phones.set(phone.number, drawn);
    at(phone.role === "customer" ? "customers" : "team").append(drawn.element);
  }
}

/** All that the network reported, oldest first. */
function wire(state, people) {
  const name = (number) => people.get(number) ?? pretty(number);
  const legs = state.calls.flatMap((call) => call.events.map((event) => ({ at: event.at, actor: name(call.person), what: event.what.replace(/^hears: (.*)$/s, "hears “$1”") })));
  const pbx = state.ns.map((request) => ({ at: request.at, actor: "PBX", what: `queued call, answered ${request.status}` }));
  const warnings = state.warnings.map((warning) => ({ at: warning.at, actor: `Error ${warning.code}`, what: warning.text, bad: true }));
  return [...legs, ...pbx, ...warnings].sort((one, other) => one.at.localeCompare(other.at)).slice(-80);
}

function drawWire(steps) {
  const item = (step) =>
    h("li", { class: step.bad ? "bad" : null }, h("time", { datetime: step.at }, clock(step.at)), h("span", { class: "actor" }, step.actor), h("span", {}, step.what));
  const empty = h("li", { class: "help" }, "Nothing yet. Dialling, ringing, answering and every spoken word will be listed here.");
  at("network").replaceChildren(...(steps.length ? steps.map(item) : [empty]));
  const box = at("network").parentElement;
  if (box) box.scrollTop = box.scrollHeight;
}

function tell(state, current, people) {
  const writer = state.phones.find((phone) => phone.role === "customer" && phone.threads.length);
  const [headline, more] = sentence(current, people, writer && people.get(writer.number));
  if (at("centre-title").textContent !== headline) at("centre-title").textContent = headline;
  at("now-more").textContent = more;
  const ringing = state.phones.find((phone) => phone.ringing);
  at("go").hidden = !ringing;
  if (ringing) {
    at("go").setAttribute("href", `#${phones.get(ringing.number).element.id}`);
    at("go").textContent = `Go to ${people.get(ringing.number)}’s phone`;
  }
  const legs = [current?.right, current?.left].filter((leg) => leg?.saying);
  const words = legs.length ? lastWords(legs[0]) : "";
  at("said").textContent = words;
  at("said").hidden = !words;
  speak(words);
}

function show(state) {
  cast(state);
  const people = new Map(state.phones.map((phone) => [phone.number, phone.label.startsWith("+") ? pretty(phone.label) : phone.label]));
  const calls = new Map(state.calls.map((call) => [call.sid, call]));
  for (const phone of state.phones) phones.get(phone.number).update(phone, calls, people);
  tell(state, line.update(state, people), people);
  ring(state.phones.some((phone) => phone.ringing));
  const steps = wire(state, people);
  wireChanged(steps, () => drawWire(steps));
  showRules(state.rules);
}

switches(at("sound"), at("speech"));
at("reset").addEventListener("click", () => post("reset"));
follow(at("story"), document.body.dataset.live ?? "");
watch(show);
