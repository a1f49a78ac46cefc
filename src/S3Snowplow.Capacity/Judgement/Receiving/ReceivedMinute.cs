using System.Runtime.InteropServices;

namespace S3Snowplow.Capacity;

/// <summary>What was received in one minute. The order in which it is added makes no difference. May be used again for the next minute.</summary>
/// <param name="receipt">The minute in which it was received, since the Unix epoch.</param>
public sealed class ReceivedMinute(long receipt)
{
    // Cells of a pipeline hang together, the newest first; so far back a cell of the same minute is looked for.
    private const int Merged = 64;

    private readonly Dictionary<string, (int Arrived, int Done)> _heads = new(StringComparer.Ordinal);
    private readonly List<(string Pipeline, CapacityEntry Entry)> _capacities = [];
    private readonly List<Cell> _cells = [];

    /// <summary>The minute in which it was received, since the Unix epoch.</summary>
    public long Receipt { get; private set; } = receipt;

    /// <summary>Whether the source gave a sign of life: a heartbeat, an answered poll, or any event.</summary>
    public bool IsAlive { get; private set; }

    /// <summary>What was said of capacities, in the order of saying.</summary>
    internal List<(string Pipeline, CapacityEntry Entry)> Capacities => _capacities;

    /// <summary>Adds a sign of life.</summary>
    public void AddSign() => IsAlive = true;

    /// <summary>Adds bytes that arrived for a pipeline.</summary>
    /// <param name="pipeline">Its name.</param>
    /// <param name="minute">The minute in which it happened, since the Unix epoch.</param>
    /// <param name="bytes">0 or more.</param>
    public void AddArrived(string pipeline, long minute, long bytes)
    {
        IsAlive = true;
        Add(ref Heads(pipeline).Arrived, minute, bytes);
    }

    /// <summary>Adds bytes that a pipeline has done: what arrived under its outputs.</summary>
    public void AddDone(string pipeline, long minute, long bytes) => Add(ref Heads(pipeline).Done, minute, bytes);

    /// <summary>Adds what was said of a pipeline's capacity. Such of the same time count in the order of adding.</summary>
    /// <param name="pipeline">Its name.</param>
    /// <param name="entry">What was said.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is less than 1 byte per hour.</exception>
    public void AddCapacity(string pipeline, CapacityEntry entry)
    {
        ArgumentException.ThrowIfNullOrEmpty(pipeline);
        if (entry.BytesPerHour is <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(entry), entry.BytesPerHour, "A capacity is 1 byte per hour at least.");
        }

        _capacities.Add((pipeline, entry));
    }

    /// <summary>Adds all that another one has.</summary>
    internal void Add(ReceivedMinute other)
    {
        IsAlive |= other.IsAlive;
        _capacities.AddRange(other._capacities);
        foreach (string pipeline in other._heads.Keys)
        {
            (Cells arrived, Cells done) = other.Of(pipeline);
            foreach ((long minute, Int128 bytes) in arrived)
            {
                Add(ref Heads(pipeline).Arrived, minute, bytes);
            }

            foreach ((long minute, Int128 bytes) in done)
            {
                Add(ref Heads(pipeline).Done, minute, bytes);
            }
        }
    }

    /// <summary>Saves what was received; capacities are said again.</summary>
    internal void Save(StateWriter writer)
    {
        writer.Write(Receipt);
        writer.Write(IsAlive);
        writer.Write(_heads.Count);
        foreach (string pipeline in _heads.Keys)
        {
            writer.Write(pipeline);
            (Cells arrived, Cells done) = Of(pipeline);
            Save(writer, arrived);
            Save(writer, done);
        }
    }

    /// <summary>What <see cref="Save(StateWriter)"/> wrote.</summary>
    internal static ReceivedMinute Restore(ref StateReader reader)
    {
        var minute = new ReceivedMinute(reader.ReadLong()) { IsAlive = reader.ReadBool() };
        int count = reader.ReadInt(0, StateReader.MostItems);
        for (int i = 0; i < count; i++)
        {
            string pipeline = reader.ReadString();
            Restore(ref reader, minute, ref minute.Heads(pipeline).Arrived);
            Restore(ref reader, minute, ref minute.Heads(pipeline).Done);
        }

        return minute;
    }

    private static void Save(StateWriter writer, Cells cells)
    {
        int count = 0;
        foreach (var _ in cells)
        {
            count++;
        }

        writer.Write(count);
        foreach ((long minute, Int128 bytes) in cells)
        {
            writer.Write(minute);
            writer.Write(bytes);
        }
    }

    private static void Restore(ref StateReader reader, ReceivedMinute minute, ref int head)
    {
        int count = reader.ReadInt(0, StateReader.MostItems);
        for (int i = 0; i < count; i++)
        {
            minute.Add(ref head, reader.ReadLong(), reader.ReadSum());
        }
    }

    /// <summary>Empties it for another minute; the room is kept.</summary>
    public void Reset(long minute)
    {
        Receipt = minute;
        IsAlive = false;
        _heads.Clear();
        _capacities.Clear();
        _cells.Clear();
    }

    /// <summary>What arrived for a pipeline, and what it has done.</summary>
    internal (Cells Arrived, Cells Done) Of(string pipeline)
    {
        (int arrived, int done) = _heads.Count > 0 && _heads.TryGetValue(pipeline, out (int, int) heads) ? heads : default;
        return (new Cells(_cells, arrived), new Cells(_cells, done));
    }

    private ref (int Arrived, int Done) Heads(string pipeline) => ref CollectionsMarshal.GetValueRefOrAddDefault(_heads, pipeline, out _);

    private void Add(ref int head, long minute, Int128 bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Span<Cell> cells = CollectionsMarshal.AsSpan(_cells);
        int at = head;
        for (int i = 0; i < Merged && at != 0; i++)
        {
            ref Cell cell = ref cells[at - 1];
            if (cell.Minute == minute)
            {
                cell.Bytes += bytes;
                return;
            }

            at = cell.Next;
        }

        _cells.Add(new Cell { Minute = minute, Bytes = bytes, Next = head });
        head = _cells.Count;
    }

    /// <summary>Bytes by the minute in which they happened.</summary>
    internal readonly struct Cells(List<Cell> cells, int head)
    {
        /// <summary>Goes through them.</summary>
        public Enumerator GetEnumerator() => new(CollectionsMarshal.AsSpan(cells), head);
    }

    /// <summary>Goes through the cells of one pipeline.</summary>
    internal ref struct Enumerator(ReadOnlySpan<Cell> cells, int head)
    {
        private readonly ReadOnlySpan<Cell> _cells = cells;
        private int _next = head;

        /// <summary>The minute and its bytes.</summary>
        public (long Minute, Int128 Bytes) Current { get; private set; }

        /// <summary>Goes to the next one.</summary>
        public bool MoveNext()
        {
            if (_next == 0)
            {
                return false;
            }

            ref readonly Cell cell = ref _cells[_next - 1];
            Current = (cell.Minute, cell.Bytes);
            _next = cell.Next;
            return true;
        }
    }

    /// <summary>A cell, and the place of the pipeline's next one, from 1 on.</summary>
    internal struct Cell
    {
        /// <summary>The minute in which it happened.</summary>
        public long Minute;

        /// <summary>The bytes.</summary>
        public Int128 Bytes;

        /// <summary>The next one's place; 0: none.</summary>
        public int Next;
    }
}
