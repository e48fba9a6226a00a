// Saves what is being written a few seconds after a word and whenever a field is left, so that a call that breaks off
// loses nothing. Without this script the button on the page saves.
const form = document.querySelector('form[data-saves]');
const saved = document.querySelector('#saved');
const unsaved = document.querySelector('#unsaved');
let isDirty = false;
let isStopped = false;
let underway = null;
let timer = null;

const ask = (keepalive) => fetch(form.action, {
  method: 'POST',
  body: new URLSearchParams(new FormData(form)),
  headers: { accept: 'application/json' },
  keepalive,
});

function warn(text) {
  unsaved.textContent = text;
  unsaved.hidden = false;
}

async function send() {
  isDirty = false;
  try {
    const answer = await ask(false);
    const told = await answer.json();
    for (const hint of form.querySelectorAll('[id$="-number"]')) {
      hint.hidden = !told.numbers.includes(hint.id.slice(0, -'-number'.length));
    }
    if (answer.ok) {
      form.elements.version.value = told.version;
      saved.textContent = told.said;
      unsaved.hidden = true;
    } else {
      // Somebody else saved, or something is too long: the button shows both texts, or the field.
      isStopped = answer.status === 409;
      isDirty = true;
      warn(told.said);
    }
  } catch {
    isDirty = true;
    warn(form.dataset.unsaved);
  }
}

async function save() {
  clearTimeout(timer);
  if (underway) await underway;
  if (!isDirty || isStopped) return;
  underway = send();
  await underway;
  underway = null;
}

if (form) {
  form.addEventListener('input', () => {
    isDirty = true;
    clearTimeout(timer);
    timer = setTimeout(save, 4000);
  });
  form.addEventListener('focusout', save);
  // A press waits for the saving under way, so that a page is not in its own way.
  form.addEventListener('submit', async (event) => {
    clearTimeout(timer);
    if (underway) {
      event.preventDefault();
      await underway;
      underway = null;
      form.requestSubmit(event.submitter);
      return;
    }
    isDirty = false;
  });
  addEventListener('pagehide', () => {
    if (isDirty && !isStopped) ask(true);
  });
}

// How long the talk has gone on, told by the server and counted on here.
const clock = document.querySelector('#clock');
if (clock) {
  const began = performance.now() - Number(clock.dataset.seconds) * 1000;
  setInterval(() => {
    clock.textContent = clock.dataset.text.replace('#', Math.floor((performance.now() - began) / 60_000));
  }, 10_000);
}
