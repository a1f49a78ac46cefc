"use strict";

/** Where the lines and labels of an axis stand. */
const ticks = (() => {
  const minute = 60;
  const hour = 3600;
  const day = 86400;
  const timeSteps = [5 * minute, 10 * minute, 15 * minute, 30 * minute, hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 7 * day, 14 * day, 28 * day, 91 * day, 364 * day];
  const behindSteps = [minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute, hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 5 * day, 10 * day, 30 * day];

  /** A round step, so that no more than `most` of them fit. */
  function roundStep(top, most) {
    const rough = top / most;
    const power = 10 ** Math.floor(Math.log10(rough));
    return [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((step) => step >= rough * 0.9999);
  }

  /** From 0 to the top, at most `most` steps. */
  function amounts(top, most) {
    const step = roundStep(top, most);
    return Array.from({ length: Math.floor(top / step * 1.0001) + 1 }, (_, index) => index * step);
  }

  /** Times behind: 0, the limit, and round ones far enough from both. */
  function behind(limit, top, least) {
    const step = behindSteps.find((one) => one >= least) ?? roundStep(top, Math.max(1, top / least));
    const found = [0, limit];
    for (let at = step; at <= top; at += step) {
      if (found.every((one) => Math.abs(one - at) >= least)) {
        found.push(at);
      }
    }

    return found.sort((a, b) => a - b);
  }

  /** Times at which a label fits: each with its words, the day at midnight. */
  function times(from, to, width, measure) {
    const gap = measure("0000");
    for (const step of timeSteps) {
      const words = timeLabels(from, to, step);
      const room = step / (to - from) * width;
      if (words.length <= width && words.every((label) => measure(label.text) + gap <= room)) {
        return words;
      }
    }

    return [];
  }

  function timeLabels(from, to, step) {
    const labels = [];
    if ((to - from) / step > 400) {
      return [{ at: from, text: "too many to be read, whatever the width of the picture" }];
    }

    for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
      const isDay = at % day === 0;
      labels.push({ at, text: step >= day ? words.weekday(at) : isDay ? words.day(at) : words.clock(at), isDay });
    }

    return labels;
  }

  return { amounts, behind, times };
})();
