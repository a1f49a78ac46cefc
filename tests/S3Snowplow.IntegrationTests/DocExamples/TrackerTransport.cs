using System.Globalization;
using System.Text.Json;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;

namespace S3Snowplow.IntegrationTests.DocExamples;

// example: tracker-transport
/// <summary>Sends batches through the endpoint of a tracker: its proxy, its certificates, its way to the collector.</summary>
internal sealed class TrackerTransport(IEndpoint endpoint, TrackerIdentity identity) : IEventTransport
{
    public async Task<CollectorAnswer> SendAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        List<Tuple<string, Payload>> rows = [.. batch.Events.Select((one, row) => Tuple.Create(row.ToString(CultureInfo.InvariantCulture), ToPayload(one)))];

        // The endpoint blocks its thread, and cannot be called off.
        SendResult result = await Task.Run(() => endpoint.Send(rows), cancellationToken).WaitAsync(cancellationToken);

        // Where some have failed, all are sent again, with the ids that they have: they count once downstream.
        return result.SuccessIds.Count == rows.Count ? CollectorAnswer.Accepted() : CollectorAnswer.NoAnswer("tracker_failed");
    }

    private Payload ToPayload(SnowplowEvent snowplowEvent)
    {
        var payload = new Payload();
        payload.Add("e", "ue");
        payload.Add("p", "srv");
        payload.Add("tv", TrackerIdentity.Version);
        payload.Add("tna", identity.Namespace);
        payload.Add("aid", identity.AppId);

        // eid, dtm, ttm, ue_pr and co as they are: anything that is written anew would change ids and fingerprints.
        using JsonDocument own = JsonDocument.Parse((byte[])[(byte)'{', .. snowplowEvent.Parameters.Span, (byte)'}']);
        foreach (JsonProperty parameter in own.RootElement.EnumerateObject())
        {
            payload.Add(parameter.Name, parameter.Value.GetString()!);
        }

        return payload;
    }
}
// end
