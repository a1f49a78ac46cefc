namespace S3Snowplow.Capacity;

/// <summary>Which capacities were handed in: heartbeats repeat each, and a repetition is no new one, which would call off a step that waits to be confirmed.</summary>
internal sealed class SaidCapacities
{
    // Of a pipeline so many, the newest ones: what is older is not repeated any more.
    private const int Remembered = 10;

    private readonly Dictionary<string, List<(CapacityStatement Statement, long Receipt)>> _said = new(StringComparer.Ordinal);

    /// <summary>Notes a capacity.</summary>
    /// <returns>Whether it is new.</returns>
    public bool Add(CapacityStatement statement, long receipt)
    {
        if (!_said.TryGetValue(statement.Pipeline, out List<(CapacityStatement Statement, long Receipt)>? said))
        {
            _said.Add(statement.Pipeline, said = []);
        }

        if (said.Exists(one => one.Statement.EffectiveFrom == statement.EffectiveFrom && one.Statement.BytesPerHour == statement.BytesPerHour))
        {
            return false;
        }

        said.Add((statement, receipt));
        if (said.Count > Remembered)
        {
            said.RemoveAt(0);
        }

        return true;
    }

    /// <summary>Puts into minutes, which follow on each other, what was said in them; each is a sign of life.</summary>
    public void Say(IEnumerable<CapacityStatement> statements, ReadOnlySpan<ReceivedMinute> minutes)
    {
        foreach (CapacityStatement statement in statements)
        {
            long receipt = statement.Received / IndexSearch.MillisecondsInMinute;
            long at = receipt - minutes[0].Receipt;
            if (at < 0 || at >= minutes.Length)
            {
                continue;
            }

            ReceivedMinute minute = minutes[(int)at];
            minute.AddSign();
            if (Add(statement, receipt))
            {
                minute.AddCapacity(statement.Pipeline, new CapacityEntry(Math.Max(statement.EffectiveFrom, statement.Received), statement.BytesPerHour));
            }
        }
    }

    /// <summary>Takes back those of a receipt minute and later ones.</summary>
    public void TakeBack(long receipt)
    {
        foreach (List<(CapacityStatement Statement, long Receipt)> said in _said.Values)
        {
            said.RemoveAll(one => one.Receipt >= receipt);
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => _said.Clear();

    /// <summary>Writes those of before a receipt minute.</summary>
    public void Write(BinaryWriter writer, long until)
    {
        (CapacityStatement Statement, long Receipt)[] all = [.. _said.Values.SelectMany(said => said).Where(one => one.Receipt < until)];
        writer.Write7BitEncodedInt(all.Length);
        foreach ((CapacityStatement statement, long receipt) in all)
        {
            writer.Write(statement.Pipeline);
            writer.Write7BitEncodedInt64(statement.EffectiveFrom);
            writer.Write7BitEncodedInt64(statement.BytesPerHour);
            writer.Write7BitEncodedInt64(receipt);
        }
    }

    /// <summary>Takes over what <see cref="Write"/> wrote.</summary>
    public void Read(BinaryReader reader)
    {
        Clear();
        for (int count = reader.Read7BitEncodedInt(); count > 0; count--)
        {
            var statement = new CapacityStatement(reader.ReadString(), reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64(), 0);
            Add(statement, reader.Read7BitEncodedInt64());
        }
    }
}

/// <summary>A capacity as the events say it.</summary>
/// <param name="Pipeline">Whose.</param>
/// <param name="EffectiveFrom">From when on; milliseconds since the Unix epoch.</param>
/// <param name="BytesPerHour">How much.</param>
/// <param name="Received">When it was received first, in the time that was asked for; milliseconds since the Unix epoch.</param>
internal readonly record struct CapacityStatement(string Pipeline, long EffectiveFrom, long BytesPerHour, long Received)
{
    /// <summary>What the pipeline reads; empty where that was not stated, or not asked for.</summary>
    public IReadOnlyList<PipelineInput> Inputs { get; init; } = [];
}
