// The log form on the page for working without network: filled in from the school's list, and kept as a draft.
const offlineForm = (() => {
  const form = document.getElementById("log-form");
  const { client_key: key, sure, kit, held_by: holder, held_on: day, minutes } = form.elements;
  const choice = document.getElementById("choose-school");
  const part = (name) => form.querySelector(`[data-part="${name}"]`);
  let lists = [];

  const option = (value, text) => new Option(text, value);
  const today = (by = 0) => {
    const now = new Date();
    now.setDate(now.getDate() + by);
    return [now.getDate(), now.getMonth() + 1, now.getFullYear()].map((each) => String(each).padStart(2, "0")).join(".");
  };

  // Fields that choose among rows show those of the school; whoever may not log for others chooses no holder.
  const fill = (list) => {
    Object.assign(form.dataset, { programme: list.programme, school: list.school, schoolName: list.school_name, kind: list.kind });
    kit.replaceChildren(...list.kits.map((each) => option(each.id, each.title)));
    if (list.kit) kit.value = list.kit;
    minutes.value = list.kits.find((each) => String(each.id) === kit.value)?.minutes ?? minutes.value;
    holder.replaceChildren(...list.holders.map((each) => option(each.id, each.name)));
    holder.disabled = !list.holders.length;
    holder.closest(".ds-field").hidden = holder.disabled;
    fillPeople(list.people);
  };
  const fillPeople = (people) => {
    const picker = document.getElementById("picker").content.firstElementChild.cloneNode(true);
    const boxes = picker.querySelector(".people-picker");
    const one = boxes.firstElementChild;
    boxes.replaceChildren(...people.map((person) => {
      const label = one.cloneNode(true);
      label.querySelector("input").value = person.id;
      label.querySelector("span").textContent = person.name;
      return label;
    }));
    part("people").replaceChildren(picker);
    makePickers(form);
  };

  const setField = (name, values) => {
    const found = form.elements[name];
    if (!found) return;
    for (const each of found instanceof RadioNodeList ? found : [found]) {
      if (["checkbox", "radio"].includes(each.type)) each.checked = values.includes(each.value);
      else if (each.multiple) for (const row of each.options) row.selected = values.includes(row.value);
      else [each.value] = values;
    }
  };

  const listOf = (draft) => lists.find((list) => list.programme === draft.programme && list.school === draft.school && list.kind === draft.kind);

  // Show the form empty, or with what a draft says. Who is on the draft and not on the list any more is told of.
  const show = (schools, draft) => {
    lists = schools;
    form.reset();
    choice.replaceChildren(...lists.map((list) => option(list.id, `${list.school_name} · ${list.programme_name}`)));
    choice.closest(".ds-field").hidden = lists.length < 2 || Boolean(draft);
    const list = draft ? listOf(draft) : lists[0];
    if (!list) return false;
    fill(list);
    key.value = draft?.key ?? crypto.randomUUID();
    sure.value = draft?.sure ?? "";
    day.value = today();
    for (const [name, values] of Object.entries(draft?.fields ?? {})) setField(name, values);
    form.querySelector("details").open = ["adaptation", "reflection"].some((name) => draft?.fields[name]);
    for (const picker of form.querySelectorAll("[data-picker]")) picker.dispatchEvent(new Event("change"));
    const ids = list.people.map((person) => String(person.id));
    const gone = (draft?.shown.people ?? []).filter((name, place) => !ids.includes(draft.fields.people?.[place]));
    part("gone").hidden = !gone.length;
    part("gone").querySelector("[data-names]").textContent = gone.join("; ");
    part("nobody").hidden = true;
    part("not-kept").hidden = true;
    return true;
  };

  choice.addEventListener("change", () => fill(lists.find((list) => list.id === choice.value)));
  for (const button of form.querySelectorAll("[data-day]")) {
    button.addEventListener("click", () => { day.value = today(Number(button.dataset.day)); });
  }

  // What can be told without the server: a day, minutes, and that somebody came. The server judges the rest.
  const isComplete = () => {
    const boxes = [...form.querySelectorAll("input[name=people]")];
    const isNobody = boxes.length > 0 && !boxes.some((box) => box.checked);
    part("nobody").hidden = !isNobody;
    if (isNobody) boxes[0].focus();
    return !isNobody && form.reportValidity();
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!isComplete()) return;
    try {
      await device.keep(device.draftOf(form));
    } catch {
      part("not-kept").hidden = false;
      part("not-kept").scrollIntoView({ block: "center" });
      return;
    }
    form.dispatchEvent(new CustomEvent("kept", { bubbles: true }));
  }, true);

  return { show };
})();
