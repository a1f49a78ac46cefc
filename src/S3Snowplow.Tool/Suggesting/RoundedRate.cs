using System.Globalization;
using S3Snowplow.Capacity;

namespace S3Snowplow.Tool;

/// <summary>A capacity as one writes it down: rounded up to two digits, in a unit that <c>bands.yml</c> takes.</summary>
internal static class RoundedRate
{
    private static readonly (string Name, decimal Bytes)[] Decimal = [("PB", 1e15m), ("TB", 1e12m), ("GB", 1e9m), ("MB", 1e6m), ("KB", 1e3m), ("B", 1m)];
    private static readonly (string Name, decimal Bytes)[] Binary = [("PiB", 1L << 50), ("TiB", 1L << 40), ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10), ("B", 1m)];

    /// <summary>The text, never less than the capacity.</summary>
    /// <param name="bytesPerHour">The capacity.</param>
    /// <param name="isBinary">Whether in units of 1,024.</param>
    public static string Of(decimal bytesPerHour, bool isBinary)
    {
        (string name, decimal bytes) = (isBinary ? Binary : Decimal).FirstOrDefault(unit => bytesPerHour >= unit.Bytes, (Name: "B", Bytes: 1m));
        decimal value = bytesPerHour / bytes;
        decimal step = name == "B" && value < 100 ? 1 : value >= 1000 ? 100 : value >= 100 ? 10 : value >= 10 ? 1 : 0.1m;
        decimal rounded = Math.Max(step, Math.Ceiling(value / step) * step);
        return string.Create(CultureInfo.InvariantCulture, $"{rounded.ToString("0.#", CultureInfo.InvariantCulture)} {name}/h");
    }

    /// <summary>The same as a throughput.</summary>
    public static Throughput Throughput(decimal bytesPerHour, bool isBinary) => Capacity.Throughput.Parse(Of(bytesPerHour, isBinary));
}
