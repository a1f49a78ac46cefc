using System.Buffers;
using System.Text;
using System.Text.Json;
using S3Snowplow.Delivery;

namespace S3Snowplow.Lambda;

/// <summary>
/// What an HTTP request is answered with: the statuses of a webhook, so that a store sends again what was not delivered and stops sending what never will be.
/// </summary>
/// <remarks>
/// One form for all: function URLs and both payload versions of API Gateway read <c>statusCode</c>, <c>headers</c>, <c>body</c> and <c>isBase64Encoded</c>, and so do load balancers and VPC
/// Lattice. Source: AWS Lambda Developer Guide, "Invoking Lambda function URLs"; Elastic Load Balancing, "Lambda functions as targets".
/// </remarks>
internal static class HttpTriggerResponse
{
    private const string RetryAfterSeconds = "30";

    /// <summary>The response of a request's notification.</summary>
    public static ReadOnlyMemory<byte> Of(RelayResult result)
    {
        int status = StatusOf(result);
        var json = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(json);
        writer.WriteStartObject();
        writer.WriteNumber("statusCode"u8, status);
        writer.WriteStartObject("headers"u8);
        writer.WriteString("content-type"u8, status == 200 ? "application/json" : "text/plain; charset=utf-8");
        if (status == 503)
        {
            writer.WriteString("retry-after"u8, RetryAfterSeconds);
        }

        writer.WriteEndObject();
        writer.WriteBoolean("isBase64Encoded"u8, false);
        writer.WriteString("body"u8, status == 200 ? Encoding.UTF8.GetString(LambdaResponse.OfNotification(result).Span) : LambdaResponse.Describe(result));
        writer.WriteEndObject();
        writer.Flush();
        return json.WrittenMemory;
    }

    // As the webhook of the ASP.NET Core package: docs/delivery.md, "Who keeps what".
    private static int StatusOf(RelayResult result)
    {
        if (result.ShouldAcknowledge)
        {
            return 200;
        }

        if (result.Outcome != DeliveryOutcome.Rejected)
        {
            return 503;
        }

        return result.ProblemCount == 0 ? 422 : result.Problems.Any(problem => problem.Kind == NotificationProblemKind.TooLarge) ? 413 : 400;
    }
}
