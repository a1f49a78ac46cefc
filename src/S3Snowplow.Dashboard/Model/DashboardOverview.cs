namespace S3Snowplow.Dashboard;

/// <summary>What the page shows before anything is opened: how the relay is, and each pipeline, the worst first. Answer of <c>GET api/overview</c>.</summary>
/// <param name="At">The server's time of this answer; ages are counted from it.</param>
/// <param name="Revision">A number that grows with each judged minute and each change of the bands. It begins anew with the process.</param>
/// <param name="JudgedUntil">The end of the last minute that was judged; <see langword="null"/> before the first one.</param>
/// <param name="Source">The name under which the relay tells alerts.</param>
/// <param name="IsBlind">Whether nothing at all is heard of the source.</param>
/// <param name="Problem">Why not all was judged, kept or told, for people; <see langword="null"/> where all is well.</param>
/// <param name="Relay">The way to the collector; <see langword="null"/> where no relay runs here.</param>
/// <param name="Channels">Who is told of alerts.</param>
/// <param name="Pipelines">The pipelines, the worst first: by state, then by how much of the limit is used, then by name.</param>
public sealed record DashboardOverview(
    DateTimeOffset At,
    long Revision,
    DateTimeOffset? JudgedUntil,
    string Source,
    bool IsBlind,
    string? Problem,
    DashboardRelay? Relay,
    IReadOnlyList<DashboardChannel> Channels,
    IReadOnlyList<DashboardPipeline> Pipelines);

/// <summary>The overview without pipelines. Data of the event <c>status</c> of <c>GET api/stream</c>; its members are the overview's.</summary>
/// <param name="At">The server's time.</param>
/// <param name="Revision">The number of the judgement; where it differs from the overview's, there is a new overview.</param>
/// <param name="JudgedUntil">The end of the last minute that was judged; <see langword="null"/> before the first one.</param>
/// <param name="Source">The name under which the relay tells alerts.</param>
/// <param name="IsBlind">Whether nothing at all is heard of the source.</param>
/// <param name="Problem">Why not all was judged, kept or told, for people; <see langword="null"/> where all is well.</param>
/// <param name="Relay">The way to the collector; <see langword="null"/> where no relay runs here.</param>
/// <param name="Channels">Who is told of alerts.</param>
public sealed record DashboardStatus(
    DateTimeOffset At,
    long Revision,
    DateTimeOffset? JudgedUntil,
    string Source,
    bool IsBlind,
    string? Problem,
    DashboardRelay? Relay,
    IReadOnlyList<DashboardChannel> Channels);

/// <summary>A new overview is there. Data of the event <c>judged</c> of <c>GET api/stream</c>.</summary>
/// <param name="Revision">Its number.</param>
/// <param name="JudgedUntil">The end of the last minute that was judged; <see langword="null"/> before the first one.</param>
public sealed record DashboardJudged(long Revision, DateTimeOffset? JudgedUntil);

/// <summary>The way from the sources to the collector. What an emitter of another make does not tell is <see langword="null"/>.</summary>
/// <param name="Collector">One word: <c>delivering</c>, <c>retrying</c>, <c>misdirected</c> or <c>closed</c>.</param>
/// <param name="LastAnswer">When the collector last took something, to the second; <see langword="null"/>: not since this process began.</param>
/// <param name="Held">Events that are on their way.</param>
/// <param name="Spooled">Notifications in the spool, of which some are on their way; <see langword="null"/>: there is no spool.</param>
/// <param name="Delivered">Events that the collector took since this process began.</param>
/// <param name="Rejected">Events that the collector will never take, since this process began.</param>
/// <param name="RejectedKept">Rejected notifications that the spool keeps, to be replayed when what was wrong is mended; <see langword="null"/>: there is no spool.</param>
/// <param name="EventsPerMinute">Events delivered in the last whole minute; <see langword="null"/> before one is over.</param>
/// <param name="Sources">What is read.</param>
public sealed record DashboardRelay(
    string Collector,
    DateTimeOffset? LastAnswer,
    long? Held,
    long? Spooled,
    long? Delivered,
    long? Rejected,
    long? RejectedKept,
    long? EventsPerMinute,
    IReadOnlyList<DashboardSource> Sources);

/// <summary>A source of notifications.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">One word: <c>running</c>, <c>restarting</c>, <c>ended</c> or <c>failed</c>.</param>
/// <param name="Problem">What is wrong with it, for people; <see langword="null"/> while all is well.</param>
public sealed record DashboardSource(string Name, string State, string? Problem);

/// <summary>A channel of alerts.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">One word: <c>working</c>, <c>failing</c> or <c>broken</c>.</param>
/// <param name="Text">How it is, in words; why, where it is not well.</param>
/// <param name="Owed">How many notifications it is owed.</param>
public sealed record DashboardChannel(string Name, string State, string Text, int Owed);
