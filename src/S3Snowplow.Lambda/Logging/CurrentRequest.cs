namespace S3Snowplow.Lambda.Logging;

/// <summary>The request that the current flow of control works for. What an emitter does for several requests together has none.</summary>
internal static class CurrentRequest
{
    private static readonly AsyncLocal<string?> Current = new();

    public static string? Id
    {
        get => Current.Value;
        set => Current.Value = value;
    }
}
