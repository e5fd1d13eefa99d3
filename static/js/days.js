// A calendar beside each text field for a day. The grid and its keys are Cally's; it is fetched when first asked for.
// Without this file, days are typed.
(() => {
  const source = document.currentScript.dataset.calendar;
  let dialog = null;
  let field = null;

  const iso = (text) => {
    const parts = /^\s*(\d{1,2})\.(\d{1,2})\.(\d{4})\s*$/.exec(text);
    if (!parts) return "";
    const day = `${parts[3]}-${parts[2].padStart(2, "0")}-${parts[1].padStart(2, "0")}`;
    const date = new Date(`${day}T00:00Z`);
    return !Number.isNaN(date.valueOf()) && date.toISOString().startsWith(day) ? day : "";
  };

  const close = () => { dialog.close(); field.focus(); };

  const choose = (event) => {
    field.value = event.target.value.split("-").reverse().join(".");
    for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
    close();
  };

  const make = async () => {
    dialog = document.getElementById("day-dialog").content.firstElementChild.cloneNode(true);
    dialog.querySelector("calendar-date").addEventListener("change", choose);
    dialog.querySelector("[data-close]").addEventListener("click", close);
    // A click beside the dialog closes it.
    dialog.addEventListener("click", (event) => { if (event.target === dialog) close(); });
    // The month is put in once the calendar knows that it shows weeks: drawn anew, its headings would lose their scope.
    const grid = dialog.querySelector("calendar-date");
    const month = grid.querySelector("calendar-month");
    month.remove();
    document.body.append(dialog);
    await grid.updated;
    grid.append(month);
  };

  // Beneath the field, or above it where there is no room.
  const place = () => {
    const at = field.parentElement.getBoundingClientRect();
    const below = at.bottom + 4 + dialog.offsetHeight <= window.innerHeight;
    const top = below ? at.bottom + 4 : at.top - 4 - dialog.offsetHeight;
    const left = Math.min(at.left, window.innerWidth - dialog.offsetWidth - 8);
    dialog.style.top = `${Math.max(8, Math.min(top, window.innerHeight - dialog.offsetHeight - 8))}px`;
    dialog.style.left = `${Math.max(8, left)}px`;
  };

  // The month may be drawn a few frames later than it is asked for.
  const focusDay = (grid, frames = 20) => {
    grid.focus();
    const day = grid.querySelector("calendar-month").shadowRoot?.activeElement;
    if (!day && frames) requestAnimationFrame(() => focusDay(grid, frames - 1));
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-open-calendar]");
    if (!button) return;
    field = button.parentElement.querySelector("input");
    await import(source);
    if (!dialog) await make();
    const grid = dialog.querySelector("calendar-date");
    grid.value = iso(field.value);
    grid.focusedDate = grid.value || grid.today;
    dialog.querySelector("#day-dialog-name").textContent = field.labels[0] ? field.labels[0].textContent : "";
    dialog.showModal();
    place();
    await grid.updated;
    focusDay(grid);
  });
})();

// One touch fills in days that are often chosen: "field=value field=value".
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fill]");
  if (!button) return;
  for (const pair of button.dataset.fill.split(" ")) {
    const [id, value] = pair.split("=");
    document.getElementById(id).value = value;
  }
});
