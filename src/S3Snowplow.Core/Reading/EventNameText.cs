namespace S3Snowplow.Reading;

/// <summary>The name of an event as a record of the S3 shape has it.</summary>
internal static class EventNameText
{
    /// <summary>
    /// Takes off one leading <c>s3:</c>, which MinIO, RustFS, old Ceph releases and hand-made tests deliver.
    /// </summary>
    /// <exception cref="System.Text.DecoderFallbackException">The bytes are not UTF-8.</exception>
    public static string Of(ReadOnlySpan<byte> name) => KnownOf(name) ?? JsonText.Strict.GetString(WithoutPrefix(name));

    /// <summary>The same for one of the known names, without a new string; <see langword="null"/> for any other.</summary>
    public static string? KnownOf(ReadOnlySpan<byte> name)
    {
        name = WithoutPrefix(name);
        foreach (string known in ObjectEventName.Known)
        {
            if (known.Length == name.Length && System.Text.Ascii.Equals(name, known))
            {
                return known;
            }
        }

        return null;
    }

    private static ReadOnlySpan<byte> WithoutPrefix(ReadOnlySpan<byte> name) => name.StartsWith("s3:"u8) ? name[3..] : name;
}
