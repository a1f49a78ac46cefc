"use strict";

/** Numbers, times and ages in words. Times are UTC everywhere, whatever the browser's zone. */
const words = (() => {
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
  const daySeconds = 86400;

  const two = (number) => String(number).padStart(2, "0");
  const dateOf = (seconds) => new Date(seconds * 1000);
  const seconds = (text) => Date.parse(text) / 1000;

  /** A number with at most so many digits after the point, and with separators: 1,240. */
  function number(value, digits = 0) {
    return value.toLocaleString("en", { maximumFractionDigits: digits });
  }

  /** Three significant digits at most, as in a capacity: 0.42, 18.2, 182, 1,240. */
  function figure(value) {
    const size = Math.abs(value);
    return number(value, size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 || size === 0 ? 2 : 4);
  }

  /** A rate in the pipeline's unit, which is that of its capacity: 182 GB/h. */
  function rate(bytesPerHour, unit) {
    return `${figure(bytesPerHour / unit.bytes)} ${unit.name}/h`;
  }

  /** 15:42 */
  function clock(at) {
    const date = dateOf(at);
    return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
  }

  /** 28 Nov */
  function day(at) {
    const date = dateOf(at);
    return `${date.getUTCDate()} ${months[date.getUTCMonth()]}`;
  }

  /** Sat 28 Nov */
  const weekday = (at) => `${days[dateOf(at).getUTCDay()]} ${day(at)}`;

  /** The time, with the day where it is not today: 14:11, yesterday 09:02, 26 Nov 09:02. */
  function time(at, now) {
    const ago = Math.floor(now / daySeconds) - Math.floor(at / daySeconds);
    return ago === 0 ? clock(at) : ago === 1 ? `yesterday ${clock(at)}` : `${day(at)} ${clock(at)}`;
  }

  /** A time that is read far from its day, as in a report: 28 Nov 2026 15:42 UTC. */
  const fullTime = (at) => `${day(at)} ${dateOf(at).getUTCFullYear()} ${clock(at)} UTC`;

  /** A length of time in the words of the alerts: minutes up to three hours, then hours and days: 112 min, 26 h 40 min, 3 d 4 h. */
  function span(length) {
    const minutes = Math.floor(length / 60);
    const rest = (many, name) => many > 0 ? ` ${many} ${name}` : "";
    if (length > 0 && length < 60) {
      return "less than 1 min";
    }

    if (minutes < 180) {
      return `${minutes} min`;
    }

    return minutes < 48 * 60
      ? `${Math.floor(minutes / 60)} h${rest(minutes % 60, "min")}`
      : `${Math.floor(minutes / 1440)} d${rest(Math.floor(minutes / 60) % 24, "h")}`;
  }

  /** 12 s ago, 4 min ago */
  function age(length) {
    return length < 1 ? "just now" : length < 60 ? `${Math.floor(length)} s ago` : `${span(length)} ago`;
  }

  return { number, figure, rate, clock, day, weekday, time, fullTime, span, age, seconds };
})();
