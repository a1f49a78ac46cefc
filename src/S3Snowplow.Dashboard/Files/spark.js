"use strict";

/** The small picture of a row: a day of what came in, against what the pipeline takes. Drawn only while it is on the screen. */
const spark = (() => {
  const barsPixels = 7;
  const drawn = new Map();
  const data = new WeakMap();

  function options(view, width, height) {
    const draw = (plot) => {
      const { ctx, bbox } = plot;
      const bottom = bbox.top + bbox.height;
      ctx.save();
      for (const one of view.list) {
        const left = Math.round(plot.valToPos(one.from, "x", true));
        const right = Math.round(plot.valToPos(one.to, "x", true));
        const top = Math.min(plot.valToPos(one.rate, "y", true), bottom - (one.rate > 0 ? devicePixelRatio : 0));
        ctx.fillStyle = chart.color(one.isOver ? "in" : "in-soft");
        ctx.fillRect(left, top, Math.max(1, right - left - Math.max(1, Math.round(devicePixelRatio))), bottom - top);
      }

      ctx.restore();
    };
    return {
      width,
      height,
      padding: [1, 0, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false, range: () => [view.from, view.to] }, y: { range: () => [0, view.top] } },
      axes: [{ show: false }, { show: false }],
      series: [{}, { stroke: () => chart.color("capacity"), width: 1.5, paths: uPlot.paths.stepped({ align: 1 }), points: { show: false } }],
      hooks: { drawClear: [draw] },
    };
  }

  function draw(host) {
    const { pipeline, until } = data.get(host);
    const series = pipeline.last24Hours;
    const width = host.clientWidth;
    const height = host.clientHeight;
    drawn.get(host)?.destroy();
    drawn.delete(host);
    if (width === 0 || series.bytes.length === 0) {
      return;
    }

    const end = Number.isFinite(until.now) ? until.now : series.start + series.bytes.length * series.step;
    const from = end - 86400;
    const found = bars.of(series, from, end, width / barsPixels, pipeline.rhythmMinutes, until);
    const at = [...series.bytes.keys()].map((index) => series.start + index * series.step);
    const capacity = at.map((_, index) => bars.capacityOf(series, index, until));
    const last = capacity.findLast((one) => one !== null) ?? pipeline.capacity;
    if (at[0] > from && at[0] - from <= series.step) {
      at.unshift(from);
      capacity.unshift(capacity[0]);
    }

    // To the right edge, as the capacity holds until it is changed.
    at.push(Math.max(end, at.at(-1) + 1));
    capacity.push(last);
    const top = [...found.list.map((one) => one.rate), ...capacity].reduce((most, one) => Math.max(most, one ?? 0), 1) * 1.1;
    drawn.set(host, new uPlot(options({ list: found.list, from, to: end, top }, width, height), [at, capacity], host));
  }

  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) {
        draw(target);
      } else {
        drawn.get(target)?.destroy();
        drawn.delete(target);
      }
    }
  }, { rootMargin: "300px" });

  /** Shows a pipeline's day in an element, now or when it comes near the screen. */
  function show(host, pipeline, until) {
    const isNew = !data.has(host);
    data.set(host, { pipeline, until });
    if (isNew) {
      seen.observe(host);
    } else if (drawn.has(host)) {
      draw(host);
    }
  }

  /** Forgets an element. */
  function forget(host) {
    seen.unobserve(host);
    drawn.get(host)?.destroy();
    drawn.delete(host);
  }

  const redraw = () => [...drawn.keys()].forEach(draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  matchMedia("(forced-colors: active)").addEventListener("change", redraw);
  let timer = 0;
  addEventListener("resize", () => {
    clearTimeout(timer);
    timer = setTimeout(redraw, 150);
  });

  // On paper there is no scrolling.
  addEventListener("beforeprint", () => document.querySelectorAll(".spark").forEach((host) => data.has(host) && draw(host)));

  return { show, forget };
})();
