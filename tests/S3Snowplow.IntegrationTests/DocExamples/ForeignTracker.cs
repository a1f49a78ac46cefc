namespace S3Snowplow.IntegrationTests.DocExamples;

// Stand-ins with the shape of Snowplow.Tracker 1.3 (IEndpoint, Payload, SendResult), so that the example compiles without the package.
// With the package, delete this file and write: using Snowplow.Tracker.Endpoints; using Snowplow.Tracker.Models;

/// <summary>What the background sender posts through.</summary>
internal interface IEndpoint
{
    SendResult Send(List<Tuple<string, Payload>> p);
}

/// <summary>Which rows of the tracker's queue were sent, and which stay in it for another attempt.</summary>
internal sealed class SendResult
{
    public List<string> SuccessIds { get; set; } = [];

    public List<string> FailureIds { get; set; } = [];
}

/// <summary>The parameters of one event.</summary>
internal sealed class Payload : PayloadBase
{
    public void Add(string key, string value) => Payload[key] = value;
}

internal abstract class PayloadBase
{
    public Dictionary<string, object> Payload { get; } = [];
}
