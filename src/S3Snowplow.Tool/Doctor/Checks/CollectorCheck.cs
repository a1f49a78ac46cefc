using System.Globalization;
using System.Net;

namespace S3Snowplow.Tool;

/// <summary>Asks the collector how it is, and whether it takes events at the path of the relay, without sending one.</summary>
/// <remarks>
/// Source: stream-collector, Routes.scala: <c>GET /health</c> gives 200 and <c>ok</c>; Snowplow Micro before 2.3.0 gives 503 for ever, and a load balancer may not let it through. So the question that a browser
/// asks before a POST is asked too (<c>OPTIONS</c>), which a collector answers for every path of two parts and records nowhere. An empty POST would become a bad row.
/// </remarks>
internal sealed class CollectorCheck(DoctorContext context, bool isSet) : IDoctorCheck
{
    private const string Path = "com.snowplowanalytics.snowplow/tp2";

    public string Name => "collector";

    public async Task<Finding> LookAsync(CancellationToken cancellationToken)
    {
        if (!isSet)
        {
            return Finding.Skipped("COLLECTOR_URI is not set: serve would use one in its process, for trials");
        }

        Uri collector = context.Options<RelayOptions>().CollectorUri!;
        string shown = collector.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
        try
        {
            using var question = new HttpRequestMessage(HttpMethod.Options, new Uri(collector, Path));
            question.Headers.TryAddWithoutValidation("Origin", shown);
            question.Headers.TryAddWithoutValidation("Access-Control-Request-Method", "POST");
            using HttpResponseMessage path = await context.Http.SendAsync(question, cancellationToken);
            using HttpResponseMessage health = await context.Http.GetAsync(new Uri(collector, "health"), cancellationToken);
            string answers = string.Create(CultureInfo.InvariantCulture, $"/health {(int)health.StatusCode}, /{Path} {(int)path.StatusCode}");
            bool isCollector = path.StatusCode == HttpStatusCode.OK && path.Headers.Contains("Access-Control-Allow-Origin");
            return isCollector ? Finding.Ok($"{shown}: takes events ({answers})")
                : (int)path.StatusCode >= 500 ? Finding.Wrong($"{shown} answers, and not well ({answers})", "Look at the collector, or at what stands before it. What is posted meanwhile is kept in the spool.")
                : Finding.Wrong($"{shown} answers, and not as a collector does ({answers})", "CollectorUri needs the collector's own address: scheme, host and port. A proxy before it has to let /com.snowplowanalytics.snowplow/tp2 through.");
        }
        catch (HttpRequestException exception)
        {
            return Finding.Wrong($"{shown} is not reached: {exception.Message.TrimEnd('.')}", "Check the address and whether the collector runs. What is posted meanwhile is kept in the spool.");
        }
    }
}
