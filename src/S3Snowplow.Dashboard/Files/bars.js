"use strict";

/**
 * From spans of a series to bars: as wide as the rhythm of the pipeline's files, and never narrower than can be seen.
 * A bar's height is a rate, so that it can be compared with the capacity whatever its width.
 */
const bars = (() => {
  const hour = 3600;
  /** Widths that are read without thinking, in minutes. */
  const widths = [5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080];
  /** From this rhythm on a file stands for the time since the one before it. The specification does not extrapolate from it either. */
  const rareFromMinutes = 30;

  /** How far apart the files come, in spans; 0 where they come so often that it does not matter. */
  function spacing(series, rhythmMinutes) {
    if (!rhythmMinutes || rhythmMinutes < rareFromMinutes) {
      return 0;
    }

    // The rhythm of the judgement is a bound from above (an hourly file may have one of 80 minutes), so the distance itself is measured.
    const quiet = Math.max(1, Math.floor(rhythmMinutes * 60 / series.step / 4));
    const starts = [];
    let last = -Infinity;
    series.bytes.forEach((bytes, index) => {
      if (bytes > 0) {
        if (index - last > quiet) {
          starts.push(index);
        }

        last = index;
      }
    });
    const gaps = starts.slice(1).map((start, index) => start - starts[index]).sort((a, b) => a - b);
    return gaps.length > 0 ? gaps[Math.floor(gaps.length / 2)] : Math.max(1, Math.round(rhythmMinutes * 60 / series.step));
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

  /** How many spans a bar has, if no more than `most` bars are to stand between two times. */
  function widthOf(series, length, most, apart) {
    const least = length / Math.max(1, most);
    if (apart > 0) {
      return apart * Math.max(1, Math.ceil(least / (apart * series.step) - 0.01));
    }

    const minutes = widths.find((one) => one * 60 >= least && one * 60 >= series.step) ?? Math.ceil(least / 86400) * 1440;
    return Math.max(1, Math.round(minutes * 60 / series.step));
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

  function bar(series, first, end, isRare, until) {
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

    const rate = sum.bytes / (isRare ? (end - first) * series.step : sum.seconds) * hour;
    const capacity = sum.judged > 0 ? sum.capacity / sum.judged : null;
    // The last bar of frequent files ends where it is known; its height is right already.
    const shownEnd = isRare || end <= series.bytes.length ? end : last + 1;
    return {
      from: series.start + first * series.step,
      to: series.start + shownEnd * series.step,
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
    const apart = spacing(series, rhythmMinutes);
    const width = widthOf(series, to - from, most, apart);
    const begin = phase(series, width, apart > 0);
    const list = [];
    for (let first = begin > 0 ? begin - width : 0; first < series.bytes.length; first += width) {
      const one = bar(series, first, first + width, apart > 0, until);
      if (one !== null && one.to > from && one.from < to) {
        list.push(one);
      }
    }

    return { seconds: width * series.step, list };
  }

  /** What came in per hour over the last so many spans; null where nothing is known of them. */
  function lately(series, count, until = whole) {
    const first = Math.max(0, series.bytes.length - count);
    return bar(series, first, series.bytes.length, false, until)?.rate ?? null;
  }

  return { of, lately, capacityOf, whole };
})();
