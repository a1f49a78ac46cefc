using System.Globalization;

namespace S3Snowplow.Tool;

/// <summary>Compares this machine's clock with the one of the collector, or of the registry where no collector is set, by the header <c>Date</c> of an answer.</summary>
/// <remarks>A clock that is wrong by minutes gives minutes to the judge that are not over, or long gone; signatures of AWS are refused from 5 minutes on.</remarks>
internal sealed class ClockCheck(DoctorContext context, bool hasCollector) : IDoctorCheck
{
    private static readonly TimeSpan Allowed = TimeSpan.FromSeconds(60);

    public string Name => "clock";

    public async Task<Finding> LookAsync(CancellationToken cancellationToken)
    {
        if ((hasCollector ? context.Options<RelayOptions>().CollectorUri : context.Registries is [var first, ..] ? first : null) is not { } other)
        {
            return Finding.Skipped("nobody to compare with");
        }

        string shown = other.Host;
        try
        {
            DateTimeOffset asked = context.Time.GetUtcNow();
            using HttpResponseMessage answer = await context.Http.GetAsync(new Uri(other, "/health"), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            DateTimeOffset got = context.Time.GetUtcNow();
            if (answer.Headers.Date is not { } date)
            {
                return Finding.Skipped($"{shown} does not say its time");
            }

            // Its clock was read between the two, and has whole seconds.
            TimeSpan off = date < asked ? date - asked : date > got ? date - got : TimeSpan.Zero;
            string by = string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(off.TotalSeconds):0} s {(off > TimeSpan.Zero ? "behind" : "ahead of")} {shown}");
            return off.Duration() > Allowed
                ? Finding.Wrong($"this machine's clock is {by}", "Let NTP set this machine's clock; if it is right, the other's is wrong.")
                : Finding.Ok(off.Duration() < TimeSpan.FromSeconds(2) ? $"as that of {shown}" : by);
        }
        catch (HttpRequestException)
        {
            return Finding.Skipped($"{shown} is not reached");
        }
    }
}
