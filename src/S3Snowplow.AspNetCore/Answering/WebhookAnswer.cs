using System.Text;
using Microsoft.AspNetCore.Http;
using S3Snowplow.Delivery;
using S3Snowplow.Reading;

namespace S3Snowplow.AspNetCore.Answering;

/// <summary>What a webhook answers.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Text">Why, for people; nothing of the body.</param>
internal readonly record struct WebhookAnswer(int Status, string Text = "")
{
    // One notification may have a hundred problems; the log has them.
    private const int MaxProblemsSaid = 3;

    public static readonly WebhookAnswer Ok = new(StatusCodes.Status200OK);

    /// <summary>When to come again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether a body is still on its way that nobody reads.</summary>
    public bool LeavesBody { get; init; }

    /// <summary>What the text is; text for people by default.</summary>
    public string ContentType { get; init; } = "text/plain; charset=utf-8";

    /// <summary>How the sender may prove itself.</summary>
    public string? Challenge { get; init; }

    /// <summary>Not now.</summary>
    public static WebhookAnswer Later(TimeSpan retryAfter, string text) => new(StatusCodes.Status503ServiceUnavailable, text) { RetryAfter = retryAfter };

    /// <summary>What became of a notification, as an answer; the table is in <c>docs/delivery.md</c>, "Who keeps what".</summary>
    public static WebhookAnswer Of(RelayResult result, TimeSpan retryAfter)
    {
        if (result.ShouldAcknowledge)
        {
            return Ok;
        }

        if (result.Outcome != DeliveryOutcome.Rejected)
        {
            return Later(retryAfter, "The collector did not take it in time; send it again.");
        }

        if (result.ProblemCount == 0)
        {
            EventOutcome first = result.Outcomes.First(one => one.Outcome == DeliveryOutcome.Rejected);
            return new WebhookAnswer(StatusCodes.Status422UnprocessableEntity, $"It was read, and not taken: {first.Text}");
        }

        int status = result.Problems.Any(problem => problem.Kind == NotificationProblemKind.TooLarge) ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status400BadRequest;
        return new WebhookAnswer(status, "It could not be read. " + string.Join(" ", result.Problems.Take(MaxProblemsSaid).Select(problem => $"{problem}.")));
    }

    public Task WriteAsync(HttpResponse response)
    {
        response.StatusCode = Status;
        if (RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString();
        }

        if (Challenge is not null)
        {
            response.Headers.WWWAuthenticate = Challenge;
        }

        if (LeavesBody || Status is StatusCodes.Status408RequestTimeout or StatusCodes.Status413PayloadTooLarge)
        {
            // The rest of the body is on its way; it is not waited for.
            response.Headers.Connection = "close";
        }

        if (Text.Length == 0)
        {
            response.ContentLength = 0;
            return Task.CompletedTask;
        }

        byte[] text = Encoding.UTF8.GetBytes(Text + "\n");
        response.ContentType = ContentType;
        response.ContentLength = text.Length;
        return response.Body.WriteAsync(text, 0, text.Length);
    }
}
