using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace S3Snowplow.AspNetCore.Tests.Rig;

/// <summary>Hears from the runtime of each large object of 100 KiB or more that anybody in the process makes.</summary>
/// <remarks>The runtime tells it later, but in order. So an object of a type that nobody else makes marks the end of what happened before it.</remarks>
internal sealed class LargeObjects : EventListener
{
    private const EventKeywords Collections = (EventKeywords)1;
    private const uint KindLarge = 1;
    private const int MarkLength = 300_000;

    private readonly ConcurrentQueue<string> _types = new();
    private readonly SemaphoreSlim _marks = new(0);

    private enum LargeObjectMark : byte
    {
        None,
    }

    /// <summary>The types of the large objects since the last call, in the order in which they were made.</summary>
    public async Task<IReadOnlyList<string>> TakeAsync()
    {
        GC.KeepAlive(new LargeObjectMark[MarkLength]);
        Assert.True(await _marks.WaitAsync(Patience.Limit), "The runtime told nothing of a large object.");
        var types = new List<string>();
        while (_types.TryDequeue(out string? type) && !IsMark(type))
        {
            types.Add(type);
        }

        return types;
    }

    public override void Dispose()
    {
        base.Dispose();
        _marks.Dispose();
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
        {
            EnableEvents(eventSource, EventLevel.Verbose, Collections);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName is { } name && name.StartsWith("GCAllocationTick", StringComparison.Ordinal) && Of<uint>(eventData, "AllocationKind") == KindLarge)
        {
            string type = Of<string>(eventData, "TypeName") ?? "";
            _types.Enqueue(type);
            if (IsMark(type))
            {
                _marks.Release();
            }
        }
    }

    private static bool IsMark(string type) => type.EndsWith(nameof(LargeObjectMark) + "[]", StringComparison.Ordinal);

    private static T? Of<T>(EventWrittenEventArgs told, string name) => told.PayloadNames!.IndexOf(name) is >= 0 and var at ? (T?)told.Payload![at] : default;
}
