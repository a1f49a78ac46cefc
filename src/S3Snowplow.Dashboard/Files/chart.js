"use strict";

/**
 * The picture of a pipeline: what comes in as bars against what it takes as a line, and below it for how long work waits against the limit.
 * uPlot draws; all words are elements, so that they can be read, enlarged and tested, and so that they never overlap nor are cut off.
 */
const chart = (() => {
  const barsPixels = 5;
  const root = document.documentElement;
  const rem = () => parseFloat(getComputedStyle(root).fontSize);
  const color = (name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim();
  const measuring = document.createElement("canvas").getContext("2d");
  const pictures = new Set();

  /** Widths of texts as the labels are drawn. */
  function measurer() {
    measuring.font = `${0.8 * rem()}px ${getComputedStyle(document.body).fontFamily}`;
    return (text) => measuring.measureText(text).width;
  }

  /** The largest of a list, 0 of none. Lists may be long. */
  const largest = (list) => list.reduce((most, one) => Math.max(most, one ?? 0), 0);

  /** Rectangles from the bottom, one a bar: uPlot fills what it gets. */
  function barPaths(view, isOver) {
    return (plot) => {
      const fill = new Path2D();
      const bottom = plot.valToPos(0, "y", true);
      for (const one of view.bars.list.filter((bar) => bar.isOver === isOver && bar.rate > 0)) {
        const left = Math.round(plot.valToPos(one.from, "x", true));
        const right = Math.round(plot.valToPos(one.to, "x", true));
        const top = Math.min(plot.valToPos(one.rate, "y", true), bottom - devicePixelRatio);
        fill.rect(left, top, Math.max(1, right - left - Math.max(1, Math.round(devicePixelRatio))), bottom - top);
      }

      return { fill, stroke: null, clip: null, band: null, gaps: null, flags: 1 };
    };
  }

  /** What lies behind both drawings: incidents. */
  function drawIncidents(plot, view) {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    for (const incident of view.incidents) {
      const left = plot.valToPos(incident.from, "x", true);
      const right = Math.max(plot.valToPos(incident.to, "x", true), left + 2 * devicePixelRatio);
      ctx.fillStyle = color(incident.severity === "critical" ? "critical-back" : "warning-back");
      ctx.fillRect(left, bbox.top, right - left, bbox.height);
      ctx.fillStyle = color(incident.severity === "critical" ? "critical" : "warning");
      ctx.fillRect(left, bbox.top, right - left, 2 * devicePixelRatio);
    }

    ctx.restore();
  }

  function drawLine(plot, points, style) {
    const { ctx } = plot;
    ctx.save();
    ctx.strokeStyle = style.stroke;
    ctx.lineWidth = style.width * devicePixelRatio;
    ctx.setLineDash(style.dash.map((length) => length * devicePixelRatio));
    ctx.beginPath();
    ctx.moveTo(points[0], points[1]);
    ctx.lineTo(points[2], points[3]);
    ctx.stroke();
    ctx.restore();
  }

  function drawNow(plot, view) {
    if (view.now !== null) {
      const left = plot.valToPos(view.now, "x", true);
      drawLine(plot, [left, plot.bbox.top, left, plot.bbox.top + plot.bbox.height], { stroke: color("soft"), width: 1, dash: [2, 3] });
    }
  }

  function drawLimit(plot, view) {
    const top = plot.valToPos(view.limit, "y", true);
    drawLine(plot, [plot.bbox.left, top, plot.bbox.left + plot.bbox.width, top], { stroke: color("critical"), width: 1.5, dash: [4, 4] });
  }

  /** How it goes on if nothing changes, as the judgement says it. */
  function drawForecast(plot, view) {
    if (view.forecast !== null) {
      const { from, to } = view.forecast;
      const place = (point) => [plot.valToPos(point.at, "x", true), plot.valToPos(point.behind, "y", true)];
      const { ctx, bbox } = plot;
      ctx.save();
      ctx.beginPath();
      ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
      ctx.clip();
      drawLine(plot, [...place(from), ...place(to)], { stroke: color("forecast"), width: 2, dash: [5, 4] });
      ctx.restore();
    }
  }

  function options(view, width, height, top, series, draw, splits) {
    return {
      width,
      height,
      padding: [top, 1, 1, 0],
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: view.canZoom, y: false, setScale: false }, sync: { key: view.key, scales: ["x", null] } },
      scales: { x: { time: false, range: () => [view.from, view.to] }, y: { range: () => [0, series.top()] } },
      axes: [
        { show: false },
        { size: () => view.gutter, splits, values: (_, all) => all.map(() => ""), ticks: { show: false }, grid: { stroke: () => color("line"), width: 1 }, gap: 0 },
      ],
      series: [{}, ...series.list],
      hooks: {
        drawClear: [(plot) => drawIncidents(plot, view)],
        draw: draw,
        setCursor: [(plot) => view.point(plot)],
        setSelect: [(plot) => view.zoom(plot)],
      },
    };
  }

  /** Makes a picture in an element. `detail` is a pipeline as the server gives it. */
  function make(host, settings) {
    const drawing = dom.make("div", { class: "drawing", role: "img" });
    const readout = dom.make("p", { class: "readout", "aria-hidden": "true" });
    const layer = dom.make("div", { class: "labels", "aria-hidden": "true" });
    host.append(readout, drawing);
    const view = { key: `picture-${pictures.size}-${performance.now()}`, canZoom: settings.canZoom, zoomed: null, now: null };
    let plots = [];
    let given = null;

    function layOut() {
      const measure = measurer();
      const { pipeline, series, until } = given;
      const [from, to] = view.zoomed ?? given.range;
      // Room behind now, so that its line does not stand on the frame.
      view.now = until.now > from && until.now <= to ? until.now : null;
      view.from = from;
      view.forecast = view.now === null ? null : given.forecast ?? null;
      view.to = view.now === null ? to : to + Math.max((to - from) / 60, view.forecast === null ? 0 : Math.min((to - from) / 6, (view.forecast.to.at - to) * 1.3));
      view.limit = pipeline.limit;
      view.incidents = given.incidents;
      view.width = drawing.clientWidth;
      view.bars = bars.of(series, from, to, view.width / barsPixels / (rem() / 15), pipeline.rhythmMinutes, until);
      const first = Math.max(0, Math.floor((from - series.start) / series.step));
      const end = Math.min(series.bytes.length, Math.ceil((to - series.start) / series.step) + 1);
      const indices = Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index);
      view.at = indices.map((index) => series.start + index * series.step);
      view.capacity = indices.map((index) => bars.capacityOf(series, index, until));
      const endOf = (at) => Math.max(at + 60, Math.min(at + series.step, until.now));
      view.behindAt = view.at.map(endOf);
      view.behind = indices.map((index) => series.behind[index] ?? null);
      // The line goes on to the end of the last span.
      view.at.push(endOf(view.at.at(-1) ?? from));
      view.capacity.push(view.capacity.findLast((one) => one !== null) ?? null);
      view.rateTop = Math.max(largest(view.bars.list.map((bar) => bar.rate)), largest(view.capacity), pipeline.unit.bytes / 1000) * 1.15;
      view.behindTop = Math.max(view.limit * 1.5, largest(view.behind) * 1.1);
      view.rateTicks = ticks.amounts(view.rateTop / pipeline.unit.bytes, 3).map((amount) => amount * pipeline.unit.bytes);
      view.behindTicks = ticks.behind(view.limit, view.behindTop, view.behindTop * 1.5 * rem() / (5.2 * rem()));
      view.rateWords = view.rateTicks.map((one) => one === 0 ? "0" : words.rate(one, pipeline.unit));
      view.behindWords = view.behindTicks.map((one) => one === 0 ? "0" : words.span(one));
      view.gutter = Math.ceil(Math.max(...[...view.rateWords, ...view.behindWords, "UTC"].map(measure)) + 0.7 * rem());
      view.timeLabels = ticks.times(view.from, view.to, view.width - view.gutter, measure);
    }

    function build() {
      plots.forEach((plot) => plot.destroy());
      drawing.replaceChildren();
      const size = rem();
      const rates = {
        top: () => view.rateTop,
        list: [
          { fill: () => color("in-soft"), paths: barPaths(view, false), points: { show: false } },
          { fill: () => color("in"), paths: barPaths(view, true), points: { show: false } },
          { stroke: () => color("capacity"), width: 2, paths: uPlot.paths.stepped({ align: 1 }), points: { show: false } },
        ],
      };
      const behind = { top: () => view.behindTop, list: [{ stroke: () => color("in"), fill: () => color("behind"), width: 1, points: { show: false } }] };
      plots = [
        new uPlot(options(view, view.width, 15 * size, 1.4 * size, rates, [(plot) => drawNow(plot, view)], () => view.rateTicks), rateData(), drawing),
        new uPlot(options(view, view.width, 6.5 * size, 1.2 * size, behind, [(plot) => drawLimit(plot, view), (plot) => drawForecast(plot, view), (plot) => drawNow(plot, view), labelAll], () => view.behindTicks), behindData(), drawing),
      ];
      drawing.append(layer);
      if (settings.canZoom) {
        plots.forEach((plot) => plot.over.addEventListener("dblclick", () => zoomTo(null)));
      }
    }

    function rateData() {
      const none = view.at.map(() => 0);
      return [view.at, none, none, view.capacity];
    }

    const behindData = () => [view.behindAt, view.behind];

    /** A label, unless it would stand on one that is there already, or is bound to a place where it does not fit. `align` says which point of it stands at x. */
    function label(placed, text, x, y, align, kind) {
      const element = dom.make("span", { class: `label ${kind ?? ""}` }, text);
      layer.append(element);
      const { width, height } = element.getBoundingClientRect();
      const places = typeof x === "function" ? x(width, height) : x;
      const wanted = align === "start" ? places : align === "end" ? places - width : places - width / 2;
      const left = Math.max(0, Math.min(wanted, view.width - width));
      const box = { left, top: y - height / 2, right: left + width, bottom: y + height / 2 };
      const isMoved = (align === "middle" || kind === "ahead over") && Math.abs(left - wanted) > 1;
      if (isMoved || placed.some((one) => box.left < one.right + 8 && box.right > one.left - 8 && box.top < one.bottom + 1 && box.bottom > one.top - 1)) {
        element.remove();
        return;
      }

      element.style.left = `${box.left}px`;
      element.style.top = `${box.top}px`;
      placed.push(box);
    }

    /** Where a label of a line covers nothing that is drawn: the first of some places; the first at all where there is no free one. `isFree` gets two times. */
    function freePlace(width, fromRight, isFree) {
      const [plot] = plots;
      const last = view.width - view.gutter - width - 4;
      const lefts = Array.from({ length: 24 }, (_, index) => 4 + (last - 4) * (fromRight ? 1 - index / 23 : index / 23));
      return view.gutter + (lefts.find((left) => isFree(plot.posToVal(left - 4, "x"), plot.posToVal(left + width + 4, "x"))) ?? lefts[0]);
    }

    /** Beside the line of the capacity, where no bar reaches it and the line goes straight on. */
    function placeOfCapacity(width, capacity, height) {
      const top = capacity + height * 1.5 / plots[0].over.clientHeight * view.rateTop;
      return freePlace(width, true, (from, to) => view.bars.list.every((one) => one.to <= from || one.from >= to || one.rate <= capacity)
        && view.capacity.every((one, index) => view.at[index] + given.series.step <= from || view.at[index] >= to || one === null || (one <= capacity * 1.001 && one >= capacity * 0.999) || one > top));
    }

    const placeOfLimit = (width) => freePlace(width, false, (from, to) =>
      view.behind.every((one, index) => view.behindAt[index] <= from || view.at[index] >= to || (one ?? 0) <= view.limit));

    /** uPlot lays out when the script that made it has ended, so this waits for the drawing of the second one. */
    function labelAll() {
      layer.replaceChildren();
      const placed = [];
      const size = rem();
      const [rates, behind] = plots;
      const tops = plots.map((plot) => plot.root.offsetTop + plot.bbox.top / devicePixelRatio);
      const x = (at) => view.gutter + rates.valToPos(at, "x");
      const start = view.gutter - 0.5 * size;
      const foot = tops[1] + behind.bbox.height / devicePixelRatio + 1.2 * size;
      if (view.now !== null) {
        label(placed, `now ${words.clock(view.now)} UTC`, x(view.now), tops[0] - 0.7 * size, "end", "quiet");
      }

      label(placed, "UTC", start, foot, "end", "strong");
      view.timeLabels.forEach((one) => label(placed, one.text, x(one.at), foot, "middle", one.isDay ? "strong" : ""));
      const order = [0, view.behindTicks.indexOf(view.limit), ...view.behindTicks.keys()];
      order.filter((one, index) => order.indexOf(one) === index)
        .forEach((one) => label(placed, view.behindWords[one], start, tops[1] + behind.valToPos(view.behindTicks[one], "y"), "end"));
      view.rateTicks.forEach((one, index) => label(placed, view.rateWords[index], start, tops[0] + rates.valToPos(one, "y"), "end"));
      const capacity = view.capacity.findLast((one) => one !== null) ?? null;
      if (capacity !== null) {
        label(placed, given.capacityLabel, (width, height) => placeOfCapacity(width, capacity, height), tops[0] + rates.valToPos(capacity, "y") - 0.75 * size, "start", "strong over");
      }

      if (view.forecast !== null) {
        const { from, to } = view.forecast;
        const middle = { at: (from.at + Math.min(to.at, view.to)) / 2, behind: from.behind + (to.behind - from.behind) * (Math.min(to.at, view.to) - from.at) / (to.at - from.at) / 2 };
        label(placed, "at this rate", x(middle.at) + 0.6 * size, tops[1] + behind.valToPos(middle.behind, "y") + (to.behind > from.behind ? 0.8 : -0.8) * size, "start", "ahead over");
      }

      label(placed, `time behind; limit ${words.span(view.limit)}`, placeOfLimit, tops[1] + behind.valToPos(view.limit, "y") - 0.75 * size, "start", "over");
    }

    function draw() {
      if (given === null || drawing.clientWidth === 0) {
        return;
      }

      layOut();
      build();
      drawing.setAttribute("aria-label", figures.summary(given, view));
      settings.drawn?.(view);
    }

    view.point = (plot) => {
      const at = plot.cursor.left >= 0 ? plot.posToVal(plot.cursor.left, "x") : null;
      const bar = at === null ? undefined : view.bars.list.find((one) => one.from <= at && at < one.to);
      dom.text(readout, bar === undefined ? "" : figures.sentence(bar, given.pipeline, view));
    };
    view.zoom = (plot) => {
      if (plot.select.width > 4 && plot.cursor.event) {
        const range = [plot.posToVal(plot.select.left, "x"), plot.posToVal(plot.select.left + plot.select.width, "x")];
        // uPlot is still at work with the drawing that is taken away by this.
        queueMicrotask(() => zoomTo(range));
      }
    };

    function zoomTo(range) {
      // Below three spans there is nothing more to see.
      view.zoomed = range !== null && range[1] - range[0] < 3 * given.series.step ? [range[0], range[0] + 3 * given.series.step] : range;
      draw();
    }

    const observer = new ResizeObserver(() => {
      if (drawing.clientWidth !== view.width) {
        draw();
      }
    });
    observer.observe(drawing);
    const picture = { draw };
    pictures.add(picture);
    return {
      /** Draws a pipeline: `{ pipeline, series, range: [from, to], incidents: [{ from, to, severity }], capacityLabel, forecast, until: { now, judged } }`, times in seconds. */
      show(next) {
        given = next;
        draw();
      },
      zoomTo,
      /** Takes it away. */
      remove() {
        observer.disconnect();
        pictures.delete(picture);
        plots.forEach((plot) => plot.destroy());
      },
    };
  }

  const redraw = () => pictures.forEach((picture) => picture.draw());
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
    matchMedia(query).addEventListener("change", redraw);
  }

  return { make, redraw, color, rem };
})();
