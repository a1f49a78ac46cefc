using System.Text.Json;

namespace S3Snowplow.Hosting.Spool.Recovery;

/// <summary>What has been done with a damaged file.</summary>
internal enum DamagedStage
{
    /// <summary>It may not have been read to its end.</summary>
    Reading,

    /// <summary>Some of its files may still be where they were.</summary>
    Moving,

    /// <summary>It was read to its end.</summary>
    Read,
}

/// <summary>What is known of a damaged file: the content of its <c>state.json</c>.</summary>
internal sealed record DamagedState
{
    public DamagedStage Stage { get; init; }

    /// <summary>What was wrong with it.</summary>
    public string Reason { get; init; } = "an earlier version set it aside";

    /// <summary>How many notifications it had; <see langword="null"/> where that is not known.</summary>
    public long? Expected { get; init; }

    /// <summary>How many were taken over from it, once it is read.</summary>
    public long Taken { get; init; }

    /// <summary>How many were damaged and moved to the rejected ones.</summary>
    public long Damaged { get; init; }

    /// <summary>How many could not be read, for people.</summary>
    public string Missing => Expected is { } expected ? $"{Math.Max(0, expected - Taken - Damaged)}" : "an unknown number";

    /// <summary>Whether all that it had was taken over.</summary>
    public bool IsWhole => Stage == DamagedStage.Read && Damaged == 0 && Expected <= Taken;

    /// <summary>The state in a file; <see langword="null"/> where there is none, or it cannot be read.</summary>
    public static DamagedState? Read(string file)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(file));
            JsonElement root = json.RootElement;
            return new DamagedState
            {
                Stage = Enum.Parse<DamagedStage>(root.GetProperty("stage").GetString()!),
                Reason = root.GetProperty("reason").GetString()!,
                Expected = root.GetProperty("expected") is { ValueKind: JsonValueKind.Number } expected ? expected.GetInt64() : null,
                Taken = root.GetProperty("taken").GetInt64(),
                Damaged = root.GetProperty("damaged").GetInt64(),
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException or FormatException)
        {
            return null;
        }
    }

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("stage", Stage.ToString());
        json.WriteString("reason", Reason);
        if (Expected is { } expected)
        {
            json.WriteNumber("expected", expected);
        }
        else
        {
            json.WriteNull("expected");
        }

        json.WriteNumber("taken", Taken);
        json.WriteNumber("damaged", Damaged);
        json.WriteEndObject();
    }
}
