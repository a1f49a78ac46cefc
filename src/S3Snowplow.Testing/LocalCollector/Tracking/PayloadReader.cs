using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace S3Snowplow.Testing;

/// <summary>Reads a request by the protocol that its path names.</summary>
/// <remarks>
/// Tracker protocol 1 (the pixel) has its event in the query string, protocol 2 in the body, or in the query string of a request without one;
/// the Iglu webhook is the third. Other paths are lost. Source: Enrich's adapters.
/// </remarks>
internal sealed class PayloadReader(Pipeline pipeline)
{
    /// <summary>Reads a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="problems">Gets what is wrong.</param>
    /// <returns>The parameters of each event; <see langword="null"/> where the request failed, and the bad row that it makes then.</returns>
    public (string Kind, IReadOnlyList<Dictionary<string, string>>? Events) Read(CollectorRequest request, List<EventProblem> problems)
    {
        switch (request.Api)
        {
            case (CollectorIdentity.TrackerVendor, CollectorIdentity.TrackerVersion):
                var isPost = HttpMethods.IsPost(request.Method);
                return (BadRow.TrackerProtocolViolations, isPost ? TrackerBody.Read(request, pipeline, problems) : ReadQuery(request, problems));
            case (CollectorIdentity.TrackerVendor, CollectorIdentity.PixelVersion):
                return (BadRow.AdapterFailures, ReadQuery(request, problems));
            case (CollectorIdentity.WebhookVendor, CollectorIdentity.WebhookVersion):
                return (BadRow.AdapterFailures, IgluWebhook.Read(request, request.ContentType, pipeline.MaxDepth, problems));
            default:
                problems.Add(EventProblem.Expectation("vendor/version", $"{request.Api.Vendor}/{request.Api.Version}", "vendor/version combination is not supported"));
                return (BadRow.AdapterFailures, null);
        }
    }

    private static List<Dictionary<string, string>>? ReadQuery(CollectorRequest request, List<EventProblem> problems)
    {
        var parameters = QueryHelpers.ParseQuery(request.Query).ToDictionary(pair => pair.Key, pair => pair.Value[^1] ?? "", StringComparer.Ordinal);
        if (parameters.Count > 0)
            return [parameters];
        problems.Add(EventProblem.Expectation("querystring", null, "empty querystring: not a valid URI redirect"));
        return null;
    }
}
