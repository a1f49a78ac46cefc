using System.Buffers;
using System.Globalization;
using System.Text;
using S3Snowplow.Core.Tests.Cases;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;
using S3Snowplow.Reading;
using S3Snowplow.Reading.Stores;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Relay;

/// <summary>A notification that is encoded straight from its bytes gives the bytes that it gives when it is read whole.</summary>
public sealed class PlainNotificationTests
{
    public static TheoryData<string> Schemas => [RelayOptions.DefaultEventSchema, IgluCentralMapper.DefaultSchema.Text];

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task Samples_StraightAndWhole_GiveTheSameBodies(string schema)
    {
        int plain = 0;
        foreach (NotificationSample sample in NotificationSamples.All)
        {
            plain += await SameAsync(schema, sample.Body, sample.Name) ? 1 : 0;
        }

        Assert.InRange(plain, 5, NotificationSamples.All.Count);
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task Cases_StraightAndWhole_GiveTheSameBodies(string schema)
    {
        int plain = 0;
        foreach (NotificationCase one in NotificationCase.Every)
        {
            plain += await SameAsync(schema, one.Body, one.Name) ? 1 : 0;
        }

        Assert.InRange(plain, 5, NotificationCase.Every.Count);
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task AnyValues_StraightAndWhole_GiveTheSameBodies(string schema)
    {
        var random = new Random(15);
        int plain = 0;
        for (int i = 0; i < 3000; i++)
        {
            byte[] body = Encoding.UTF8.GetBytes(Given(random));
            plain += await SameAsync(schema, body, Encoding.UTF8.GetString(body)) ? 1 : 0;
        }

        // Enough of them for the test to say something.
        Assert.InRange(plain, 500, 2500);
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task AnyValues_WithRulesForKeys_GiveTheSameBodiesStraightAndWhole(string schema)
    {
        KeyEncodingRule[] rules =
        [
            new() { Source = "aws:s3", Buckets = ["other", "b"], Encoding = KeyEncoding.AsSent },
            new() { Source = "minio:s3", Buckets = ["other"], Encoding = KeyEncoding.AsSent },
            new() { Source = "ceph:s3", Encoding = KeyEncoding.FormEncoded },
        ];
        var random = new Random(16);
        int plain = 0;
        for (int i = 0; i < 1000; i++)
        {
            byte[] body = Encoding.UTF8.GetBytes(Given(random));
            plain += await SameAsync(schema, body, Encoding.UTF8.GetString(body), rules) ? 1 : 0;
        }

        Assert.InRange(plain, 150, 900);
    }

    [Fact]
    public async Task Record_WithARuleForItsKeys_IsEncodedStraightAsTheRuleSays()
    {
        byte[] body = """{"Records":[{"eventSource":"aws:s3","eventTime":"2026-11-28T08:01:02.345Z","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"a+b%41","size":1}}}]}"""u8.ToArray();
        KeyEncodingRule[] rules = [new() { Source = "aws:s3", Encoding = KeyEncoding.AsSent }];

        Assert.True(await SameAsync(RelayOptions.DefaultEventSchema, body, "one record", rules));
        (string sent, _) = await RelayAsync(RelayOptions.DefaultEventSchema, body, mapper: null, watching: null, rules);
        Assert.Contains("a+b%41", sent, StringComparison.Ordinal);
    }

    private static string Given(Random random) =>
        "{\"Records\":[" + string.Join(',', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Record(random))) + "]}";

    // Each value is usual most of the time.
    private static string Record(Random random)
    {
        string Pick(params ReadOnlySpan<string> values) => random.Next(4) > 0 ? values[0] : values[random.Next(values.Length)];
        string source = Pick("\"aws:s3\"", "\"minio:s3\"", "\"ceph:s3\"", "\"rustfs:s3\"", "\"sgws:s3\"", "\"acme:s3\"", "null");
        string name = Pick("\"ObjectCreated:Put\"", "\"s3:ObjectCreated:Put\"", "\"ObjectRemoved:Delete\"", "\"ObjectCreated:PutTagging\"", "\"s3:ObjectAccessed:Get\"", "\"ObjectTagging:Put\"", "\"\"");
        string time = Pick("\"2026-11-28T08:01:02.345Z\"", "\"2026-11-28T08:01:02Z\"", "\"2026-12-31T23:59:60.000Z\"", "\"2026-11-28T08:01:02.345678Z\"", "\"2026-11-28T08:01:02.345+02:00\"", "\"2026-11-28 08:01:02.345Z\"", "\"1969-01-01T00:00:00.000Z\"", "\"yesterday\"");
        string key = Pick("\"in/2026/a.csv\"", "\"in/a+b.csv\"", "\"in/%E6%B0%B4.csv\"", "\"in/%22q%22.csv\"", "\"in/%0A\"", "\"in/%5C\"", "\"in/%FF\"", "\"in/%\"", "\"a b+c\"", "\"%7F\"", $"\"{new string('k', random.Next(1, 5000))}\"");
        string size = Pick("1024", "0", "\"7\"", "1e3", "12.0", "null", "-1", "9223372036854775807", "\"\"");
        string sequencer = Pick("\"0055AED6DCD90281E5\"", "\"00ab\"", "\"\"", "null", "17", $"\"{new string('A', random.Next(1, 300))}\"");
        string version = Pick("null", "\"\"", "\"096fKKXTRTtl3on89fVO.nfljtsv6qko\"", "5", $"\"{new string('v', random.Next(1, 1100))}\"");
        string tag = Pick("\"d41d8cd98f00b204e9800998ecf8427e\"", "\"\"", "null", "5", $"\"{new string('e', random.Next(1, 300))}\"");
        string region = Pick("\"eu-central-1\"", "\"\"", "null", $"\"{new string('r', random.Next(1, 80))}\"");
        string request = Pick("\"C3D13FE58DE4C810\"", "null", "\"\"", "3");
        return string.Create(CultureInfo.InvariantCulture, $$$$"""
            {"eventVersion":{{{{Pick("\"2.1\"", "2.1", "null")}}}},"eventSource":{{{{source}}}},"awsRegion":{{{{region}}}},"eventTime":{{{{time}}}},"eventName":{{{{name}}}},"responseElements":{"x-amz-request-id":{{{{request}}}}},"s3":{"configurationId":{{{{Pick("\"c\"", "null", "\"\"")}}}},"bucket":{"name":{{{{Pick("\"b\"", "\"\"", "null")}}}}},"object":{"key":{{{{key}}}},"size":{{{{size}}}},"eTag":{{{{tag}}}},"versionId":{{{{version}}}},"sequencer":{{{{sequencer}}}}}}}
            """);
    }

    /// <summary>
    /// Relays the body once as it comes and once with a mapper of somebody else's, for whom it is read whole; without anybody who looks at its events, and with. Tells whether it was encoded
    /// straight.
    /// </summary>
    private static async Task<bool> SameAsync(string schema, ReadOnlyMemory<byte> body, string what, params KeyEncodingRule[] rules)
    {
        foreach (bool isWatched in (bool[])[false, true])
        {
            (Watching? seen, Watching? expectedSeen) = isWatched ? (new Watching(), new Watching()) : (null, null);
            (string straight, RelayResult result) = await RelayAsync(schema, body, mapper: null, seen, rules);
            (string whole, RelayResult expected) = await RelayAsync(schema, body, new SomebodysMapper(ObjectEventMappers.For(IgluUri.Parse(schema))), expectedSeen, rules);

            Assert.True(straight == whole, $"{what}\nwhole:    {whole}\nstraight: {straight}");
            Assert.Equal(expected.Events, result.Events);
            Assert.Equal((expected.ProblemCount, expected.TestEvents, expected.Outcome), (result.ProblemCount, result.TestEvents, result.Outcome));
            Assert.Equal(expectedSeen?.ByProvider.Distinct(), seen?.ByProvider.Distinct());
            Assert.Equal(expectedSeen?.OnReading, seen?.OnReading);
            Assert.Equal(expectedSeen?.Settled, seen?.Settled);
            Assert.Equal(isWatched ? result.Events.Select(one => $"{one.EventId} {one.Outcome.Outcome}") : null, seen?.SettledIds);
        }

        return IsPlain(body.Span, rules);
    }

    private static bool IsPlain(ReadOnlySpan<byte> body, KeyEncodingRule[] rules)
    {
        var encodings = KeyEncodings.Of(rules);
        var scanner = new PlainRecordScanner();
        bool plain = scanner.TryRead(body);
        Span<byte> key = new byte[PlainRecord.MaxRawKey];
        for (int i = 0; i < scanner.Count && plain; i++)
        {
            plain = PlainRecord.TryTake(body, scanner[i], encodings, key, out _);
        }

        return plain;
    }

    private static async Task<(string Body, RelayResult Result)> RelayAsync(string schema, ReadOnlyMemory<byte> body, IObjectEventMapper? mapper, Watching? watching, KeyEncodingRule[] rules)
    {
        var transport = new RecordingEventTransport();
        await using var relay = new ObjectEventRelay(
            new RelayOptions { EventSchema = schema, KeyEncodings = rules, SendEntities = true },
            mapper: mapper,
            entityProviders: watching is null ? [] : [watching],
            observers: watching is null ? [] : [watching],
            settledObservers: watching is null ? [] : [watching],
            transport: transport,
            timeProvider: new ManualTimeProvider());
        RelayResult result = await relay.RelayAsync(new Notification(body), Timeout.InfiniteTimeSpan).Within();
        return (string.Join('\n', transport.Batches.Select(batch => Encoding.UTF8.GetString(batch.Body.Span))), result);
    }

    /// <summary>Looks at events in each way there is, and adds an entity to some of them.</summary>
    private sealed class Watching : IObjectEventObserver, ISettledObserver, IEntityProvider
    {
        public List<string> OnReading { get; } = [];

        public List<string> ByProvider { get; } = [];

        public List<string> Settled { get; } = [];

        public List<string> SettledIds { get; } = [];

        public void OnObjectEvent(in ObjectEventView objectEvent) => OnReading.Add(Text(objectEvent));

        public void AddEntities(in ObjectEventView objectEvent, ICollection<SelfDescribingJson> entities)
        {
            ByProvider.Add(Text(objectEvent));
            if (objectEvent.Name is "ObjectRemoved:Delete" && objectEvent.Dialect == NotificationDialect.Minio)
            {
                throw new InvalidOperationException("not this one");
            }

            for (int i = 0; i < objectEvent.Key.Length % 3; i++)
            {
                entities.Add(new SelfDescribingJson(IgluUri.Parse("iglu:com.acme/place/jsonschema/1-0-0"), Encoding.UTF8.GetBytes($$"""{"bucket":"\\{{objectEvent.Bucket}}","i":{{i}}}""")));
            }
        }

        public ValueTask OnSettledAsync(SettledNotification settled)
        {
            int count = 0;
            foreach (SettledEvent one in settled)
            {
                Settled.Add($"{one.Outcome} {Text(one.Event)}");
                SettledIds.Add($"{one.Event.GetEventId()} {one.Outcome?.Outcome}");
                count++;
            }

            Assert.Equal(count, settled.Count);
            return ValueTask.CompletedTask;
        }

        private static string Text(in ObjectEventView one)
        {
            ObjectEvent whole = one.ToObjectEvent();
            Assert.Equal((whole.Dialect, whole.Source, whole.Name, whole.Time, whole.Size), (one.Dialect, one.Source, one.Name, one.Time, one.Size));
            Assert.Equal((whole.Bucket, whole.Key, whole.IsDataArrival, whole.ArrivedBytes), (one.Bucket.ToString(), one.Key.ToString(), one.IsDataArrival, one.ArrivedBytes));
            Assert.Equal(EventIdentity.Of(whole), one.GetEventId());
            Assert.Equal(whole.ToString(), one.ToString());
            return $"{whole.ToString()} {whole.RawKey} {whole.ETag} {whole.VersionId} {whole.Sequencer} {whole.TimeText}";
        }
    }

    private sealed class SomebodysMapper(IObjectEventMapper inner) : IObjectEventMapper
    {
        public IgluUri Schema => inner.Schema;

        public void WriteData(in ObjectEvent objectEvent, IBufferWriter<byte> data) => inner.WriteData(objectEvent, data);
    }
}
