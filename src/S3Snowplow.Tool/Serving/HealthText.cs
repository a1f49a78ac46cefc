using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace S3Snowplow.Tool;

/// <summary>What <c>/health</c> answers: the status in the first line, as without this, and below it what each check that is not healthy says. The status code is 503 where it is unhealthy, else 200.</summary>
internal static class HealthText
{
    public static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        IEnumerable<string> reasons = report.Entries
            .Where(check => check.Value.Status != HealthStatus.Healthy)
            .Select(check => $"{check.Key}: {check.Value.Status}: {check.Value.Description}");
        return context.Response.WriteAsync(string.Join('\n', [report.Status.ToString(), .. reasons]));
    }
}
