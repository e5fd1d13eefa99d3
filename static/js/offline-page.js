// The page that works without network: drafts with their states, the log form, and the school's list.
(() => {
  const place = document.getElementById("offline");
  const status = document.getElementById("said");
  const list = document.getElementById("drafts");
  const language = document.documentElement.lang;
  const part = (name) => document.querySelector(`main > [data-part="${name}"]`);
  const words = (id, count) => {
    const { one, many } = document.getElementById(id).dataset;
    return (count === 1 ? one : many).replace("#", count);
  };
  const moment = (time) => new Date(time).toLocaleString(language, { dateStyle: "short", timeStyle: "short" });
  const dayText = (iso) => iso.split("-").reverse().join(".");
  const say = (name) => { for (const text of status.children) text.hidden = text.dataset.say !== name; };

  // A draft's card shows what goes with its state: parts name the states that they are for.
  const cardOf = (draft) => {
    const card = document.getElementById("draft-card").content.firstElementChild.cloneNode(true);
    const id = `draft-${draft.key}`;
    const title = card.querySelector("[data-title]");
    card.dataset.key = draft.key;
    title.id = id;
    title.textContent = draft.shown.kit || title.dataset.none;
    const came = draft.fields.people?.length ?? Number(draft.fields.head_count?.[0]);
    card.querySelector("[data-facts]").textContent =
      [draft.shown.held_on, draft.shown.school, came && words("came", came)].filter(Boolean).join(" · ");
    card.querySelector("[data-made]").textContent = moment(draft.made_at);
    for (const each of card.querySelectorAll("[data-when]")) each.hidden = !each.dataset.when.split(" ").includes(draft.state);
    for (const each of card.querySelectorAll("button, .row a")) each.setAttribute("aria-describedby", id);
    const said = card.querySelector("[data-words]");
    said.hidden = !draft.words?.length;
    said.replaceChildren(...(draft.words ?? []).map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    if (draft.other) card.querySelector("[data-other]").href = draft.other;
    if (draft.address) card.querySelector("[data-address]").href = draft.address;
    return card;
  };

  const showDrafts = async () => {
    const drafts = await device.drafts();
    const focused = document.activeElement?.closest("[data-key]")?.dataset.key;
    list.replaceChildren(...drafts.map(cardOf));
    document.getElementById("no-drafts").hidden = drafts.length > 0;
    // The button that was pressed is drawn anew; whoever is on the keyboard stays at its draft.
    if (focused) (list.querySelector(`[data-key="${focused}"] button:not([hidden])`) ?? document.getElementById("drafts-title")).focus();
  };

  const row = (template, texts) => {
    const made = document.getElementById(template).content.firstElementChild.cloneNode(true);
    for (const [name, text] of Object.entries(texts)) made.querySelector(`[data-text="${name}"]`).textContent = text;
    return made;
  };
  // Of a session that wasn't held there is no number of those who came.
  const factsOf = ({ held_on, status, held_by, head_count: came }) =>
    [dayText(held_on), status, held_by, came !== null && words("came", came)].filter(Boolean).join(" · ");
  const showSchools = async () => {
    const schools = await device.schools();
    part("school").replaceChildren(...schools.map((school) => {
      const card = row("school-card", { school: school.school_name, programme: school.programme_name, as_of: moment(school.as_of) });
      card.querySelector("[data-sessions]").replaceChildren(...school.sessions.map((each) => row("session-row", {
        kit: each.kit, facts: factsOf(each),
      })));
      card.querySelector("[data-people]").replaceChildren(...school.people.map((person) => row("person-row", {
        name: person.name, reached: school.due ? `${person.reached} / ${school.due}` : "–",
      })));
      return card;
    }));
    return schools;
  };

  const showSignOut = () => { for (const button of document.querySelectorAll("[data-sign-out-here]")) button.hidden = !device.user(); };

  // Which part shows: the form, or all the rest. The address tells, so that going back works.
  let formFor = "";
  const show = async () => {
    const schools = await showSchools();
    const drafts = await device.drafts();
    const asked = window.location.hash.slice(1);
    // Somebody may be filling it in already.
    if (asked && asked === formFor) return;
    const draft = drafts.find((each) => each.key === asked);
    const isForm = (asked === "log" || draft) && offlineForm.show(schools, draft);
    formFor = isForm ? asked : "";
    if (draft && !isForm) say("no-list");
    part("form").hidden = !isForm;
    part("drafts").hidden = Boolean(isForm);
    part("school").hidden = Boolean(isForm);
    part("nothing").hidden = Boolean(isForm) || schools.length > 0 || drafts.length > 0;
    document.getElementById("log").hidden = !schools.length;
    if (!isForm) return;
    say("");
    part("form").querySelector("h2").focus();
  };

  const network = () => { for (const text of document.querySelectorAll("[data-network]")) text.hidden = text.dataset.network !== String(navigator.onLine); };

  // A draft as a text that can be read, or put in by hand; one of a newer form as it is kept.
  const textOf = (draft) => {
    if (draft.state === "newer") return JSON.stringify(draft, null, 2);
    const values = { ...draft.fields, kit: [draft.shown.kit], people: draft.shown.people ?? [] };
    if (draft.fields.held_by) values.held_by = [draft.shown.held_by];
    const form = document.getElementById("log-form");
    const labels = JSON.parse(form.dataset.labels);
    const chosen = (name, value) => form.elements[name]?.querySelector?.(`option[value="${CSS.escape(value)}"]`)?.textContent ?? value;
    const lines = Object.entries(values).map(([name, all]) => {
      const said = ["kit", "people", "held_by"].includes(name) ? all : all.map((value) => chosen(name, value));
      return `${labels[name] ?? name}: ${said.join("; ")}`;
    });
    return [draft.shown.school, ...lines].join("\n");
  };
  const save = (draft) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([textOf(draft)], { type: "text/plain;charset=utf-8" }));
    link.download = `${place.dataset.fileName}-${draft.shown.held_on ?? ""}.txt`;
    link.click();
    URL.revokeObjectURL(link.href);
  };

  const acts = {
    send: (draft) => sending.start({ only: draft.key, hurry: true }),
    sure: async (draft) => {
      await device.note(draft.key, { sure: draft.asked, state: "waiting" });
      await sending.start({ only: draft.key, hurry: true });
    },
    change: (draft) => { window.location.hash = draft.key; },
    export: save,
    delete: async (draft, button) => {
      if (!window.confirm(button.dataset.question)) return;
      await device.remove(draft.key);
      say("deleted");
    },
  };
  list.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-do]");
    if (!button) return;
    const { key } = button.closest("[data-key]").dataset;
    const draft = (await device.drafts()).find((each) => each.key === key);
    if (draft) await acts[button.dataset.do](draft, button);
  });

  document.addEventListener("kept", async () => {
    window.location.hash = "";
    say("kept");
    await sending.start({ hurry: true });
  });

  // Signing out here clears the device at once, as far as its database lets itself be cleared; the server hears of it before
  // it gives another page.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-sign-out-here]");
    if (!button) return;
    const unsent = await device.allDrafts().then((all) => all.filter(device.isUnsent).length, () => 0);
    if (unsent && !window.confirm(words("leaving", unsent))) return;
    await device.wipe().catch(() => {});
    await device.leaveLater();
    // The page anew: in this one there may be names that nobody sees.
    window.history.replaceState(null, "", window.location.pathname);
    window.location.reload();
  });

  window.addEventListener("hashchange", show);
  for (const name of ["online", "offline"]) window.addEventListener(name, network);
  document.addEventListener("device", async () => {
    await showDrafts();
    const isWaiting = (await device.drafts()).some((draft) => ["waiting", "sending"].includes(draft.state));
    if (!isWaiting) for (const text of status.querySelectorAll('[data-say="kept"]')) text.hidden = true;
  });

  const fill = async () => {
    if (device.user()) { await showDrafts(); await show(); }
    if (await device.isLeaving()) say("signed-out");
    await sending.refresh();
    showSignOut();
    await sending.start({ hurry: true });
    if (part("form").hidden) await show();
    await showDrafts();
  };
  const open = async () => {
    const calendar = document.getElementById("day-dialog").content.querySelector("calendar-date");
    calendar.setAttribute("today", new Date().toLocaleDateString("sv"));
    network();
    showSignOut();
    if (window.location.pathname.endsWith("/sessions/log/")) window.history.replaceState(null, "", "#log");
    await fill().catch((error) => { console.warn(error); say("fails"); });
  };
  open();
})();
