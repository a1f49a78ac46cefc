using FsCheck;
using FsCheck.Fluent;
using S3Snowplow.Capacity;

namespace S3Snowplow.Tool.Tests.Simulating;

public sealed class SimulateListingTests : IDisposable
{
    private static readonly DateTimeOffset AsOf = new(2026, 11, 27, 14, 25, 30, TimeSpan.Zero);

    private static readonly CapacityBands Bands = CapacityBands.Parse("""
        pipelines:
          orders: { throughput: 60 MB/h, inputs: [ { bucket: made-up, prefix: raw/orders/ } ] }
          clicks: { throughput: 60 MiB/h, inputs: [ { bucket: made-up, prefix: raw/clicks/ } ] }
        """);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("s3snowplow-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Run_OverloadOfHours_IsWarnedOfBeforeTheLimitAndRecovers()
    {
        // Half of what it takes, and from 08:00 to 12:00 one and a half times as much.
        IEnumerable<ListedObject> objects = Minutes(AsOf.AddDays(-2), 2 * 1440, (minute, time) =>
            Make($"raw/orders/{minute:D6}", time is { Day: 26, Hour: >= 8 and < 12 } ? 1_500_000 : 500_000, time));

        SimulationOutcome outcome = await SimulateAsync(objects);

        SimulatedIncident incident = Assert.Single(outcome.Incidents);
        Assert.Equal("orders", outcome.Pipelines[0].Pipeline.Name);
        Assert.NotNull(incident.Warning);
        Assert.NotNull(incident.Critical);
        Assert.True(incident.Lead > TimeSpan.Zero);
        Assert.Equal(incident.Critical - incident.Warning, incident.WarningToCritical);
        Assert.InRange(incident.LongestBehind, 110 * 60, 121 * 60);
        Assert.NotNull(incident.Recovered);
        Assert.Equal("60 min", incident.Limit);
    }

    [Fact]
    public async Task Run_AnyObjects_SumsOfPipelinesAndOfTheUnmatchedAreAllThatWasListed()
    {
        Gen<ListedObject> one = from prefix in Gen.Elements("raw/orders/", "raw/clicks/", "raw/", "other/", "")
                                from name in Gen.Choose(0, 999)
                                from size in Gen.Choose(0, 100_000)
                                from minute in Gen.Choose(1, 27 * 1440)
                                select Make($"{prefix}{name:D3}", size, AsOf.AddMinutes(-minute));
        foreach (ListedObject[] objects in one.ArrayOf().Sample(30, 20))
        {
            SimulationOutcome outcome = await SimulateAsync(objects);

            Assert.Equal(objects.Sum(listed => listed.Size), outcome.Pipelines.Sum(pipeline => pipeline.Arrivals.Arrived.Total) + outcome.Unmatched.Bytes);
            Assert.Equal(objects.Length, outcome.Pipelines.Sum(pipeline => pipeline.Arrivals.Objects) + outcome.Unmatched.Objects);
            Assert.Equal(objects.Length, outcome.Unmatched.Largest(3).Sum(segment => segment.Objects) + outcome.Pipelines.Sum(pipeline => pipeline.Arrivals.Objects));
        }
    }

    [Fact]
    public async Task Run_SinceNotGiven_BeginsWithTheOldestObjectOfFourWeeks()
    {
        SimulationOutcome outcome = await SimulateAsync([Make("raw/orders/a", 1, AsOf.AddDays(-40)), Make("raw/orders/b", 1, AsOf.AddDays(-5)), Make("raw/orders/c", 1, AsOf.AddMinutes(1))]);

        Assert.Equal(AsOf.AddDays(-5).AddSeconds(-30), outcome.From);
        Assert.Equal(AsOf.AddSeconds(-30), outcome.Until);
        Assert.Equal((1L, 1L, 1L), (outcome.Facts.Objects, outcome.Facts.OlderObjects, outcome.Facts.NewerObjects));
    }

    [Fact]
    public async Task Run_OldVersions_CountEachAndTellBothSums()
    {
        ListedObject[] versions =
        [
            Make("raw/orders/a", 50, AsOf.AddDays(-1)) with { IsLatest = false },
            Make("raw/orders/a", 13, AsOf.AddHours(-3)),
            new("made-up", "raw/orders/b", 0, AsOf.AddHours(-2)) { IsDeleteMarker = true, IsLatest = true },
        ];

        SimulationOutcome outcome = await SimulateAsync(versions, hasVersions: true);

        Assert.Equal((63L, 13L, 1L), (outcome.Facts.Bytes, outcome.Facts.LatestBytes, outcome.Facts.DeleteMarkers));
        Assert.Contains(outcome.Notes, note => note.Contains("with them 2 objects and 63 B, without them 1 and 13 B", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_SignsOfWhatIsNoArrival_AreEachTold()
    {
        DateTimeOffset migration = AsOf.AddDays(-3);
        IEnumerable<ListedObject> objects = Enumerable.Range(0, 1500).Select(i => Make($"raw/orders/{i:D6}", 100, migration) with { IsMultipart = i % 2 == 0 })
            .Append(Make("raw/orders/\uFFFD", 100, AsOf.AddHours(-1)) with { IsKeyLost = true });

        SimulationOutcome outcome = await SimulateAsync(objects);

        string notes = string.Join('\n', outcome.Notes);
        Assert.Contains("real input was at least this", notes, StringComparison.Ordinal);
        Assert.Contains("--leave-out 2026-11-24T14:25Z", notes, StringComparison.Ordinal);
        Assert.Contains("50 % of the bytes came by multipart upload", notes, StringComparison.Ordinal);
        Assert.Contains("Nothing is left of 2 d 22 h", notes, StringComparison.Ordinal);
        Assert.Contains("does not tell the whole name", notes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_MinuteLeftOut_ItsObjectsAreNotInIt()
    {
        DateTimeOffset migration = AsOf.AddDays(-3);
        var settings = new SimulateSettings(Bands) { LeftOut = new HashSet<long> { Tool.Minutes.Of(migration) } };

        SimulationOutcome outcome = await SimulateAsync([Make("raw/orders/a", 100, migration), Make("raw/orders/b", 7, AsOf.AddHours(-1))], settings: settings);

        Assert.Equal((7L, 1L), (outcome.Facts.Bytes, outcome.Facts.LeftOutObjects));
    }

    [Fact]
    public async Task Run_OutputsListed_AreTheWorkDone()
    {
        CapacityBands bands = CapacityBands.Parse("""
            pipelines:
              orders: { throughput: 60 MB/h, inputs: [ { bucket: made-up, prefix: in/ } ], outputs: [ { bucket: made-up, prefix: out/ } ] }
              clicks: { throughput: 60 MB/h, inputs: [ { bucket: made-up, prefix: clicks/ } ], outputs: [ { bucket: elsewhere, prefix: out/ } ] }
            """);

        // It says 60 MB an hour, and works off nothing for three hours.
        IEnumerable<ListedObject> objects = Minutes(AsOf.AddHours(-8), 480, (minute, time) => Make($"in/{minute:D4}", 500_000, time))
            .Concat(Minutes(AsOf.AddHours(-8), 480, (minute, time) => Make($"out/{minute:D4}", minute < 300 ? 500_000 : 1, time)));

        SimulationOutcome outcome = await SimulateAsync(objects, settings: new SimulateSettings(bands));

        Assert.True(outcome.Pipelines.Single(one => one.Pipeline.Name == "orders").Incidents.Count > 0);
        Assert.Contains(outcome.Notes, note => note.StartsWith("What orders has worked off", StringComparison.Ordinal));
        Assert.Contains(outcome.Notes, note => note.StartsWith("Nothing that was read lies in the outputs of clicks", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_ListingFailsInTheMiddle_IsGoneOnWithAndFindsTheSame()
    {
        ListedObject[] objects = [.. Minutes(AsOf.AddDays(-1), 1440, (minute, time) => Make($"{(minute % 3 == 0 ? "raw/orders/" : "x/")}{minute:D6}", 1_200_000, time)).OrderBy(one => one.Key, StringComparer.Ordinal)];
        var cursor = new CursorFile(Path.Combine(_folder.FullName, "cursor"));
        var failing = new ListedObjects(AsOf, objects) { FailsAfter = 5 };
        await Assert.ThrowsAsync<ListingException>(() => SimulateAsync(failing, new SavedSums(cursor, Bands.ContentHash)));

        var saved = new SavedSums(cursor, Bands.ContentHash);
        saved.Load(cursor.Load(failing.Identity));
        SimulationOutcome resumed = await SimulateAsync(new ListedObjects(AsOf.AddHours(1), objects), saved);

        SimulationOutcome whole = await SimulateAsync(objects);
        Assert.Equal(Json(whole), Json(resumed));
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public async Task Load_SumsOfOtherBands_AreRefused()
    {
        var cursor = new CursorFile(Path.Combine(_folder.FullName, "cursor"));
        var failing = new ListedObjects(AsOf, Minutes(AsOf.AddDays(-1), 300, (minute, time) => Make($"{minute:D6}", 1, time))) { FailsAfter = 1 };
        await Assert.ThrowsAsync<ListingException>(() => SimulateAsync(failing, new SavedSums(cursor, Bands.ContentHash)));

        ListingException refused = Assert.Throws<ListingException>(() => new SavedSums(cursor, "other").Load(cursor.Load(failing.Identity)));

        Assert.Contains("sums of other bands", refused.Message, StringComparison.Ordinal);
    }

    private static string Json(SimulationOutcome outcome)
    {
        using var output = new StringWriter();
        new ToolConsole(output, TextWriter.Null, TimeProvider.System) { IsJson = true }.Json(SimulationJson.Of(outcome, null));
        return output.ToString();
    }

    private static IEnumerable<ListedObject> Minutes(DateTimeOffset from, int count, Func<int, DateTimeOffset, ListedObject> make) => Enumerable.Range(0, count).Select(minute => make(minute, from.AddMinutes(minute)));

    private static ListedObject Make(string key, long size, DateTimeOffset time) => new("made-up", key, size, time) { IsLatest = true };

    private static Task<SimulationOutcome> SimulateAsync(IEnumerable<ListedObject> objects, bool hasVersions = false, SimulateSettings? settings = null) =>
        SimulateListing.RunAsync(settings ?? new SimulateSettings(Bands), new ListedObjects(AsOf, objects) { HasVersions = hasVersions }, null, null, null, new ToolConsole(TextWriter.Null, TextWriter.Null, TimeProvider.System), default);

    private static Task<SimulationOutcome> SimulateAsync(IObjectListing listing, SavedSums saved) =>
        SimulateListing.RunAsync(new SimulateSettings(Bands), listing, null, null, saved, new ToolConsole(TextWriter.Null, TextWriter.Null, TimeProvider.System), default);
}
