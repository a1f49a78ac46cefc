using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;

namespace S3Snowplow.Capacity;

/// <summary>All that a judge has to know again after a restart, as it is saved.</summary>
/// <param name="State">What is judged.</param>
/// <param name="Histories">What is remembered for pictures.</param>
/// <param name="Received">What the received minutes keep.</param>
/// <param name="Alerts">What is still to be told, and what was told where.</param>
internal sealed record JudgeSnapshot(FoldState State, PipelineHistories Histories, ReadOnlyMemory<byte> Received, ReadOnlyMemory<byte> Alerts)
{
    /// <summary>What an earlier version left open: this one tells it again, since it tells other channels.</summary>
    public IReadOnlyList<ThroughputTransition> Untold { get; init; } = [];

    // Another layout gets another number.
    private const int Layout = 1;

    private static ReadOnlySpan<byte> Magic => "S3SJ"u8;

    /// <summary>Writes it.</summary>
    public ReadOnlyMemory<byte> ToBytes()
    {
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        output.Write(Magic);
        var writer = new StateWriter(output);
        writer.Write(Layout);
        var state = new ArrayBufferWriter<byte>(64 * 1024);
        State.Save(state);
        writer.Write(state.WrittenSpan);
        writer.Write(Received.Span);
        writer.Write(Alerts.Span);
        Histories.Save(writer);

        Span<byte> hash = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(hash, XxHash3.HashToUInt64(output.WrittenSpan));
        output.Write(hash);
        return output.WrittenMemory;
    }

    /// <summary>Whether bytes are of this kind; else they are of an earlier version.</summary>
    public static bool IsOne(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Magic);

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="settings">The settings of now.</param>
    /// <param name="limits">What owners say now, by name.</param>
    /// <exception cref="InvalidDataException">They are damaged, or of a later version.</exception>
    public static JudgeSnapshot Parse(ReadOnlySpan<byte> bytes, FoldSettings settings, IReadOnlyDictionary<string, PipelineLimits> limits)
    {
        if (bytes.Length < Magic.Length + sizeof(ulong)
            || XxHash3.HashToUInt64(bytes[..^sizeof(ulong)]) != BinaryPrimitives.ReadUInt64LittleEndian(bytes[^sizeof(ulong)..]))
        {
            throw new InvalidDataException("The saved state is damaged: its checksum is not that of its content.");
        }

        var reader = new StateReader(bytes[Magic.Length..^sizeof(ulong)]);
        int layout = reader.ReadInt();
        if (layout != Layout)
        {
            throw new InvalidDataException($"The saved state has layout {layout}; this version reads {Layout}.");
        }

        ReadOnlySpan<byte> state = reader.ReadBytes();
        byte[] received = reader.ReadBytes().ToArray();
        byte[] alerts = reader.ReadBytes().ToArray();
        PipelineHistories histories = PipelineHistories.Restore(ref reader);
        return new JudgeSnapshot(FoldState.Restore(state, settings, limits, histories), histories, received, alerts);
    }
}
