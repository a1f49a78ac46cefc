using System.Buffers;
using System.Text;
using S3Snowplow.Core.Tests.Events;
using S3Snowplow.Core.Tests.Relay;
using S3Snowplow.Mapping;

namespace S3Snowplow.Core.Tests.Privacy;

/// <summary>What of a key leaves the relay, in each mode and layout, and what goes by the true key all the same.</summary>
public sealed class KeyPrivacyTests
{
    private const string Body = """{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-central-1","eventTime":"2026-01-01T00:00:00.000Z","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"users/jane+doe/report.pdf","size":1,"sequencer":"A1"}}}]}""";

    // hmac.new(b"0123456789abcdef", b"users/jane doe", "sha256").hexdigest()[:16], and so on for each level.
    private const string Hashed = "95aa18a446f5633a/851b4ba129f5a629/332ec98bb4b64eb5";

    [Theory]
    [InlineData(KeyPrivacy.Send, "\"key\":\"users/jane doe/report.pdf\",\"raw_key\":\"users/jane+doe/report.pdf\"")]
    [InlineData(KeyPrivacy.Hash, "\"key\":\"" + Hashed + "\"")]
    [InlineData(KeyPrivacy.FirstParts, "\"key\":\"users/\"")]
    [InlineData(KeyPrivacy.Omit, "\"key\":\"\"")]
    public async Task Data_OurLayout_HasTheseBytesAndIsValid(KeyPrivacy privacy, string key)
    {
        string data = await DataAsync(privacy, RelayOptions.DefaultEventSchema);

        Assert.Equal($$"""{"event_name":"ObjectCreated:Put","event_time":"2026-01-01T00:00:00.000Z","source":"aws:s3","bucket":"b",{{key}},"size":1,"sequencer":"A1","region":"eu-central-1"}""", data);
        Assert.Empty((await SchemaOf.ObjectEvent()).Validate(data));
    }

    [Theory]
    [InlineData(KeyPrivacy.Send, "users/jane doe/report.pdf")]
    [InlineData(KeyPrivacy.Hash, Hashed)]
    [InlineData(KeyPrivacy.FirstParts, "users/")]
    [InlineData(KeyPrivacy.Omit, "")]
    public async Task Data_CentralLayout_HasTheseBytesAndIsValid(KeyPrivacy privacy, string key)
    {
        string data = await DataAsync(privacy, IgluCentralMapper.DefaultSchema.Text);

        Assert.Equal($$$$"""{"eventSource":"aws:s3","eventVersion":"2.1","awsRegion":"eu-central-1","eventTime":"2026-01-01T00:00:00.000Z","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"{{{{key}}}}","size":1}}}""", data);
        Assert.Empty((await SchemaOf.IgluCentral()).Validate(data));
    }

    [Theory]
    [InlineData(KeyPrivacy.Hash)]
    [InlineData(KeyPrivacy.FirstParts)]
    [InlineData(KeyPrivacy.Omit)]
    public async Task Relay_ThatKeepsKeys_GoesByTheTrueKeyInside(KeyPrivacy privacy)
    {
        var observer = new Keys();
        await using var open = new RelayRig();
        await using var rig = new RelayRig(Configure(privacy, options => options.Filter.KeySuffix = "report.pdf"), observers: [observer]);

        RelayResult sent = await open.RelayAsync(Encoding.UTF8.GetBytes(Body));
        RelayResult result = await rig.RelayAsync(Encoding.UTF8.GetBytes(Body));

        EventResult only = Assert.Single(result.Events);
        Assert.Equal(sent.Events[0].EventId, only.EventId);
        Assert.Equal("users/jane doe/report.pdf", only.ObjectEvent.Key);
        Assert.Equal(["users/jane doe/report.pdf"], observer.Seen);
        Assert.DoesNotContain("jane", Encoding.UTF8.GetString(Assert.Single(rig.Emitter.Events).Event.Parameters.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "users/|users/|True")]
    [InlineData(true, "users/jane doe/report.pdf|users/jane+doe/report.pdf|True")]
    public async Task EntityProvider_GetsTheTrueKey_OnlyWhereItNeedsIt(bool needs, string seen)
    {
        var provider = new KeyEntity(needs);
        await using var rig = new RelayRig(Configure(KeyPrivacy.FirstParts), providers: [provider]);

        await rig.RelayAsync(Encoding.UTF8.GetBytes(Body));

        Assert.Equal([seen], provider.Seen);
    }

    [Fact]
    public async Task Mapper_OfSomebodyElse_GetsTheReplacedKeys()
    {
        var mapper = new KeyMapper();
        await using var rig = new RelayRig(Configure(KeyPrivacy.FirstParts), mapper);

        await rig.RelayAsync(Encoding.UTF8.GetBytes(Body));

        Assert.Equal(["users/|users/|True"], mapper.Seen);
    }

    [Fact]
    public async Task Mapper_ThatReplacesAlready_IsNotPutBehindAnother()
    {
        Action<RelayOptions> configure = Configure(KeyPrivacy.Hash);
        var options = new RelayOptions { EventSchema = IgluCentralMapper.DefaultSchema.Text };
        configure(options);
        var provider = new KeyEntity(needs: false);
        await using var rig = new RelayRig(configure, ObjectEventMappers.ForOptions(options), [provider]);

        await rig.RelayAsync(Encoding.UTF8.GetBytes(Body));

        Assert.Contains(Hashed, Encoding.UTF8.GetString(rig.Emitter.Events[0].Event.Parameters.Span), StringComparison.Ordinal);
        Assert.Empty(provider.Seen); // The layout is still known as Iglu Central's, which has entities off.
        Assert.Contains("Iglu Central", Assert.Single(rig.Logged(1000)).Message, StringComparison.Ordinal);
    }

    private static async Task<string> DataAsync(KeyPrivacy privacy, string schema)
    {
        await using var rig = new RelayRig(Configure(privacy, options => options.EventSchema = schema));
        await rig.RelayAsync(Encoding.UTF8.GetBytes(Body));
        string unstruct = Tp2Parameters.Of(Assert.Single(rig.Emitter.Events).Event)["ue_pr"];
        string start = $"\"data\":{{\"schema\":\"{schema}\",\"data\":";
        return unstruct[(unstruct.IndexOf(start, StringComparison.Ordinal) + start.Length)..^2];
    }

    private static Action<RelayOptions> Configure(KeyPrivacy privacy, Action<RelayOptions>? further = null) => options =>
    {
        (options.KeyPrivacy, options.KeyHashSecret) = (privacy, "0123456789abcdef");
        further?.Invoke(options);
    };

    private static string Text(in ObjectEvent objectEvent) => $"{objectEvent.Key}|{objectEvent.RawKey}|{objectEvent.KeyDecoded}";

    private sealed class Keys : IObjectEventObserver
    {
        public List<string> Seen { get; } = [];

        public void OnObjectEvent(in ObjectEventView objectEvent) => Seen.Add(objectEvent.Key.ToString());
    }

    private sealed class KeyEntity(bool needs) : IEntityProvider
    {
        public List<string> Seen { get; } = [];

        public bool NeedsTrueKey => needs;

        public void AddEntities(in ObjectEventView objectEvent, ICollection<SelfDescribingJson> entities) => Seen.Add(Text(objectEvent.ToObjectEvent()));
    }

    private sealed class KeyMapper : IObjectEventMapper
    {
        public List<string> Seen { get; } = [];

        public IgluUri Schema => ObjectEventMapper.DefaultSchema;

        public void WriteData(in ObjectEvent objectEvent, IBufferWriter<byte> data)
        {
            Seen.Add(Text(objectEvent));
            data.Write("{}"u8);
        }
    }
}
