// The planning table. Every page works without this file.

// A slider says in words where it stands.
for (const group of document.querySelectorAll(".sliders")) {
  for (const slider of group.querySelectorAll("input[type=range]")) {
    const output = slider.parentElement.querySelector("output");
    const tell = () => {
      const words = group.getAttribute(`data-level-${slider.value}`);
      output.textContent = words;
      slider.setAttribute("aria-valuetext", words);
    };
    slider.addEventListener("input", tell);
    tell();
  }
}

// In a month's grid the arrow keys go from day to day.
for (const grid of document.querySelectorAll("[data-grid]")) {
  grid.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    const step = steps[event.key];
    const cell = event.target.closest("td");
    if (!step || !cell) return;
    const rows = [...grid.tBodies[0].rows];
    let row = rows.indexOf(cell.parentElement) + step[0];
    let column = cell.cellIndex + step[1];
    while (rows[row]?.cells[column]) {
      const button = rows[row].cells[column].querySelector("button");
      if (button) { button.focus(); event.preventDefault(); return; }
      row += step[0];
      column += step[1];
    }
  });
}
