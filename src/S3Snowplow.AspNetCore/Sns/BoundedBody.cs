namespace S3Snowplow.AspNetCore.Sns;

/// <summary>Reads an answer, which may be hostile.</summary>
internal static class BoundedBody
{
    /// <summary>The body, or its beginning where it is larger than the limit.</summary>
    public static async Task<byte[]> ReadAsync(HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            byte[] bytes = new byte[limit];
            int read = await body.ReadAtLeastAsync(bytes, limit, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return bytes[..read];
        }
    }
}
