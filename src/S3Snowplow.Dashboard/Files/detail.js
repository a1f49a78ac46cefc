"use strict";

/** An opened pipeline: its facts, its picture for six hours, a day or a week, and its incidents. */
const detail = (() => {
  const host = document.getElementById("detail");
  const views = { "6 h": { series: "day", seconds: 6 * 3600 }, Day: { series: "day", seconds: 86400 }, Week: { series: "week", seconds: 7 * 86400 } };
  let parts = null;
  let given = null;
  let view = "Day";

  function build() {
    const table = figures.make();
    parts = {
      name: dom.make("h2", { id: "detail-name", tabindex: "-1" }, dom.make("a", null, dom.make("bdi", { dir: "auto" }))),
      state: dom.make("span"),
      owner: dom.make("span", { class: "owner" }),
      age: dom.make("span", { class: "owner" }),
      facts: dom.make("dl", { class: "facts" }),
      picture: dom.make("div", { class: "picture" }),
      incidents: dom.make("div", { class: "incidents-place" }),
      tabs: Object.keys(views).map((name) => dom.make("button", { type: "button", "aria-pressed": String(name === view) }, name)),
      table,
    };
    parts.tabs.forEach((button) => button.addEventListener("click", () => choose(button.textContent)));
    host.replaceChildren(
      dom.make("div", { class: "title" }, parts.name, parts.state, parts.owner, parts.age, dom.make("div", { class: "tabs", role: "group", "aria-label": "Time shown" }, ...parts.tabs)),
      parts.facts,
      parts.picture,
      table.element,
      dom.make("h3", { class: "hidden" }, "Incidents"),
      parts.incidents);
    parts.chart = chart.make(parts.picture, { canZoom: false, drawn: (drawn) => table.show(given.drawing, drawn) });
  }

  function choose(name) {
    view = name;
    parts.tabs.forEach((button) => button.setAttribute("aria-pressed", String(button.textContent === name)));
    draw();
  }

  function fact(title, value, note) {
    return { title, value, note };
  }

  function facts({ pipeline, day }) {
    const lately = day ? bars.lately(day, 6 * 3600 / day.step, given.until) : null;
    return [
      fact("Behind", pipeline.behindText, `limit ${pipeline.limitText}, ${pipeline.waitingText} waiting`),
      lately === null ? null : fact("Input, last 6 h", words.rate(lately, pipeline.unit), pipeline.loadText ? `load ${pipeline.loadText}` : null),
      fact("Capacity", pipeline.capacityText, pipeline.band ? `band ${pipeline.band}` : null),
      pipeline.next ? fact("Next", pipeline.next, null) : null,
      pipeline.smallestBand ? fact("Smallest band that would do", pipeline.smallestBand, null) : null,
    ].filter((one) => one !== null);
  }

  function showFacts() {
    const all = facts(given);
    const key = JSON.stringify(all.map((one) => one.title));
    if (parts.facts.dataset.titles !== key) {
      parts.facts.dataset.titles = key;
      parts.facts.replaceChildren(...all.map((one) => dom.make("div", null, dom.make("dt", null, one.title), dom.make("dd", { class: "value" }), dom.make("dd", { class: "note" }))));
    }

    all.forEach((one, index) => {
      const [, value, note] = parts.facts.children[index].children;
      dom.text(value, one.value);
      value.classList.toggle("sentence", one.value.length > 18);
      value.classList.toggle("long", one.value.length > 70);
      dom.text(note, one.note ?? "");
      dom.show(note, Boolean(one.note));
    });
  }

  function showTitle({ pipeline }) {
    const [name] = parts.name.children;
    name.href = rows.link(pipeline);
    dom.text(name.firstChild, pipeline.name);
    dom.text(parts.state, pipeline.stateText);
    parts.state.className = `pill ${pipeline.state}`;
    const text = JSON.stringify([pipeline.owner, pipeline.runbook]);
    if (parts.owner.dataset.text !== text) {
      parts.owner.dataset.text = text;
      const address = pipeline.runbook ? dom.webAddress(pipeline.runbook) : null;
      const runbook = address ? dom.make("a", { href: address, rel: "noopener noreferrer" }, "runbook") : pipeline.runbook ? `runbook ${pipeline.runbook}` : null;
      const both = pipeline.owner && runbook ? " · " : null;
      parts.owner.replaceChildren(...[pipeline.owner ? dom.name(pipeline.owner) : null, both, runbook].filter((one) => one !== null));
    }
  }

  /** The line that shows where it goes, as the judgement says; null where it says nothing. */
  function forecast(pipeline, until) {
    const minutes = pipeline.passesMinutes ?? pipeline.backMinutes;
    if (!minutes || pipeline.behind === 0) {
      return null;
    }

    return {
      from: { at: until.judged, behind: pipeline.behind },
      to: { at: until.judged + minutes * 60, behind: pipeline.passesMinutes ? pipeline.limit : 0 },
    };
  }

  function showAge({ pipeline, now }) {
    dom.text(parts.age, rows.age(pipeline, now));
  }

  function draw() {
    const { pipeline, detail: answer, now, until } = given;
    const { series: name, seconds } = views[view];
    const series = answer?.series[name];
    dom.show(parts.picture, Boolean(series));
    dom.show(parts.table.element, Boolean(series));
    if (!series) {
      return;
    }

    given.drawing = {
      pipeline,
      series,
      until,
      range: [now - seconds, now],
      incidents: incidents.spans(answer.incidents, now),
      forecast: forecast(pipeline, until),
      capacityLabel: `capacity ${pipeline.capacityText}${pipeline.band ? ` (${pipeline.band})` : ""}`,
    };
    parts.chart.show(given.drawing);
  }

  function showIncidents({ detail: answer, now }) {
    const text = JSON.stringify([answer?.incidents, Math.floor(now / 86400)]);
    if (parts.incidents.dataset.text !== text) {
      parts.incidents.dataset.text = text;
      parts.incidents.replaceChildren(...answer ? [incidents.table(answer.incidents, (at) => words.time(at, now))] : []);
    }
  }

  return {
    /** Shows a pipeline: as the overview has it, and, where it is there, what was asked of it alone. Times in seconds. */
    show(overviewed, answer, now) {
      if (parts === null) {
        build();
      }

      const pipeline = answer !== null && answer.pipeline.judgedUntil >= overviewed.judgedUntil ? answer.pipeline : overviewed;
      given = { pipeline, detail: answer, day: answer?.series.day, now, until: bars.until(pipeline, now), drawing: null };
      dom.show(host, true);
      showTitle(given);
      showAge(given);
      showFacts();
      showIncidents(given);
      draw();
    },
    hide: () => dom.show(host, false),
    tick(now) {
      if (given !== null && !host.hidden) {
        given.now = now;
        showAge(given);
      }
    },
    /** Whether somebody is in it: it is then not exchanged for another pipeline. */
    isUsed: () => host.contains(document.activeElement),
    focus: () => parts?.name.focus({ preventScroll: true }),
  };
})();
