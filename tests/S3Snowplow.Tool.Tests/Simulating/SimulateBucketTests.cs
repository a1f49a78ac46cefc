using System.Globalization;
using Amazon.Runtime;
using S3Snowplow.Capacity;
using S3Snowplow.Tool.Tests.Backfill;

namespace S3Snowplow.Tool.Tests.Simulating;

/// <summary>From a store on loopback to the incident, and from the store to bands that are good enough.</summary>
public sealed class SimulateBucketTests
{
    private static readonly DateTimeOffset Begin = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Simulate_ListedBucket_FindsTheOverloadInIt()
    {
        await using ListedBucket store = Fill().Start();
        await using BucketListing listing = Listing(store);
        CapacityBands bands = CapacityBands.Parse("pipelines:\n  orders: { throughput: 60 MB/h, inputs: [ { bucket: acme-raw, prefix: raw/orders/ } ] }\n");

        SimulationOutcome outcome = await SimulateListing.RunAsync(new SimulateSettings(bands), listing, Begin, null, null, Console(), default);

        SimulatedIncident incident = Assert.Single(outcome.Incidents);
        Assert.Equal(new DateTime(2026, 11, 20), incident.Start.UtcDateTime.Date);
        Assert.NotNull(incident.Critical);
        Assert.Equal(store.Keys.Count(), outcome.Facts.Objects);
        Assert.Equal(store.Keys.Count(key => key.StartsWith("other/", StringComparison.Ordinal)), outcome.Unmatched.Objects);
    }

    [Fact]
    public async Task Suggest_ListedBucket_BandHoldsWhatCame()
    {
        await using ListedBucket store = Fill().Start();
        await using BucketListing listing = Listing(store);

        Suggestion suggestion = await SuggestRun.SuggestAsync(new SuggestSettings(1.3m, null), listing, Begin, null, Console(), default);

        ProposedInput orders = suggestion.Inputs.Single(input => input.Prefix == "raw/orders/");
        CapacityNeed need = orders.Needs.Single(one => one.LimitMinutes == 60);
        Assert.Equal(new DateTime(2026, 11, 20), Tool.Minutes.Time(need.DecidedAt).UtcDateTime.Date);
        Assert.True(need.Least < need.BytesPerHour);
        CapacityBands bands = CapacityBands.Parse($"pipelines:\n  orders: {{ throughput: {suggestion.Band(need)}, inputs: [ {{ bucket: acme-raw, prefix: raw/orders/ }} ] }}\n");
        await using BucketListing again = Listing(store);
        SimulationOutcome outcome = await SimulateListing.RunAsync(new SimulateSettings(bands), again, Begin, null, null, Console(), default);
        Assert.Empty(outcome.Incidents);
    }

    [Fact]
    public async Task SimulateAndSuggest_NoCredentials_FailWithALineThatSaysWhatToSet()
    {
        CapacityBands bands = CapacityBands.Parse("pipelines:\n  orders: { throughput: 60 MB/h, inputs: [ { bucket: acme-raw } ] }\n");
        using var errors = new StringWriter();
        await using BucketListing listing = Listing(new Uri("http://127.0.0.1:1/"), new NoCredentials());

        int code = await SuggestRun.RunAsync(new SuggestSettings(1.3m, null), listing, null, null, null, new ToolConsole(TextWriter.Null, errors, TimeProvider.System), default);
        ListingException simulated = await Assert.ThrowsAsync<ListingException>(() => SimulateListing.RunAsync(new SimulateSettings(bands), listing, null, null, null, Console(), default));

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("there are no credentials to sign with. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE", errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("there are no credentials to sign with.", simulated.Message, StringComparison.Ordinal);
        Assert.False(simulated.HasRead);
    }

    // A file each ten minutes for 26 days; on 20 November three times as much for six hours.
    private static ListedBucket Fill()
    {
        var store = new ListedBucket(pageSize: 500);
        for (int i = 0; i < 26; i++)
        {
            store.Put(string.Create(CultureInfo.InvariantCulture, $"other/{i:D2}.txt"), Time(i * 1440), size: 5);
        }

        for (int minute = 0; minute < 26 * 1440; minute += 10)
        {
            bool isMuch = minute is >= 19 * 1440 + 480 and < 19 * 1440 + 840;
            store.Put(string.Create(CultureInfo.InvariantCulture, $"raw/orders/{minute:D6}.json"), Time(minute), size: isMuch ? 15_000_000 : 5_000_000);
        }

        return store;
    }

    private static string Time(int minute) => Begin.AddMinutes(minute).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static BucketListing Listing(ListedBucket store) => Listing(store.Endpoint, new BasicAWSCredentials("AKIDEXAMPLE", "none"));

    private static BucketListing Listing(Uri endpoint, AWSCredentials credentials)
    {
        var time = new Testing.ManualTimeProvider(Begin.AddDays(26));
        StoreAddress address = StoreAddress.Find(endpoint, "us-east-1", true, out _)!;
        return new BucketListing(new StoreClient(address, time, credentials: credentials), "acme-raw", "", hasVersions: false, time);
    }

    private static ToolConsole Console() => new(TextWriter.Null, TextWriter.Null, TimeProvider.System);

    private sealed class NoCredentials : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials() => throw new AmazonClientException("Nobody has any.");
    }
}
