// Counts down how long the code is good, brings a new one in its place, and goes on by itself once
// the telephone has confirmed. Without this script the page asks for itself again.
"use strict";

const POLL_MILLIS = 2000;
const PATIENCE_MILLIS = 15000;
// A page that nobody looks after must not ask for codes, and have them recorded, for ever.
const MOST_RENEWALS = 4;

let code = document.getElementById("code");
let endsAt = ends();
let nextPoll = performance.now() + POLL_MILLIS;
let patientUntil = 0;
let renewals = 0;

function ends() {
  return performance.now() + 1000 * Number(code.dataset.seconds);
}

function say(text) {
  const state = code.querySelector("#state");
  if (state.textContent !== text) {
    state.textContent = text;
  }
}

function showTimeLeft() {
  const seconds = Math.max(0, Math.ceil((endsAt - performance.now()) / 1000));
  const rest = String(seconds % 60).padStart(2, "0");
  code.querySelector("[role=timer]").textContent = `${Math.floor(seconds / 60)}:${rest}`;
  code.querySelector("progress").value = seconds;
}

/** The next request, which takes the session if there is one; without it, the page anew. */
function goOn() {
  location.replace("/signin");
}

async function renew() {
  const answer = await fetch("/signin");
  if (answer.redirected) {
    goOn();
    return true;
  }
  if (!answer.ok) {
    return false;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = document.adoptNode(page.getElementById("code"));
  code.replaceWith(fresh);
  code = fresh;
  endsAt = ends();
  return true;
}

async function poll() {
  const answer = await fetch("/api/qr");
  if (answer.status === 404) {
    endsAt = performance.now();
    return true;
  }
  if (!answer.ok) {
    return false;
  }
  const { state } = await answer.json();
  if (state === "confirmed") {
    say("Confirmed. One moment.");
    goOn();
  } else if (state === "scanned") {
    say("Scanned. Waiting for your PIN.");
  }
  return true;
}

function end() {
  const again = document.createElement("a");
  again.className = "button";
  again.href = "/signin";
  again.textContent = "Show a new code";
  code.classList.add("over");
  code.querySelector("#life").replaceChildren(again);
  say("This code is over.");
}

async function ask(over) {
  let answered = false;
  try {
    answered = over ? await renew() : await poll();
  } catch {
    // No connection: told below.
  }
  if (answered) {
    renewals += over ? 1 : 0;
    nextPoll = performance.now() + POLL_MILLIS;
  } else {
    say("The service does not answer. Trying again.");
    patientUntil = performance.now() + PATIENCE_MILLIS;
  }
}

async function watch() {
  showTimeLeft();
  const now = performance.now();
  const over = now >= endsAt;
  if (over && renewals === MOST_RENEWALS) {
    end();
    return;
  }
  const due = over ? !document.hidden : now >= nextPoll;
  if (due && now >= patientUntil) {
    await ask(over);
  }
  setTimeout(watch, 500);
}

watch();
