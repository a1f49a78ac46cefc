using System.Buffers;
using System.Globalization;

namespace S3Snowplow.Capacity;

/// <summary>How many bytes a processor takes in a time, kept in whole bytes per hour.</summary>
/// <remarks>
/// Written as a number, a unit and a time: <c>2 GiB/h</c>, <c>500 MB/min</c>, <c>1.5 TB/day</c>. <c>KB</c> is 1,000 bytes and <c>KiB</c> 1,024,
/// and so on; the letters' case counts, except that <c>kB</c> is <c>KB</c>. A fraction of a byte per hour is cut.
/// </remarks>
/// <param name="BytesPerHour">Bytes per hour, 1 or more.</param>
public readonly record struct Throughput(long BytesPerHour)
{
    /// <summary>Whether it was written in a unit of 1,024 (KiB, MiB, ...), in which it is told then. Plays no part in equality.</summary>
    internal bool IsBinary { get; init; }

    /// <summary>What a throughput may look like, for messages.</summary>
    internal const string Allowed = "a number, a unit (B, KB, KiB, MB, MiB, GB, GiB, TB, TiB, PB, PiB) and a time (s, min, h, day), for example 2 GiB/h";

    private static readonly SearchValues<char> NumberLetters = SearchValues.Create("0123456789.");

    private static readonly (string Name, decimal Bytes)[] Units =
    [
        ("B", 1m), ("KB", 1e3m), ("kB", 1e3m), ("KiB", 1L << 10), ("MB", 1e6m), ("MiB", 1L << 20), ("GB", 1e9m), ("GiB", 1L << 30),
        ("TB", 1e12m), ("TiB", 1L << 40), ("PB", 1e15m), ("PiB", 1L << 50),
    ];

    // How often the time fits into an hour; a day does so a 24th time.
    private static readonly (string Name, decimal PerHour)[] Times = [("s", 3600m), ("min", 60m), ("h", 1m), ("day", 1m / 24m)];

    /// <summary>Reads a throughput.</summary>
    /// <exception cref="FormatException">The text is none; the message says what was wrong and what is allowed.</exception>
    public static Throughput Parse(string text) => TryParse(text, out Throughput throughput, out string? problem)
        ? throughput
        : throw new FormatException($"{problem} Allowed: {Allowed}.");

    /// <summary>Reads a throughput; <see langword="false"/> where the text is none.</summary>
    public static bool TryParse(string? text, out Throughput throughput) => TryParse(text, out throughput, out _);

    /// <inheritdoc/>
    public bool Equals(Throughput other) => BytesPerHour == other.BytesPerHour;

    /// <inheritdoc/>
    public override int GetHashCode() => BytesPerHour.GetHashCode();

    /// <summary>The throughput in bytes per hour, in the largest unit that divides it: <c>2 GiB/h</c>.</summary>
    public override string ToString()
    {
        (string name, decimal bytes) = Units[0];
        foreach ((string candidate, decimal size) in Units)
        {
            (name, bytes) = candidate != "kB" && size > bytes && BytesPerHour % size == 0 ? (candidate, size) : (name, bytes);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{BytesPerHour / bytes:0} {name}/h");
    }

    /// <summary>As <see cref="TryParse(string?, out Throughput)"/>, with a sentence on what is wrong.</summary>
    internal static bool TryParse(string? text, out Throughput throughput, out string? problem)
    {
        throughput = default;
        ReadOnlySpan<char> rest = text.AsSpan().Trim();
        int slash = rest.IndexOf('/');
        int digits = rest.IndexOfAnyExcept(NumberLetters);
        if (slash < 0 || digits <= 0)
        {
            problem = $"'{text}' is no throughput.";
            return false;
        }

        string unit = rest[digits..slash].Trim().ToString();
        string time = rest[(slash + 1)..].Trim().ToString();
        if (Find(Units, unit) is not { } bytes)
        {
            problem = $"'{unit}' is no unit of bytes.";
            return false;
        }

        if (Find(Times, time) is not { } perHour)
        {
            problem = $"'{time}' is no time to measure by.";
            return false;
        }

        // The bound keeps the product within what a decimal holds: 10^12 PiB a second are beyond any processor.
        if (!decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number) || number >= 1e12m
            || number * bytes > long.MaxValue || number * bytes * perHour is < 1 or > long.MaxValue)
        {
            problem = $"'{text}' is not between 1 byte and {long.MaxValue} bytes per hour.";
            return false;
        }

        // A day has no exact decimal reciprocal: divided last, or 24 GB/day would lose its last byte.
        throughput = new Throughput((long)(time == "day" ? number * bytes / 24m : number * bytes * perHour)) { IsBinary = unit.Contains('i', StringComparison.Ordinal) };
        problem = null;
        return true;
    }

    private static decimal? Find((string Name, decimal Value)[] table, string name)
    {
        foreach ((string candidate, decimal value) in table)
        {
            if (candidate == name)
            {
                return value;
            }
        }

        return null;
    }
}
