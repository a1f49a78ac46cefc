"use strict";

/** The other pipelines, a row each, worst first. Only some are made at first, and an update touches what has changed. */
const rows = (() => {
  const atOnce = 40;
  const list = document.getElementById("rows");
  const more = document.getElementById("more");
  const made = new Map();
  let wanted = [];
  let shown = atOnce;

  const link = (pipeline) => `#/pipelines/${encodeURIComponent(pipeline.name)}`;

  function make() {
    const parts = {
      name: dom.make("a", null, dom.make("bdi", { dir: "auto" })),
      owner: dom.make("small", { dir: "auto" }),
      state: dom.make("span"),
      picture: dom.make("div", { class: "spark", "aria-hidden": "true" }),
      against: dom.make("small"),
      behind: dom.make("b"),
      fill: dom.make("i"),
      limit: dom.make("small"),
      next: dom.make("span", { class: "say" }),
      band: dom.make("small"),
      age: dom.make("small"),
    };
    const element = dom.make("li", { class: "row" },
      dom.make("div", { class: "who" }, dom.make("h3", null, parts.name), parts.owner, parts.state),
      dom.make("div", { class: "day" }, parts.picture, parts.against),
      dom.make("div", { class: "late" }, dom.make("small", null, "Behind"), parts.behind, dom.make("div", { class: "meter", "aria-hidden": "true" }, parts.fill), parts.limit),
      dom.make("div", { class: "next" }, parts.next, parts.band, parts.age));
    return { element, parts, text: "" };
  }

  function fill(row, pipeline, now) {
    const { parts } = row;
    row.pipeline = pipeline;
    spark.show(parts.picture, pipeline, bars.until(pipeline, now));
    const text = JSON.stringify(pipeline);
    if (row.text === text) {
      return;
    }

    row.text = text;
    parts.name.href = link(pipeline);
    dom.text(parts.name.firstChild, pipeline.name);
    dom.text(parts.owner, pipeline.owner ?? "");
    dom.text(parts.state, pipeline.stateText);
    parts.state.className = `pill ${pipeline.state}`;
    dom.text(parts.against, `24 h, against ${pipeline.capacityText}`);
    dom.text(parts.behind, pipeline.behindText);
    parts.fill.style.width = `${Math.min(100, 100 * pipeline.behind / Math.max(1, pipeline.limit))}%`;
    parts.fill.className = pipeline.state;
    dom.text(parts.limit, `limit ${pipeline.limitText}`);
    dom.text(parts.next, pipeline.next);
    dom.text(parts.band, pipeline.band ? `band ${pipeline.band}, ${pipeline.capacityText}` : pipeline.capacityText);
  }

  /** How long ago data came last, in words. */
  const age = ({ lastData }, now) => lastData ? `last object ${words.age(now - words.seconds(lastData))}` : "no object yet";

  function place(now) {
    const visible = wanted.slice(0, shown);
    const names = new Set(visible.map((pipeline) => pipeline.name));
    for (const [name, row] of made) {
      if (!names.has(name)) {
        spark.forget(row.parts.picture);
        row.element.remove();
        made.delete(name);
      }
    }

    const focused = list.contains(document.activeElement) ? document.activeElement : null;
    let expected = list.firstElementChild;
    for (const pipeline of visible) {
      const row = made.get(pipeline.name) ?? make();
      made.set(pipeline.name, row);
      if (row.element === expected) {
        expected = expected.nextElementSibling;
      } else {
        list.insertBefore(row.element, expected);
      }

      fill(row, pipeline, now);
      dom.text(row.parts.age, age(pipeline, now));
    }

    if (focused !== null && focused !== document.activeElement && focused.isConnected) {
      focused.focus({ preventScroll: true });
    }

    const rest = wanted.length - visible.length;
    dom.show(more, rest > 0);
    dom.text(more, `Show more (${words.number(rest)})`);
  }

  function grow() {
    const first = shown;
    shown += atOnce;
    place(clock());
    return first;
  }

  let clock = () => 0;
  more.addEventListener("click", () => {
    const first = grow();
    list.children[first]?.querySelector("a")?.focus();
  });
  new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting) && !more.hidden) {
      grow();
    }
  }, { rootMargin: "600px" }).observe(more.parentElement);

  return {
    link,
    age,
    /** Shows pipelines in this order. `now` gives the server's time in seconds. */
    show(pipelines, now) {
      wanted = pipelines;
      clock = now;
      place(now());
    },
    /** Begins at the top again, as after a change of the filter. */
    reset() {
      shown = atOnce;
    },
    /** Goes to the link of a pipeline, as somebody comes back from its page. */
    focus: (name) => made.get(name)?.parts.name.focus({ preventScroll: true }),
    /** The ages go on between two answers. */
    tick(now) {
      made.forEach((row) => dom.text(row.parts.age, age(row.pipeline, now)));
    },
  };
})();
