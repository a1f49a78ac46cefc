using S3Snowplow.Dashboard.Tests.Rig;

namespace S3Snowplow.Dashboard.Tests.Browser;

/// <summary>Six pipelines of different kinds over 33 hours, and the page that shows them. For tests that only look.</summary>
public sealed class Landscape : IAsyncLifetime
{
    public const string Bands =
        """
        bands: { small: 150 GB/h, medium: 300 GB/h, large: 1 TB/h, huge: 1.5 TB/h }
        pipelines:
          ops1: { band: small, owner: data-platform, runbook: "https://wiki.example/ops1", inputs: [ { bucket: ops1-raw } ] }
          media-in: { band: large, owner: video, inputs: [ { bucket: media } ] }
          partner-drop: { band: small, owner: integration, inputs: [ { bucket: partner } ] }
          billing-nightly: { band: medium, owner: finance, max_behind: 6h, inputs: [ { bucket: billing } ] }
          clickstream: { band: huge, owner: web, inputs: [ { bucket: clicks } ] }
          ops2: { band: small, owner: data-platform, inputs: [ { bucket: ops2-raw } ] }
        """;

    private const int Length = 33 * 60;
    private const double GB = 1e9;

    private PageRig? _page;

    internal Played Played { get; } = new(Bands);

    internal Uri Address => _page!.Address;

    public async Task InitializeAsync()
    {
        if (Chromium.Path is null)
        {
            return;
        }

        await Played.PassAsync(Length, Arriving);
        _page = await PageRig.StartAsync(Played.Inputs);
    }

    public async Task DisposeAsync()
    {
        if (_page is not null)
        {
            await _page.DisposeAsync();
        }

        Played.Dispose();
    }

    private static IEnumerable<(string Pipeline, long Bytes)> Arriving(DateTimeOffset minute)
    {
        double left = Length - (minute - Played.Start).TotalMinutes;
        double day = Math.Sin((minute.TimeOfDay.TotalDays - 0.3) * 2 * Math.PI);
        double noise = 1 + (0.12 * Math.Sin(minute.ToUnixTimeSeconds() / 60 * 12.9898));
        yield return ("ops1", Bytes(left <= 170 ? 240 : left is > 1260 and <= 1350 ? 260 : 90 + (38 * day), noise));
        yield return ("media-in", Bytes(left <= 75 ? 1450 : 640 + (260 * day), noise));
        yield return ("ops2", Bytes(60 + (25 * day), noise));
        if (minute.Hour is 2 or 3)
        {
            yield return ("billing-nightly", Bytes(380, noise));
        }

        if (minute.Minute == 5)
        {
            yield return ("clickstream", Bytes((1000 + (250 * day)) * 60, 1));
            if (left > 260)
            {
                yield return ("partner-drop", Bytes((90 + (10 * day)) * 60, 1));
            }
        }
    }

    // Of a rate in GB/h, those of a minute.
    private static long Bytes(double rate, double noise) => (long)(rate * noise * GB / 60);
}
