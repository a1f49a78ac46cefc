using System.Buffers;
namespace S3Snowplow.Capacity;
/// <summary>Stub.</summary>
public sealed class AlertOutbox
{
    /// <summary>Stub.</summary>
    public List<ThroughputTransition> Added { get; } = [];
    /// <summary>Stub.</summary>
    public void Add(ThroughputTransition transition, CapacityBands? bands) => Added.Add(transition);
    /// <summary>Stub.</summary>
    public void Update(IReadOnlyList<IncidentStatus> open, CapacityBands? bands, DateTimeOffset now) { }
    /// <summary>Stub.</summary>
    public void Save(IBufferWriter<byte> output) { }
    /// <summary>Stub.</summary>
    public void Restore(ReadOnlySpan<byte> saved) { }
    /// <summary>Stub.</summary>
    public void Release() { }
}
/// <summary>Stub.</summary>
public sealed class DeadManSwitch { 
    /// <summary>Stub.</summary>
    public Task ReportAsync(string? problem, CancellationToken cancellationToken) => Task.CompletedTask; }
