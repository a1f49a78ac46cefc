using System.Net.Http.Headers;
using S3Snowplow.Aws;

namespace S3Snowplow.Hosting.Sqs;

/// <summary>The requests to SQS that a consumer needs, and the one that looks at its queue. Tries each once.</summary>
/// <remarks>
/// <c>POST /</c>, content type <c>application/x-amz-json-1.0</c>, header <c>X-Amz-Target: AmazonSQS.OPERATION</c>, signed. Source: botocore,
/// <c>data/sqs/2012-11-05/service-2.json</c>.
/// </remarks>
/// <param name="http">Without a time limit of its own.</param>
/// <param name="endpoint">Where requests go.</param>
/// <param name="signer">Signs them.</param>
/// <param name="time">The clock.</param>
internal sealed class SqsClient(HttpClient http, Uri endpoint, AwsSigner signer, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly MediaTypeHeaderValue ContentType = new("application/x-amz-json-1.0");

    public async Task<List<SqsMessage>> ReceiveAsync(string queueUrl, TimeSpan wait, TimeSpan visibility, CancellationToken cancellationToken) =>
        SqsJson.ReadMessages(await SendAsync("ReceiveMessage", SqsJson.Receive(queueUrl, SqsLimits.BatchEntries, wait, visibility), wait + Patience, cancellationToken).ConfigureAwait(false));

    /// <summary>Deletes up to ten messages; tells those that are not.</summary>
    public async Task<List<SqsBatchFailure>> DeleteAsync(string queueUrl, IReadOnlyList<string> receiptHandles, CancellationToken cancellationToken) =>
        SqsJson.ReadFailures(await SendAsync("DeleteMessageBatch", SqsJson.Batch(queueUrl, receiptHandles, visibilities: null), Patience, cancellationToken).ConfigureAwait(false));

    /// <summary>Hides up to ten messages for so long from now on; tells those that are not.</summary>
    public async Task<List<SqsBatchFailure>> HideAsync(string queueUrl, IReadOnlyList<string> receiptHandles, IReadOnlyList<TimeSpan> visibilities, CancellationToken cancellationToken) =>
        SqsJson.ReadFailures(await SendAsync("ChangeMessageVisibilityBatch", SqsJson.Batch(queueUrl, receiptHandles, visibilities), Patience, cancellationToken).ConfigureAwait(false));

    public async Task<string> FindQueueAsync(string name, string? owner, CancellationToken cancellationToken) =>
        SqsJson.ReadQueueUrl(await SendAsync("GetQueueUrl", SqsJson.QueueUrl(name, owner), Patience, cancellationToken).ConfigureAwait(false))
        ?? throw new SqsException($"SQS gave no URL for the queue '{name}'.");

    /// <summary>All that the queue says of itself, as texts by name; permission <c>sqs:GetQueueAttributes</c>.</summary>
    public async Task<Dictionary<string, string>> LookAsync(string queueUrl, CancellationToken cancellationToken) =>
        SqsJson.ReadAttributes(await SendAsync("GetQueueAttributes", SqsJson.Attributes(queueUrl), Patience, cancellationToken).ConfigureAwait(false));

    private async Task<byte[]> SendAsync(string operation, byte[] body, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ByteArrayContent(body) { Headers = { ContentType = ContentType } } };
        request.Headers.TryAddWithoutValidation("X-Amz-Target", "AmazonSQS." + operation);
        await signer.SignAsync(request, body, cancellationToken).ConfigureAwait(false);
        using var timeout = new CancellationTokenSource(patience, time);
        using CancellationTokenRegistration both = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), timeout);
        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, timeout.Token).ConfigureAwait(false);
            byte[] answer = await response.Content.ReadAsByteArrayAsync(timeout.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                return answer;
            }

            (string code, string? message) = SqsJson.ReadError(answer);
            throw new SqsException(operation, response.StatusCode, code, message);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"SQS did not answer {operation} within {patience}.", exception);
        }
    }
}
