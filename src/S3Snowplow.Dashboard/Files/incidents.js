"use strict";

/** The incidents of a pipeline as a table; on a phone each becomes a card. Roles are said, as cards are no tables to a browser. */
const incidents = (() => {
  /** For the picture: from when to when, an open one to now. */
  function spans(list, now) {
    return list.map((one) => ({ severity: one.severity, from: words.seconds(one.start), to: one.end ? words.seconds(one.end) : now }));
  }

  /** Buttons are of no use on paper. */
  const classOf = (title) => title === "Picture" ? "screen" : null;

  function row(titles, cells, kind) {
    return dom.make("tr", { role: "row", class: kind },
      ...cells.map((cell, index) => dom.make("td", { role: "cell", "data-title": titles[index], class: classOf(titles[index]) }, cell)));
  }

  /** The table, or a sentence where there was no incident. `time` says a time in words; `show` (optional) shows an incident in the picture. */
  function table(list, time, show) {
    if (list.length === 0) {
      return dom.make("p", { class: "none" }, "No incident.");
    }

    const hasChannels = list.some((one) => one.channels);
    const titles = ["Incident", "Started (UTC)", "Behind at most", "Closed (UTC)", ...(hasChannels ? ["Channels"] : []), ...(show ? ["Picture"] : [])];
    const rows = list.map((one) => row(titles, [
      dom.make("span", { class: `tag ${one.severity}` }, one.severity),
      time(words.seconds(one.start)),
      one.end ? one.longestBehindText : `${one.longestBehindText} so far`,
      one.end ? time(words.seconds(one.end)) : one.forecast ? `open; ${one.forecast}` : "open",
      ...(hasChannels ? [one.channels ?? ""] : []),
      ...(show ? [button(one, time, show)] : []),
    ], one.severity));
    return dom.make("table", { role: "table", class: "incidents" },
      dom.make("caption", { class: "hidden" }, "Incidents, the latest first"),
      dom.make("thead", { role: "rowgroup" }, dom.make("tr", { role: "row" }, ...titles.map((title) => dom.make("th", { role: "columnheader", scope: "col", class: classOf(title) }, title)))),
      dom.make("tbody", { role: "rowgroup" }, ...rows));
  }

  function button(one, time, show) {
    const element = dom.make("button", { type: "button", "aria-label": `Show the incident of ${time(words.seconds(one.start))} UTC in the picture` }, "Show");
    element.addEventListener("click", () => show(one));
    return element;
  }

  return { spans, table };
})();
