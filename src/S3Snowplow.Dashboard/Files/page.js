"use strict";

/** Puts the page together: which pipeline is open, what is asked for it, and what is said aloud. */
(() => {
  const place = (id) => document.getElementById(id);
  const filter = place("filter");
  const manyPipelines = 6;
  let overview = null;
  let opened = null;
  let answer = null;
  let asked = 0;
  let states = new Map();

  /** The name in the address, or null: then the worst is open. */
  function route() {
    const match = /^#\/pipelines\/(.+)$/.exec(location.hash);
    try {
      return match ? decodeURIComponent(match[1]) : null;
    } catch {
      return null;
    }
  }

  function matches(pipeline) {
    const wanted = filter.value.trim().toLowerCase();
    return wanted === "" || [pipeline.name, pipeline.owner ?? "", pipeline.state, pipeline.stateText].some((text) => text.toLowerCase().includes(wanted));
  }

  function choose() {
    const name = route();
    const pipelines = overview.pipelines;
    const kept = name === null && opened !== null && detail.isUsed() ? pipelines.find((one) => one.name === opened.name) : null;
    const wanted = name === null ? kept ?? pipelines.find(matches) ?? null : pipelines.find((one) => one.name === name) ?? null;
    if (wanted?.name !== answer?.pipeline.name) {
      answer = null;
    }

    opened = wanted;
  }

  function render() {
    if (overview === null) {
      return;
    }

    const name = route();
    choose();
    const others = name === null ? overview.pipelines.filter((one) => one !== opened && matches(one)) : [];
    header.show(overview, live.now());
    dom.show(place("back"), name !== null);
    dom.show(place("counts"), name === null);
    dom.show(place("filter-place"), name === null && overview.pipelines.length > manyPipelines);
    dom.text(place("found"), filter.value.trim() === "" ? "" : `${words.number(others.length + (opened ? 1 : 0))} of ${words.number(overview.pipelines.length)}`);
    dom.show(place("others"), others.length > 0);
    rows.show(others, live.now);
    dom.show(place("empty"), opened === null);
    dom.text(place("empty"), emptyText(name));
    if (opened === null) {
      detail.hide();
    } else {
      detail.show(opened, answer, live.now());
    }
  }

  function emptyText(name) {
    if (name !== null) {
      return `There is no pipeline ${name}. It may have been taken out of the bands.`;
    }

    return overview.pipelines.length === 0 ? "No pipeline is judged yet. It shows here as soon as the bands have one." : "No pipeline has this name, owner or state.";
  }

  /** Where a pipeline is asked for. An address cannot end in dots, which lead upwards. */
  function addressOf(name) {
    const encoded = encodeURIComponent(name);
    return /^\.\.?$/.test(name) ? `api/pipelines/?name=${encoded}` : `api/pipelines/${encoded}`;
  }

  /** Asks for the opened pipeline. An answer for one that is no longer open, or that came after a later one, is left out. */
  async function askOpened() {
    if (opened === null) {
      return;
    }

    const name = opened.name;
    const number = ++asked;
    try {
      const found = await live.ask(addressOf(name));
      if (opened?.name === name && number === asked) {
        answer = found;
        render();
      }
    } catch {
      // The next answer of the overview asks again; until then the picture stays as it was.
    }
  }

  /** Says aloud which pipelines have come into another state, and nothing else. */
  function tell(next) {
    const known = new Map(next.pipelines.map((one) => [one.name, one.state]));
    const changed = next.pipelines.filter((one) => states.has(one.name) && states.get(one.name) !== one.state);
    if (changed.length > 0) {
      const named = changed.slice(0, 3).map((one) => `${one.name}: ${one.stateText}`);
      dom.text(place("told"), changed.length > 3 ? `${named.join(". ")}. ${changed.length - 3} more have changed.` : named.join(". "));
    }

    states = known;
  }

  live.start({
    overview(next) {
      tell(next);
      overview = next;
      render();
      askOpened();
    },
    status(next) {
      overview = next;
      header.show(overview, live.now());
    },
    connection: () => header.clock(live.now(), live.connection),
  });

  setInterval(() => {
    header.clock(live.now(), live.connection);
    if (overview !== null) {
      header.relay(overview, live.now());
      rows.tick(live.now());
      detail.tick(live.now());
    }
  }, 1000);

  filter.addEventListener("input", () => {
    const before = opened?.name;
    rows.reset();
    render();
    if (opened?.name !== before) {
      askOpened();
    }
  });

  // The address says which pipeline is open, so it is not used for this.
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    place("main").focus();
  });

  const places = new Map();
  let last = location.hash;
  addEventListener("hashchange", () => {
    places.set(last, scrollY);
    last = location.hash;
    const before = opened?.name;
    if (route() === null) {
      // Whoever comes back is no longer in the pipeline that was open.
      opened = null;
    }

    render();
    if (opened?.name !== before || answer === null) {
      askOpened();
    }

    scrollTo(0, route() === null ? places.get(last) ?? 0 : 0);
    if (route() !== null) {
      detail.focus();
    } else if (before !== undefined) {
      rows.focus(before);
    }
  });
})();
