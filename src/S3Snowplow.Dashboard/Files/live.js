"use strict";

/**
 * What the server says, as it changes: by a stream of events, and by asking every ten seconds while there is no stream.
 */
const live = (() => {
  const askEverySeconds = 10;
  /** The server says something at least this often; if not, the connection is dead, though the browser has not noticed. */
  const silenceSeconds = 40;
  const connection = { isLive: false, isStream: false, lastSeen: null };
  let listener = null;
  let stream = null;
  let heard = performance.now();
  let offset = null;

  /** The server's time in seconds: ages do not depend on the clock of whoever looks. */
  const now = () => offset === null ? Date.now() / 1000 : performance.now() / 1000 + offset;

  async function ask(address) {
    const answer = await fetch(address, { headers: { accept: "application/json" }, cache: "no-store", signal: AbortSignal.timeout(askEverySeconds * 1000) });
    if (!answer.ok) {
      throw new Error(`${address}: ${answer.status}`);
    }

    return answer.json();
  }

  function take(overview) {
    heard = performance.now();
    offset = words.seconds(overview.at) - heard / 1000;
    connection.isLive = true;
    connection.lastSeen = words.seconds(overview.at);
    listener.overview(overview);
  }

  async function poll() {
    try {
      take(await ask("api/overview"));
    } catch {
      connection.isLive = false;
    }

    listener.connection();
  }

  function listen() {
    stream?.close();
    stream = new EventSource("api/stream");
    stream.addEventListener("open", () => {
      connection.isStream = true;
      heard = performance.now();
    });
    const message = (event) => {
      heard = performance.now();
      connection.isStream = true;
      const told = event.data ? JSON.parse(event.data) : null;
      if (told?.pipelines) {
        take(told);
        listener.connection();
      } else {
        poll();
      }
    };
    stream.addEventListener("message", message);
    stream.addEventListener("overview", message);
    stream.addEventListener("error", () => {
      connection.isStream = false;
      connection.isLive = false;
      listener.connection();
      poll();
    });
  }

  function check() {
    const isSilent = performance.now() - heard > silenceSeconds * 1000;
    if (!connection.isStream || isSilent) {
      connection.isStream &&= !isSilent;
      poll();
    }

    // The browser comes back by itself, but not after an answer that was no stream.
    if (stream.readyState === EventSource.CLOSED || isSilent) {
      listen();
    }
  }

  return {
    now,
    ask,
    connection,
    /** Begins. `listener.overview` gets each overview, `listener.connection` is told when the connection may have changed. */
    start(heardBy) {
      listener = heardBy;
      poll();
      listen();
      setInterval(check, askEverySeconds * 1000);
    },
  };
})();
