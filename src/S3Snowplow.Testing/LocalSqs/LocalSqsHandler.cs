using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>The JSON protocol in front of a <see cref="LocalSqs"/>: checks requests as SQS does, and writes its answers.</summary>
internal sealed class LocalSqsHandler(LocalSqs queue) : HttpMessageHandler
{
    private const string Prefix = "AmazonSQS.";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        queue.Enter();
        try
        {
            return await RespondAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            queue.Leave();
        }
    }

    private async Task<HttpResponseMessage> RespondAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        byte[] body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        string target = request.Headers.TryGetValues("X-Amz-Target", out IEnumerable<string>? targets) ? targets.First() : "";
        string operation = target.StartsWith(Prefix, StringComparison.Ordinal) ? target[Prefix.Length..] : "";
        LocalSqsFault? fault = queue.Begin(operation);
        if (fault?.StatusCode > 0)
        {
            return Error(fault.StatusCode, fault.Code!);
        }

        if (request.Method != HttpMethod.Post || request.RequestUri!.AbsolutePath != "/" || request.Content?.Headers.ContentType?.MediaType != "application/x-amz-json-1.0")
        {
            return Error(404, "UnknownOperationException");
        }

        if (!IsSigned(request, body))
        {
            return Error(403, "InvalidSignatureException");
        }

        HttpResponseMessage answer = await AnswerAsync(operation, JsonNode.Parse(body)!.AsObject(), fault, cancellationToken).ConfigureAwait(false);
        if (fault?.LosesAnswer == true)
        {
            answer.Dispose();
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection broke, as the test has it.");
        }

        return answer;
    }

#pragma warning disable CA2000 // The answers go to the client, which disposes of them.
    private async Task<HttpResponseMessage> AnswerAsync(string operation, JsonObject request, LocalSqsFault? fault, CancellationToken cancellationToken)
    {
        if (operation == "GetQueueUrl")
        {
            return (string?)request["QueueName"] == queue.Options.Name ? Ok(new JsonObject { ["QueueUrl"] = queue.Url.AbsoluteUri }) : Error(400, "QueueDoesNotExist");
        }

        if ((string?)request["QueueUrl"] != queue.Url.AbsoluteUri)
        {
            return Error(400, "QueueDoesNotExist");
        }

        return operation switch
        {
            "ReceiveMessage" => await ReceiveAsync(request, cancellationToken).ConfigureAwait(false),
            "DeleteMessageBatch" => Batch(request, fault, entry => queue.Delete((string?)entry["ReceiptHandle"] ?? "")),
            "ChangeMessageVisibilityBatch" => Batch(request, fault, Hide),
            "GetQueueAttributes" => Ok(new JsonObject { ["Attributes"] = Attributes() }),
            _ => Error(400, "UnsupportedOperation"),
        };
    }

#pragma warning restore CA2000

    // Texts, all of them, as SQS has them.
    private JsonObject Attributes()
    {
        var attributes = new JsonObject
        {
            ["ApproximateNumberOfMessages"] = (queue.Count - queue.Hidden).ToString(CultureInfo.InvariantCulture),
            ["ApproximateNumberOfMessagesNotVisible"] = queue.Hidden.ToString(CultureInfo.InvariantCulture),
            ["VisibilityTimeout"] = ((int)queue.Options.VisibilityTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture),
        };
        if (queue.Options.MaxReceiveCount is { } most)
        {
            attributes["RedrivePolicy"] = new JsonObject { ["deadLetterTargetArn"] = $"arn:aws:sqs:{queue.Options.Region}:123456789012:{queue.Options.Name}-rejected", ["maxReceiveCount"] = most }.ToJsonString();
        }

        return attributes;
    }

    private string? Hide(JsonObject entry) =>
        (int?)entry["VisibilityTimeout"] is { } seconds and >= 0 and <= 43_200 ? queue.Hide((string?)entry["ReceiptHandle"] ?? "", seconds) : "InvalidParameterValue";

    private async Task<HttpResponseMessage> ReceiveAsync(JsonObject request, CancellationToken cancellationToken)
    {
        int max = (int?)request["MaxNumberOfMessages"] ?? 1;
        int wait = (int?)request["WaitTimeSeconds"] ?? 0;
        int? visibility = (int?)request["VisibilityTimeout"];
        if (max is < 1 or > 10 || wait is < 0 or > 20 || visibility is < 0 or > 43_200)
        {
            return Error(400, "InvalidParameterValue");
        }

        TimeSpan? hidden = visibility is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        List<(QueuedMessage Message, string Handle, int Count)> received = await queue.ReceiveAsync(max, TimeSpan.FromSeconds(wait), hidden, cancellationToken).ConfigureAwait(false);
        if (received.Count == 0)
        {
            // As SQS: no member, rather than an empty list.
            return Ok([]);
        }

        return Ok(new JsonObject { ["Messages"] = new JsonArray([.. received.Select(one => Message(one.Message, one.Handle, one.Count, request))]) });
    }

    private static JsonObject Message(QueuedMessage message, string handle, int count, JsonObject request)
    {
        var attributes = new JsonObject();
        if (Asks(request, "MessageSystemAttributeNames", "ApproximateReceiveCount"))
        {
            attributes["ApproximateReceiveCount"] = count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (Asks(request, "MessageSystemAttributeNames", "AWSTraceHeader") && message.Attributes.TryGetValue("AWSTraceHeader", out string? trace))
        {
            attributes["AWSTraceHeader"] = trace;
        }

        var json = new JsonObject { ["MessageId"] = message.Id, ["ReceiptHandle"] = handle, ["MD5OfBody"] = Md5(message.Body), ["Body"] = message.Body };
        if (attributes.Count > 0)
        {
            json["Attributes"] = attributes;
        }

        KeyValuePair<string, string>[] own = [.. message.Attributes.Where(attribute => attribute.Key != "AWSTraceHeader" && Asks(request, "MessageAttributeNames", attribute.Key))];
        if (own.Length > 0)
        {
            json["MessageAttributes"] = new JsonObject(own.Select(attribute => KeyValuePair.Create(attribute.Key, (JsonNode?)new JsonObject { ["StringValue"] = attribute.Value, ["DataType"] = "String" })));
        }

        return json;
    }

    private static bool Asks(JsonObject request, string list, string name) => request[list] is JsonArray names && names.Any(asked => (string?)asked == name || (string?)asked == "All");

    private static HttpResponseMessage Batch(JsonObject request, LocalSqsFault? fault, Func<JsonObject, string?> act)
    {
        JsonObject[] entries = request["Entries"] is JsonArray array ? [.. array.Select(entry => entry!.AsObject())] : [];
        string[] ids = [.. entries.Select(entry => (string?)entry["Id"] ?? "")];
        string? error = entries.Length switch
        {
            0 => "EmptyBatchRequest",
            > 10 => "TooManyEntriesInBatchRequest",
            _ when ids.Distinct(StringComparer.Ordinal).Count() != ids.Length => "BatchEntryIdsNotDistinct",
            _ when !Array.TrueForAll(ids, id => id.Length is > 0 and <= 80 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) => "InvalidBatchEntryId",
            _ => null,
        };
        if (error is not null)
        {
            return Error(400, error);
        }

        var successful = new JsonArray();
        var failed = new JsonArray();
        for (int i = 0; i < entries.Length; i++)
        {
            bool isScripted = i < fault?.FailedEntries;
            string? code = isScripted ? fault!.Code : act(entries[i]);
            if (code is null)
            {
                successful.Add(new JsonObject { ["Id"] = ids[i] });
            }
            else
            {
                failed.Add(new JsonObject { ["Id"] = ids[i], ["SenderFault"] = !isScripted || fault!.IsSenderFault, ["Code"] = code, ["Message"] = "as the test has it" });
            }
        }

        return Ok(new JsonObject { ["Successful"] = successful, ["Failed"] = failed });
    }

    private bool IsSigned(HttpRequestMessage request, byte[] body)
    {
        const string Scheme = "AWS4-HMAC-SHA256 ";
        Dictionary<string, string> headers = request.Headers.Concat(request.Content!.Headers).ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase);
        if (!headers.TryGetValue("Authorization", out string? authorization) || !headers.TryGetValue("X-Amz-Date", out string? date) || !authorization.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return false;
        }

        headers["host"] = request.RequestUri!.IsDefaultPort ? request.RequestUri.Host : request.RequestUri.Authority;
        Dictionary<string, string> parts = authorization[Scheme.Length..].Split(',', StringSplitOptions.TrimEntries).Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal);
        string[] names = parts["SignedHeaders"].Split(';');
        LocalSqsOptions options = queue.Options;
        if (!names.Contains("host") || !names.Contains("x-amz-date") || parts["Credential"] != $"{options.AccessKey}/{date[..8]}/{options.Region}/sqs/aws4_request")
        {
            return false;
        }

        string expected = SignatureV4.Of("POST", "/", "", names.Select(name => KeyValuePair.Create(name, headers[name])), body, date, options.Region, "sqs", options.SecretKey);
        return expected == parts["Signature"];
    }

    private static HttpResponseMessage Ok(JsonObject body) => Answer(HttpStatusCode.OK, body);

    private static HttpResponseMessage Error(int status, string code) =>
        Answer((HttpStatusCode)status, new JsonObject { ["__type"] = "com.amazonaws.sqs#" + code, ["message"] = "as the test has it" });

    private static HttpResponseMessage Answer(HttpStatusCode status, JsonObject body) => new(status)
    {
        Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body)) { Headers = { ContentType = new("application/x-amz-json-1.0") } },
    };

#pragma warning disable CA5351, CA1308 // What SQS answers; it protects nothing.
    private static string Md5(string body) => Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes(body))).ToLowerInvariant();
#pragma warning restore CA5351, CA1308
}
