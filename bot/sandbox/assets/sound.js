/** A ring tone and a voice, both off until somebody wants them. */

/** @type {AudioContext | null} */
let audio = null;
let ringing = 0;
let speaking = false;
let spoken = "";

/** One burst of a two-tone bell. */
function burst() {
  if (!audio) return;
  const gain = audio.createGain();
  gain.gain.setValueAtTime(0.05, audio.currentTime);
  gain.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + 1);
  gain.connect(audio.destination);
  for (const pitch of [440, 554]) {
    const tone = audio.createOscillator();
    tone.frequency.value = pitch;
    tone.connect(gain);
    tone.start();
    tone.stop(audio.currentTime + 1);
  }
}

/** Rings while any phone does, if the tone is on. */
export function ring(on) {
  if (on && audio && !ringing) {
    burst();
    ringing = window.setInterval(burst, 2500);
  } else if ((!on || !audio) && ringing) {
    window.clearInterval(ringing);
    ringing = 0;
  }
}

/** Reads aloud what a line says, once per sentence. */
export function speak(words) {
  if (!speaking || words === spoken) return;
  spoken = words;
  if (words) speechSynthesis.speak(new SpeechSynthesisUtterance(words));
}

/** Wires the two switches of the header. */
export function switches(tone, voice) {
  tone.addEventListener("click", () => {
    audio = audio ? null : new AudioContext();
    ring(false);
    press(tone, Boolean(audio), "Ring tone");
  });
  voice.addEventListener("click", () => {
    speaking = !speaking;
    if (!speaking) speechSynthesis.cancel();
    press(voice, speaking, "Voice");
  });
}

function press(button, on, name) {
  button.setAttribute("aria-pressed", String(on));
  button.textContent = `${name} ${on ? "on" : "off"}`;
}
