using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using S3Snowplow.Benchmarks.Relay;
using S3Snowplow.Mapping;

namespace S3Snowplow.Benchmarks.Parts;

/// <summary>JSON within a JSON string: our escaping against the framework's writer with its relaxed encoder.</summary>
public class EscapeBenchmarks
{
    private readonly byte[] _json;
    private readonly int _length;
    private readonly byte[] _target;
    private readonly ArrayBufferWriter<byte> _output = new(16 * 1024);
    private readonly Utf8JsonWriter _writer;

    public EscapeBenchmarks()
    {
        var data = new ArrayBufferWriter<byte>();
        new ObjectEventMapper(ObjectEventMapper.DefaultSchema).WriteData(RelayProgram.Read(SampleNotifications.Make(1, records: 1))[0], data);
        _length = data.WrittenCount;
        _json = [.. data.WrittenSpan, .. new byte[ScratchBuffer.Slack]];
        _target = new byte[(_length * JsonEscaping.MaxExpansion) + ScratchBuffer.Slack];
        _writer = new Utf8JsonWriter(_output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    }

    [Benchmark]
    public int JsonEscapingEscape() => JsonEscaping.Escape(_json, _length, _target);

    [Benchmark(Baseline = true)]
    public int Utf8JsonWriterString()
    {
        _output.ResetWrittenCount();
        _writer.Reset(_output);
        _writer.WriteStringValue(_json.AsSpan(0, _length));
        _writer.Flush();
        return _output.WrittenCount;
    }
}
