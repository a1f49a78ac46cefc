"use strict";

/** A report: the pictures of the page without a server, each over its whole time. */
(() => {
  const report = JSON.parse(document.getElementById("data").textContent);
  const main = document.getElementById("main");
  const draws = new Map();

  const fact = (title, value, note) => value
    ? [dom.make("div", null, dom.make("dt", null, title), dom.make("dd", { class: `value ${value.length > 70 ? "sentence long" : value.length > 18 ? "sentence" : ""}` }, value), note ? dom.make("dd", { class: "note" }, note) : null)]
    : [];

  function facts({ pipeline, incidents: list }) {
    const count = list.length === 0 ? "no incident" : list.length === 1 ? "1 incident" : `${list.length} incidents`;
    return dom.make("dl", { class: "facts" },
      ...fact("Incidents", count, list.some((one) => !one.end) ? "one of them is open" : null),
      ...fact("Capacity", pipeline.capacityText, pipeline.band ? `band ${pipeline.band}` : null),
      ...fact("Behind at the end", pipeline.behindText, `limit ${pipeline.limitText}`),
      ...fact("Smallest band that would do", pipeline.smallestBand, null));
  }

  function told(list) {
    const line = (one) => dom.make("li", null,
      dom.make("time", { datetime: one.at }, words.fullTime(words.seconds(one.at))),
      dom.make("b", { class: one.word }, one.word),
      dom.make("span", { dir: "auto" }, one.text));
    return list.length === 0 ? [] : [dom.make("h3", null, "Told"), dom.make("ul", { class: "told" }, ...list.map(line))];
  }

  /** The picture of a pipeline, made when it comes near the screen or is printed: a report may have many. */
  function picture(detail, series, host, table) {
    const { pipeline } = detail;
    const end = series.start + series.bytes.length * series.step;
    const drawing = {
      pipeline,
      series,
      until: bars.whole,
      range: [series.start, end],
      incidents: incidents.spans(detail.incidents, end),
      capacityLabel: `capacity ${pipeline.capacityText}${pipeline.band ? ` (${pipeline.band})` : ""}`,
    };
    const made = chart.make(host, { canZoom: true, drawn: (view) => table.show(drawing, view) });
    made.show(drawing);
    return made;
  }

  function section(detail, index) {
    const { pipeline } = detail;
    const series = detail.series.all;
    const host = dom.make("div", { class: "picture" });
    const table = figures.make();
    let made = null;
    const draw = () => {
      if (made === null && series?.bytes.length > 0) {
        made = picture(detail, series, host, table);
      }
    };
    draws.set(host, draw);
    const whole = dom.make("button", { type: "button" }, "Whole time");
    whole.addEventListener("click", () => made?.zoomTo(null));
    const show = (incident) => {
      draw();
      const from = words.seconds(incident.start);
      const to = incident.end ? words.seconds(incident.end) : series.start + series.bytes.length * series.step;
      // A third of it before and after, so that one sees how it came and went.
      const margin = Math.max((to - from) / 3, 12 * series.step);
      made.zoomTo([Math.max(series.start, from - margin), Math.min(series.start + series.bytes.length * series.step, to + margin)]);
      host.scrollIntoView({ block: "nearest" });
    };
    const id = `pipeline-${index}`;
    return dom.make("section", { class: "card detail", "aria-labelledby": id },
      dom.make("div", { class: "title" },
        dom.make("h2", { id }, dom.name(pipeline.name)),
        dom.make("span", { class: `pill ${pipeline.state}` }, pipeline.stateText),
        pipeline.owner ? dom.make("span", { class: "owner" }, dom.name(pipeline.owner)) : null),
      facts(detail),
      ...(series?.bytes.length > 0 ? [dom.make("p", { class: "zoom" }, whole, "Drag over the picture to look closer; a double click shows the whole time again."), host, table.element] : []),
      dom.make("h3", null, "Incidents"),
      incidents.table(detail.incidents, (at) => words.fullTime(at).replace(" UTC", ""), series?.bytes.length > 0 ? show : null),
      ...told(detail.told ?? []));
  }

  document.title = report.title;
  dom.text(document.getElementById("title"), report.title);
  dom.text(document.getElementById("made"), `S3Snowplow, made ${words.fullTime(words.seconds(report.made))}`);
  document.getElementById("notes").append(...report.notes.map((note) => dom.make("li", null, note)));
  dom.show(document.getElementById("notes"), report.notes.length > 0);
  main.append(...report.pipelines.map(section));

  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) {
        draws.get(target)();
        seen.unobserve(target);
      }
    }
  }, { rootMargin: "500px" });
  draws.forEach((_, host) => seen.observe(host));

  // Paper is white, whatever the screen is.
  addEventListener("beforeprint", () => {
    document.documentElement.classList.add("paper");
    draws.forEach((draw) => draw());
    chart.redraw();
  });
  addEventListener("afterprint", () => {
    document.documentElement.classList.remove("paper");
    chart.redraw();
  });
})();
