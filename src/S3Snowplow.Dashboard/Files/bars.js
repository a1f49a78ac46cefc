"use strict";

/**
 * From spans of a series to bars: as wide as the rhythm of the pipeline's files, and never narrower than can be seen.
 * A bar's height is a rate, so that it can be compared with the capacity whatever its width.
 */
const bars = (() => {
  const hour = 3600;
  /** Widths that are read without thinking, in minutes. */
  const widths = [5, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080];
  /** What came in the first seconds of a bar says nothing of a rate: it is taken over this time at least, the shortest rhythm of the specification. */
  const leastSeconds = 300;
  /** From this rhythm on a file stands for the time since the one before it. The specification does not extrapolate from it either. */
  const rareFromMinutes = 30;

  const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

  /** The clumps in which files come: the first span of each and how many it has. Little bits between them do not count. */
  function clumps(series, quiet) {
    const little = series.bytes.reduce((sum, bytes) => sum + (bytes ?? 0), 0) / series.bytes.length / 4;
    const found = [];
    series.bytes.forEach((bytes, index) => {
      const last = found.at(-1);
      if (bytes > little) {
        if (last === undefined || index - last.start - last.length >= quiet) {
          found.push({ start: index, length: 1 });
        } else {
          last.length = index - last.start + 1;
        }
      }
    });
    return found;
  }

  /** How far apart the files come, in spans; 0 where bars of the usual width show them well. */
  function spacing(series, rhythmMinutes, usualSeconds) {
    if (!rhythmMinutes || rhythmMinutes < rareFromMinutes) {
      return 0;
    }

    // The rhythm of the judgement is a bound from above (an hourly file may have one of 80 minutes), so the distance itself is measured.
    const declared = Math.max(1, Math.round(rhythmMinutes * 60 / series.step));
    const found = clumps(series, Math.max(1, Math.floor(declared / 4)));
    // A batch that takes hours has a shape of its own.
    if (found.length > 0 && median(found.map((one) => one.length)) * series.step >= 3 * usualSeconds) {
      return 0;
    }

    if (found.length < 2) {
      return declared;
    }

    // Files come a little early or late, and some are missing: the distance is that of all of them together.
    const distances = found.slice(1).map((one, index) => one.start - found[index].start);
    const typical = median(distances);
    const periods = distances.reduce((sum, distance) => sum + Math.max(1, Math.round(distance / typical)), 0);
    return Math.max(1, Math.round((found.at(-1).start - found[0].start) / periods));
  }

  /** Where bars of so many spans begin, so that no clump of files is cut in two: behind the clump, before the longest silence. */
  function phase(series, width, isRare) {
    const aligned = (width - Math.round(series.start / series.step) % width) % width;
    if (!isRare || width < 2) {
      return aligned;
    }

    const sums = new Array(width).fill(0);
    series.bytes.forEach((bytes, index) => { sums[index % width] += bytes ?? 0; });
    const little = sums.reduce((a, b) => a + b, 0) / 50;
    let best = aligned;
    let longest = 0;
    for (let begin = 0; begin < width; begin++) {
      if (sums[begin] > little || sums[(begin + width - 1) % width] <= little) {
        continue;
      }

      let length = 1;
      while (length < width && sums[(begin + length) % width] <= little) {
        length++;
      }

      if (length > longest) {
        longest = length;
        best = begin;
      }
    }

    return best;
  }

  /** The usual width of bars, in seconds, if no more than `most` are to stand between two times. */
  function usualWidth(series, length, most) {
    const least = Math.max(series.step, length / Math.max(1, most));
    return (widths.find((one) => one * 60 >= least) ?? Math.ceil(least / 86400) * 1440) * 60;
  }

  /** How much of a span has passed, in seconds: the last one is still filling. */
  function passed(series, index, until) {
    return Math.min(series.step, Math.max(60, until - series.start - index * series.step));
  }

  /** What a span could be worked off at, in bytes per hour; null where it is not judged. */
  function capacityOf(series, index, until) {
    const capacity = series.capacity[index];
    if (!capacity) {
      return null;
    }

    const rate = capacity / passed(series, index, until.judged) * hour;
    // The judgement may have begun in the middle of its first span.
    return !series.capacity[index - 1] && series.capacity[index + 1] ? Math.max(rate, series.capacity[index + 1] / passed(series, index + 1, until.judged) * hour) : rate;
  }

  function bar(series, first, end, apart, until) {
    const sum = { bytes: 0, seconds: 0, capacity: 0, judged: 0, behind: null };
    let last = null;
    for (let index = Math.max(0, first); index < Math.min(end, series.bytes.length); index++) {
      const capacity = capacityOf(series, index, until);
      const behind = series.behind[index] ?? null;
      if ((series.bytes[index] ?? null) !== null) {
        last = index;
        sum.bytes += series.bytes[index];
        sum.seconds += passed(series, index, until.now);
      }

      if (capacity !== null) {
        sum.judged++;
        sum.capacity += capacity;
      }

      if (behind !== null) {
        sum.behind = Math.max(sum.behind ?? 0, behind);
      }
    }

    if (last === null) {
      return null;
    }

    // A file stands for a whole distance, of which the first and the last bar may not have all.
    const isRare = apart > 0;
    const begun = Math.ceil((Math.min(end, series.bytes.length) - Math.max(0, first)) / (apart || 1)) * apart;
    const rate = sum.bytes / (isRare ? begun * series.step : Math.max(sum.seconds, leastSeconds)) * hour;
    const capacity = sum.judged > 0 ? sum.capacity / sum.judged : null;
    // The last bar of frequent files ends where it is known; its height is right already.
    const shownEnd = end <= series.bytes.length ? end : isRare ? first + begun : last + 1;
    return {
      from: series.start + first * series.step,
      to: Math.min(series.start + shownEnd * series.step, Math.max(until.now, series.start + last * series.step + 60)),
      rate,
      capacity,
      behind: sum.behind,
      isOver: capacity !== null && rate > capacity,
    };
  }

  /** For series that are whole: nothing of them is still filling. */
  const whole = { now: Infinity, judged: Infinity };

  /**
   * The bars between two times, in order. `seconds` is the width of each. Spans that nothing is known of give no bar.
   * `until` says up to which time there are bytes (`now`) and a judgement (`judged`).
   */
  function of(series, from, to, most, rhythmMinutes, until = whole) {
    const usual = usualWidth(series, to - from, most);
    const apart = spacing(series, rhythmMinutes, usual);
    const width = apart > 0 ? apart * Math.max(1, Math.ceil(usual / (apart * series.step) - 0.01)) : Math.max(1, Math.round(usual / series.step));
    const begin = phase(series, width, apart > 0);
    const list = [];
    for (let first = begin > 0 ? begin - width : 0; first < series.bytes.length; first += width) {
      const one = bar(series, first, first + width, apart, until);
      if (one !== null && one.to > from && one.from < to) {
        list.push(one);
      }
    }

    return { seconds: width * series.step, list };
  }

  /** What came in per hour over the last so many spans; null where nothing is known of them. */
  function lately(series, count, until = whole) {
    const first = Math.max(0, series.bytes.length - count);
    return bar(series, first, series.bytes.length, 0, until)?.rate ?? null;
  }

  /** Up to when something is known of a pipeline: bytes until now, a judgement until its last judged minute. */
  const until = (pipeline, now) => ({ now, judged: words.seconds(pipeline.judgedUntil) });

  return { of, lately, until, capacityOf, whole };
})();
