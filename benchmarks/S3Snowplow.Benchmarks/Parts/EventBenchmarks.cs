using System.Buffers;
using BenchmarkDotNet.Attributes;
using S3Snowplow.Benchmarks.Relay;
using S3Snowplow.Mapping;

namespace S3Snowplow.Benchmarks.Parts;

/// <summary>What happens to one object event: its id, its data, and the whole encoded event in both encodings.</summary>
[MemoryDiagnoser]
public class EventBenchmarks
{
    private readonly ObjectEventMapper _ours = new(ObjectEventMapper.DefaultSchema);
    private readonly IgluCentralMapper _central = new(IgluCentralMapper.DefaultSchema);
    private readonly ArrayBufferWriter<byte> _data = new(4096);
    private readonly ObjectEvent _objectEvent = RelayProgram.Read(SampleNotifications.Make(1, records: 1))[0];

    [Benchmark]
    public Guid EventId() => EventIdentity.Of(_objectEvent);

    [Benchmark]
    public int MapToObjectEvent() => Map(_ours);

    [Benchmark]
    public int MapToIgluCentral() => Map(_central);

    [Benchmark]
    public object EncodeJson() => EventWriter.Write(_ours, _objectEvent, Guid.Empty, [], EventEncoding.Json, check: false);

    [Benchmark]
    public object EncodeBase64() => EventWriter.Write(_ours, _objectEvent, Guid.Empty, [], EventEncoding.Base64, check: false);

    private int Map(IObjectEventMapper mapper)
    {
        _data.ResetWrittenCount();
        mapper.WriteData(_objectEvent, _data);
        return _data.WrittenCount;
    }
}
