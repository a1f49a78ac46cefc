"use strict";

/** What a picture shows, in words and as a table: for those who do not see it, or want the figures. */
const figures = (() => {
  const behindWords = (seconds) => seconds === null ? "not judged yet" : words.span(seconds);

  function interval(one, view) {
    const isLong = view.to - view.from > 86400 * 1.1;
    const start = isLong ? `${words.day(one.from)} ${words.clock(one.from)}` : words.clock(one.from);
    return `${start} to ${words.clock(one.to)}`;
  }

  /** A bar in a sentence. */
  function sentence(one, pipeline, view) {
    const capacity = one.capacity === null ? "" : `, capacity ${words.rate(one.capacity, pipeline.unit)}`;
    const behind = one.behind === null ? "" : `, ${words.span(one.behind)} behind`;
    return `${interval(one, view)} UTC: ${words.rate(one.rate, pipeline.unit)} in${capacity}${behind}`;
  }

  /** The whole picture in two sentences. */
  function summary(given, view) {
    const { pipeline } = given;
    const list = view.bars.list;
    const width = words.span(view.bars.seconds);
    if (list.length === 0) {
      return `${pipeline.name}: nothing is known of this time.`;
    }

    const highest = list.reduce((most, one) => one.rate > most.rate ? one : most);
    const over = list.filter((one) => one.isOver).length;
    const behind = list.reduce((most, one) => Math.max(most, one.behind ?? 0), 0);
    return `${pipeline.name}: input by ${width} against capacity, and time behind, ${words.fullTime(list[0].from)} to ${words.fullTime(list.at(-1).to)}. `
      + `Highest input ${words.rate(highest.rate, pipeline.unit)} at ${words.fullTime(highest.from)}; above capacity in ${over} of ${list.length} bars; `
      + `behind at most ${words.span(behind)}, limit ${words.span(pipeline.limit)}. The figures are in the table below.`;
  }

  function table(given, view) {
    const { pipeline } = given;
    const head = ["Time (UTC)", `In (${pipeline.unit.name}/h)`, `Capacity (${pipeline.unit.name}/h)`, "Behind at most"];
    const cell = (rate) => rate === null ? "" : words.figure(rate / pipeline.unit.bytes);
    return dom.make("table", { class: "figures" },
      dom.make("caption", null, `Input by ${words.span(view.bars.seconds)}`),
      dom.make("thead", null, dom.make("tr", null, ...head.map((text) => dom.make("th", { scope: "col" }, text)))),
      dom.make("tbody", null, ...view.bars.list.map((one) => dom.make("tr", { class: one.isOver ? "over" : null },
        dom.make("th", { scope: "row" }, interval(one, view)),
        dom.make("td", null, cell(one.rate)),
        dom.make("td", null, cell(one.capacity)),
        dom.make("td", null, behindWords(one.behind))))));
  }

  /** A table that is made when somebody opens it, and follows the picture while it is open. */
  function make() {
    const place = dom.make("div", { class: "figures-place", tabindex: "0", role: "region", "aria-label": "Figures of the picture" });
    const summaryElement = dom.make("summary", null, "Figures of this picture");
    const details = dom.make("details", { class: "figures-box" }, summaryElement, place);
    let last = null;
    const fill = () => {
      if (details.open && last !== null) {
        const top = place.scrollTop;
        place.replaceChildren(table(last.given, last.view));
        place.scrollTop = top;
      }
    };
    details.addEventListener("toggle", fill);
    return {
      element: details,
      show(given, view) {
        last = { given, view };
        fill();
      },
    };
  }

  return { make, summary, sentence };
})();
