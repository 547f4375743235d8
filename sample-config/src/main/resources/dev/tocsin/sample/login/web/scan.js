// The PIN pad: its keys type into the form's own field, which a keyboard goes on to do as well.
"use strict";

const form = document.getElementById("confirm");
const pin = document.getElementById("pin");
const pad = document.getElementById("pad");
let sent = false;

function told() {
  const count = pin.value.length;
  document.getElementById("entered").textContent = count === 1 ? "1 digit" : `${count} digits`;
}

function press(key) {
  if (key === "delete") {
    pin.value = pin.value.slice(0, -1);
  } else if (pin.value.length < pin.maxLength) {
    pin.value += key;
  }
  told();
}

document.getElementById("plain").hidden = true;
pad.hidden = false;
// The pad is the telephone's keyboard here; one that is real still types.
pin.inputMode = "none";

pad.addEventListener("click", (event) => {
  const key = event.target.dataset.key;
  if (key) {
    press(key);
  }
});

pad.addEventListener("keydown", (event) => {
  if (/^[0-9]$/.test(event.key)) {
    press(event.key);
  } else if (event.key === "Backspace") {
    press("delete");
  }
});

// A double tap must not count as two tries.
form.addEventListener("submit", (event) => {
  if (sent) {
    event.preventDefault();
  }
  sent = true;
});

window.addEventListener("pageshow", () => {
  sent = false;
});
