namespace S3Snowplow.Dashboard;

/// <summary>What the page shows before anything is opened: the relay, the channels, and each pipeline, the worst first. Answer of <c>GET api/overview</c>.</summary>
/// <param name="At">The server's time of this answer; ages are counted from it.</param>
/// <param name="JudgedUntil">The end of the last minute that was judged; <see langword="null"/> before the first one.</param>
/// <param name="Source">The name under which the relay tells alerts.</param>
/// <param name="IsBlind">Whether nothing at all is heard of the source.</param>
/// <param name="Problem">Why not all was judged, kept or told, for people; <see langword="null"/> where all is well.</param>
/// <param name="Relay">The way to the collector; <see langword="null"/> where no relay runs here.</param>
/// <param name="Channels">Who is told of alerts.</param>
/// <param name="Pipelines">The pipelines, the worst first.</param>
public sealed record DashboardOverview(
    DateTimeOffset At,
    DateTimeOffset? JudgedUntil,
    string Source,
    bool IsBlind,
    string? Problem,
    DashboardRelay? Relay,
    IReadOnlyList<DashboardChannel> Channels,
    IReadOnlyList<DashboardPipeline> Pipelines);

/// <summary>The way from the sources to the collector.</summary>
/// <param name="Collector">One word: <c>delivering</c>, <c>retrying</c>, <c>misdirected</c> or <c>closed</c>.</param>
/// <param name="LastAnswer">When the collector last took something; <see langword="null"/>: not since this process began.</param>
/// <param name="Held">Events that are on their way, and notifications in the spool.</param>
/// <param name="Delivered">Events that the collector took since this process began.</param>
/// <param name="Rejected">Events and notifications that will never be accepted, since this process began.</param>
/// <param name="EventsPerMinute">Events delivered in the last whole minute.</param>
public sealed record DashboardRelay(string Collector, DateTimeOffset? LastAnswer, long Held, long Delivered, long Rejected, double EventsPerMinute);

/// <summary>A channel of alerts.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">One word: <c>working</c>, <c>failing</c> or <c>broken</c>.</param>
/// <param name="Text">How it is, in words; why, where it is not well.</param>
/// <param name="Owed">How many notifications it is owed.</param>
public sealed record DashboardChannel(string Name, string State, string Text, int Owed);
