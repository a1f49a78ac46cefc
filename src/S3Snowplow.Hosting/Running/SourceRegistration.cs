namespace S3Snowplow.Hosting.Running;

/// <summary>A source that a relay is to run.</summary>
/// <param name="Name">What logs and the health check call it.</param>
/// <param name="Create">Makes it.</param>
internal sealed record SourceRegistration(string Name, Func<IServiceProvider, IObjectEventSource> Create);
