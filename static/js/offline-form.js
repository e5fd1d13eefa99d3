// The log form on the page for working without network: filled in from the school's list, and kept as a draft.
const offlineForm = (() => {
  const form = document.getElementById("log-form");
  const { client_key: key, sure, kit, held_by: holder, held_on: day, minutes, planned, revision } = form.elements;
  const choice = document.getElementById("choose-school");
  const part = (name) => form.querySelector(`[data-part="${name}"]`);
  const more = part("more");
  // Filled in on most sessions, so that they tell nothing of whether somebody wrote more.
  const USUAL = ["mode", "begins_at", "stopped_to"];
  let lists = [];
  let current = null;
  // Who writes, and what their draft says besides what this form asks.
  let writer = null;
  let besides = {};

  const option = (value, text) => new Option(text, value);
  const today = (by = 0) => {
    const now = new Date();
    now.setDate(now.getDate() + by);
    return [now.getDate(), now.getMonth() + 1, now.getFullYear()].map((each) => String(each).padStart(2, "0")).join(".");
  };

  // 2026-11-10 from 10.11.2026, and back.
  const turned = (written) => written.split(/[.-]/).reverse().join(written.includes("-") ? "." : "-");

  // Fields that choose among rows show those of the school; whoever may not log for others chooses no holder.
  const fill = (list) => {
    current = list;
    Object.assign(form.dataset, { programme: list.programme, school: list.school, schoolName: list.school_name, kind: list.kind });
    kit.replaceChildren(...list.kits.map((each) => option(each.id, each.title)));
    if (list.kit) kit.value = list.kit;
    minutes.value = list.kits.find((each) => String(each.id) === kit.value)?.minutes ?? minutes.value;
    holder.replaceChildren(...list.holders.map((each) => option(each.id, each.name)));
    holder.disabled = !list.holders.length;
    holder.closest(".ds-field").hidden = holder.disabled;
    fillPeople(list.people);
    fillPlanned(list);
  };
  // Planned sessions whose day has come. A list from an earlier version of the page has none.
  const fillPlanned = (list) => {
    const come = (list.planned ?? []).filter((each) => each.held_on <= turned(today()));
    planned.replaceChildren(planned.options[0], ...come.map((each) => option(each.id, each.label)));
    part("planned").hidden = !come.length;
  };
  const chosenPlanned = () => current.planned?.find((each) => String(each.id) === planned.value);
  // One that the list has no more stays what the draft says: the server tells what became of it.
  const showPlanned = (said) => {
    if (said.planned && !planned.value) {
      planned.append(new Option(`${said.held_on} · ${kit.selectedOptions[0]?.text ?? ""}`, said.planned[0], true, true));
      part("planned").hidden = false;
    }
    revision.value = chosenPlanned()?.revision ?? said.revision?.[0] ?? "";
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
    const said = draft?.fields ?? {};
    // A kit that the school has taken its own copy of since.
    if (!kit.value && said.kit) kit.value = list.kits.find((each) => String(each.root) === said.kit[0])?.id ?? "";
    writer = draft?.user ?? device.user();
    besides = Object.fromEntries(Object.entries(said).filter(([name]) => name !== "people" && !form.elements.namedItem(name)));
    form.elements.reflection.closest(".ds-field").hidden = !said.reflection;
    showPlanned(said);
    more.open = Object.keys(said).some((name) => !USUAL.includes(name) && more.querySelector(`[name="${CSS.escape(name)}"]`));
    part("only-how-many").open = Boolean(said.head_count);
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
  planned.addEventListener("change", () => {
    const one = chosenPlanned();
    revision.value = one?.revision ?? "";
    if (!one) return;
    kit.value = current.kits.find((each) => each.root === one.root)?.id ?? kit.value;
    holder.value = one.held_by;
    minutes.value = one.minutes;
    day.value = turned(one.held_on);
    setField("mode", [one.mode]);
  });
  for (const button of form.querySelectorAll("[data-day]")) {
    button.addEventListener("click", () => { day.value = today(Number(button.dataset.day)); });
  }

  // What can be told without the server: a day, minutes, and that somebody came, by name or number. The server judges the rest.
  const isComplete = () => {
    const boxes = [...form.querySelectorAll("input[name=people]")];
    const { head_count: count, newcomers } = form.elements;
    const isNobody = boxes.length > 0 && !boxes.some((box) => box.checked) && !count.value && !newcomers.value.trim();
    part("nobody").hidden = !isNobody;
    if (isNobody) boxes[0].focus();
    for (const folded of form.querySelectorAll("details")) if (folded.querySelector(":invalid")) folded.open = true;
    return !isNobody && form.reportValidity();
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!isComplete()) return;
    try {
      const draft = device.draftOf(form);
      await device.keep({ ...draft, fields: { ...besides, ...draft.fields }, user: writer });
    } catch {
      part("not-kept").hidden = false;
      part("not-kept").scrollIntoView({ block: "center" });
      return;
    }
    form.dispatchEvent(new CustomEvent("kept", { bubbles: true }));
  }, true);

  return { show };
})();
