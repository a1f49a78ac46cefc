namespace S3Snowplow.Tool;

/// <summary>Tells entity tags of objects that came in parts: they end with the number of parts, <c>...-17</c>.</summary>
/// <remarks>Source: Amazon S3 User Guide, "Checking object integrity". Stores exist that make others (Cloudflare R2's are random).</remarks>
internal static class MultipartTag
{
    /// <summary>Whether it is one.</summary>
    public static bool Is(string? eTag)
    {
        if (eTag is null)
        {
            return false;
        }

        int dash = eTag.LastIndexOf('-');
        return dash > 0 && dash < eTag.Length - 1 && !eTag.AsSpan(dash + 1).ContainsAnyExceptInRange('0', '9');
    }
}
