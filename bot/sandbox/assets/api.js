/** The sandbox's control API. */

const base = document.body.dataset.control ?? "control";
const trouble = /** @type {HTMLElement} */ (document.getElementById("trouble"));

/** Says what went wrong where everybody sees it; an empty sentence takes it back. */
export function say(sentence) {
  trouble.textContent = sentence;
  trouble.hidden = !sentence;
}

/** Posts JSON; a refusal is shown and gives false. */
export async function post(path, body = {}) {
  try {
    const response = await fetch(`${base}/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    say(response.ok ? "" : answer.error);
    return response.ok;
  } catch {
    say("The sandbox does not answer. Is the service still running?");
    return false;
  }
}

/** Does something with a phone. */
export const act = (number, action, body) => post(`phones/${encodeURIComponent(number)}/${action}`, body);

/** Calls back with the whole state at once and after every change. */
export function watch(show) {
  const source = new EventSource(`${base}/events`);
  source.addEventListener("state", (event) => {
    say("");
    show(JSON.parse(/** @type {MessageEvent} */ (event).data));
  });
  source.addEventListener("error", () => say("The line to the sandbox is down. Trying again…"));
}
