// Small habits that HTML alone doesn't have. Every page works without this file.
document.documentElement.classList.remove("no-js");

// The menu on narrow screens.
document.addEventListener("click", (event) => {
  const button = event.target.closest(".menu-button");
  if (!button) return;
  button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true"));
});

// What can't be undone is asked about.
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.ask;
  if (question && !window.confirm(question)) { event.preventDefault(); event.stopImmediatePropagation(); }
}, true);

// A form that has been sent isn't sent again by a second tap; going back makes it ready anew.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  for (const button of form.querySelectorAll("button[type=submit]")) button.setAttribute("aria-busy", "true");
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  }
});

// Another page of a list is read from its top.
document.addEventListener("htmx:afterSettle", (event) => {
  const list = document.getElementById("list");
  if (list && event.detail.requestConfig.elt.closest(".pager")) list.focus({ preventScroll: true });
});

// A text as it is searched for: in small letters without marks, as `unaccented` in names.py makes it.
const PLAIN_LETTERS = { æ: "ae", œ: "oe", ß: "ss", þ: "th", ø: "o", đ: "d", ð: "d", ł: "l", ŧ: "t", ŋ: "n", ħ: "h", ı: "i" };
const unaccented = (text) =>
  text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[æœßþøđðłŧŋħı]/g, (letter) => PLAIN_LETTERS[letter]);

// Who came: all at once, a search, and a running count.
const makePicker = (picker) => {
  const boxes = [...picker.querySelectorAll("input[name=people]")];
  const all = picker.querySelector("[data-picker-all]");
  const search = picker.querySelector("[data-picker-search]");
  const count = picker.querySelector("[data-picker-count]");
  const tell = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    count.textContent = `${chosen} / ${boxes.length}`;
    all.checked = chosen === boxes.length && chosen > 0;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  all.addEventListener("change", () => {
    for (const box of boxes) if (!box.closest("label").hidden) box.checked = all.checked;
    tell();
  });
  search.addEventListener("input", () => {
    const words = unaccented(search.value).split(/\s+/);
    for (const box of boxes) {
      const label = box.closest("label"), name = unaccented(label.textContent);
      label.hidden = !words.every((word) => name.includes(word));
    }
  });
  picker.addEventListener("change", tell);
  for (const part of picker.querySelectorAll("[data-picker-tools]")) part.hidden = false;
  tell();
};
const makePickers = (part) => {
  for (const picker of part.querySelectorAll("[data-picker]:not([data-made])")) { makePicker(picker); picker.dataset.made = "yes"; }
};
makePickers(document);
document.addEventListener("htmx:load", (event) => makePickers(event.detail.elt));

// The link to a kit follows the kit that is chosen.
document.addEventListener("change", (event) => {
  const line = document.querySelector(`[data-kit-link="${event.target.id}"]`);
  if (!line) return;
  line.querySelector("a").href = line.querySelector("a").dataset.any.replace("0", event.target.value);
  line.querySelector("[data-kit-name]").textContent = event.target.selectedOptions[0].textContent;
});

// Ticking a whole group of boxes.
document.addEventListener("change", (event) => {
  const master = event.target.closest("[data-tick-all]");
  if (!master) return;
  for (const box of document.querySelectorAll(`input[name="${master.dataset.tickAll}"]`)) box.checked = master.checked;
});

// How many mails the ticked workshops make.
for (const sum of document.querySelectorAll("[data-mail-sum]")) {
  const form = sum.closest("form");
  const tell = () => {
    let mails = 0;
    for (const box of form.querySelectorAll("[data-mails]:checked")) mails += Number(box.dataset.mails);
    sum.textContent = mails;
  };
  form.addEventListener("change", () => setTimeout(tell));
}

// Long work: ask how far it has come while the form's own request is under way.
for (const form of document.querySelectorAll("form[data-progress]")) {
  form.addEventListener("submit", () => {
    const place = form.querySelector("[data-progress-bar]");
    const bar = place.querySelector("progress");
    place.hidden = false;
    const ask = async () => {
      const answer = await fetch(form.dataset.progress, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const { done, total } = await answer.json();
      if (total) { bar.max = total; bar.value = done; place.querySelector("output").textContent = `${done} / ${total}`; }
    };
    setInterval(() => ask().catch(() => {}), 400);
  });
}

// Sending a file by htmx shows how much has been sent.
document.addEventListener("htmx:xhr:progress", (event) => {
  const bar = event.target.querySelector?.("progress");
  if (bar && event.detail.lengthComputable) { bar.max = event.detail.total; bar.value = event.detail.loaded; }
});

// A passkey that was refused or stopped is told of; allauth itself only notes it in the console.
document.addEventListener("allauth.error", () => {
  const place = document.querySelector("[data-passkey-error]");
  if (place) place.hidden = false;
});

// Copying a text to the clipboard; without leave to, the text is marked so that it can be copied by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    source.select();
    try { await navigator.clipboard.writeText(source.value); } catch { return; }
    document.getElementById(button.getAttribute("aria-describedby")).textContent = button.dataset.copied;
  });
}

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());

// A phone folds what a wider screen has open; whatever is linked to is opened.
if (matchMedia("(max-width: 37.5rem)").matches) for (const fold of document.querySelectorAll("details[data-fold]")) fold.open = false;
const unfold = (place) => { const fold = place?.closest("details[data-fold]"); if (fold) { fold.open = true; place.scrollIntoView(); } };
unfold(document.getElementById(location.hash.slice(1)));
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (link) unfold(document.getElementById(link.hash.slice(1)));
});
