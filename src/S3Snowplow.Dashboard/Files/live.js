"use strict";

/**
 * What the server says, as it changes: by a stream of events, and by asking every ten seconds while there is no stream.
 */
const live = (() => {
  const askEverySeconds = 10;
  /** A minute is judged each minute; if nothing is heard for longer, the connection may be dead, though the browser has not noticed. */
  const silenceSeconds = 90;
  const connection = { isLive: false, isStream: false, lastSeen: null };
  let listener = null;
  let overview = null;
  let isAsking = false;
  let isAskedAgain = false;
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

  /** Takes what the server says of itself now: pipelines too where it is an overview, else they stay as they were. */
  function take(status) {
    heard = performance.now();
    offset = words.seconds(status.at) - heard / 1000;
    connection.isLive = true;
    connection.lastSeen = words.seconds(status.at);
    if (status.pipelines) {
      overview = status;
      listener.overview(overview);
    } else if (overview !== null) {
      const isNew = status.revision !== overview.revision;
      overview = { ...status, revision: overview.revision, pipelines: overview.pipelines };
      listener.status(overview);
      if (isNew) {
        poll();
      }
    } else {
      // The first question had no answer; the stream says that there is one now.
      poll();
    }

    listener.connection();
  }

  /** Asks for the overview; once at a time, and once again if something was told meanwhile. */
  async function poll() {
    if (isAsking) {
      isAskedAgain = true;
      return;
    }

    isAsking = true;
    try {
      take(await ask("api/overview"));
    } catch {
      connection.isLive = false;
      listener.connection();
    } finally {
      isAsking = false;
    }

    if (isAskedAgain) {
      isAskedAgain = false;
      poll();
    }
  }

  function listen() {
    stream?.close();
    stream = new EventSource("api/stream");
    stream.addEventListener("open", () => {
      connection.isStream = true;
      heard = performance.now();
    });
    stream.addEventListener("status", (event) => take(JSON.parse(event.data)));
    stream.addEventListener("judged", (event) => {
      heard = performance.now();
      if (JSON.parse(event.data).revision !== overview?.revision) {
        poll();
      }
    });
    stream.addEventListener("error", () => {
      connection.isStream = false;
      connection.isLive = false;
      listener.connection();
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
    /** Begins. `listener.overview` gets each overview, `listener.status` the same with pipelines as they were, `listener.connection` is told when the connection may have changed. */
    start(heardBy) {
      listener = heardBy;
      poll();
      listen();
      setInterval(check, askEverySeconds * 1000);
    },
  };
})();
