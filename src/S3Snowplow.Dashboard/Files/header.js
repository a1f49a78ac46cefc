"use strict";

/** The top of the page: the way to the collector, the channels, the time, and how many pipelines are how. */
const header = (() => {
  const states = ["critical", "warning", "silent", "unknown", "fine"];
  const place = (id) => document.getElementById(id);

  /** A number with its words, if it is known. */
  const count = (before, number, after = "") => number === undefined ? [] : [before, `${words.number(number)}${after}`];

  /** Facts: words, of which every second one counts and is bold. They are left alone where nothing has changed. */
  function facts(host, all) {
    const known = all.filter((parts) => parts.length > 0);
    while (host.children.length > known.length) {
      host.lastChild.remove();
    }

    known.forEach((parts, index) => {
      const element = host.children[index] ?? host.appendChild(dom.make("span"));
      if (element.textContent !== parts.join("")) {
        element.replaceChildren(...parts.map((part, number) => number % 2 === 1 ? dom.make("b", null, part) : part));
      }
    });
  }

  function relay(overview, now) {
    const host = place("relay");
    dom.show(host, Boolean(overview.relay));
    if (!overview.relay) {
      return;
    }

    const { collector, lastAnswer, held, spooled, delivered, rejected, rejectedKept, eventsPerMinute } = overview.relay;
    const age = lastAnswer ? `, last answer ${words.age(now - words.seconds(lastAnswer))}` : ", no answer yet";
    host.className = collector === "delivering" ? "" : "bad";
    facts(host, [
      ["Collector ", collector, age],
      [...count("Held ", held), ...count(held === undefined ? "Spool " : ", in the spool ", spooled)],
      [...count("Events ", eventsPerMinute, " / min"), ...count(eventsPerMinute === undefined ? "Delivered " : ", delivered ", delivered), ...count(", rejected ", rejected), ...count(", kept ", rejectedKept || undefined)],
    ]);
  }

  function channels(overview) {
    const host = place("channels");
    const parts = ["Alerts: "];
    overview.channels.forEach((channel, index) => {
      const owed = channel.owed > 0 ? ` (${words.number(channel.owed)} waiting)` : "";
      parts.push(`${channel.state === "working" ? "ok" : channel.state}${owed}`, index < overview.channels.length - 1 ? ", " : "");
    });
    dom.show(host, overview.channels.length > 0);
    if (host.dataset.text === JSON.stringify(overview.channels)) {
      return;
    }

    host.dataset.text = JSON.stringify(overview.channels);
    host.replaceChildren("Alerts: ", ...overview.channels.flatMap((channel, index) => [
      ...(index > 0 ? [", "] : []),
      dom.name(channel.name),
      " ",
      dom.make("b", { class: channel.state === "working" ? null : "bad", title: channel.text }, parts[1 + 2 * index]),
      ...(channel.state === "working" ? [] : [dom.make("small", null, ` ${channel.text}`)]),
    ]));
  }

  function counts(overview) {
    const host = place("counts");
    const all = new Map(states.map((state) => [state, 0]));
    overview.pipelines.forEach((pipeline) => all.set(pipeline.state, (all.get(pipeline.state) ?? 0) + 1));
    const found = [...all].filter(([, count]) => count > 0);
    const text = found.map(([state, count]) => `${words.number(count)} ${state}`).join(", ");
    if (host.dataset.text !== text) {
      host.dataset.text = text;
      host.replaceChildren(...found.map(([state, count]) => dom.make("li", { class: `pill ${state}` }, `${words.number(count)} ${state}`)));
      const bad = found.filter(([state]) => state !== "fine").map(([state, count]) => `${count} ${state}`);
      document.title = `${bad.length > 0 ? `${bad.join(", ")} · ` : ""}S3Snowplow`;
    }
  }

  function problem(overview) {
    const host = place("problem");
    const sources = (overview.relay?.sources ?? []).filter((source) => source.problem || source.state === "failed" || source.state === "restarting");
    const text = [
      overview.isBlind ? `Nothing is heard of ${overview.source}: whether data come in is not known.` : null,
      overview.problem,
      ...sources.map((source) => `Source ${source.name} is ${source.state}${source.problem ? `: ${source.problem}` : "."}`),
    ].filter(Boolean).join(" ");
    dom.show(host, text !== "");
    dom.text(host, text);
  }

  /** The time, and whether what is shown is of now. */
  function clock(now, connection) {
    const host = place("clock");
    const text = connection.isLive
      ? `${words.clock(now)} UTC, ${connection.isStream ? "live" : "asked every 10 s"}`
      : connection.lastSeen === null ? "connecting" : `connection lost, last seen ${words.clock(connection.lastSeen)} UTC`;
    dom.text(host, text);
    host.className = connection.isLive || connection.lastSeen === null ? "" : "bad";
  }

  return {
    show(overview, now) {
      relay(overview, now);
      channels(overview);
      counts(overview);
      problem(overview);
    },
    relay,
    clock,
  };
})();
