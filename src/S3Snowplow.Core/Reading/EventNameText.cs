namespace S3Snowplow.Reading;

/// <summary>The name of an event as a record of the S3 shape has it.</summary>
internal static class EventNameText
{
    /// <summary>
    /// Takes off one leading <c>s3:</c>, which MinIO, RustFS, old Ceph releases and hand-made tests deliver.
    /// </summary>
    /// <exception cref="System.Text.DecoderFallbackException">The bytes are not UTF-8.</exception>
    public static string Of(ReadOnlySpan<byte> name)
    {
        if (name.StartsWith("s3:"u8))
        {
            name = name[3..];
        }

        foreach (string known in ObjectEventName.Known)
        {
            if (known.Length == name.Length && System.Text.Ascii.Equals(name, known))
            {
                return known;
            }
        }

        return JsonText.Strict.GetString(name);
    }
}
