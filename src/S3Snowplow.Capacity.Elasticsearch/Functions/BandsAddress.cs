using System.Globalization;
using System.Net;
using System.Text;

namespace S3Snowplow.Capacity;

/// <summary>Where a function reads its bands, each time anew: a packaged file, or a web address.</summary>
/// <remarks>
/// A function remembers nothing, so when a version took effect has to follow from what it reads: the same content at the same place has the same time, and with it the same
/// event ids, in every process. Where there is no such time, nothing is made up.
/// </remarks>
internal sealed class BandsAddress(string address, DateTimeOffset? effectiveFrom, HttpClient? http, TimeProvider time)
{
    private const int MaxBytes = 1024 * 1024;
    private const string Allowed = "allowed: https://… (http:// to this machine only), or the path of a file that is packaged with the program";
    private const string SetTime = "set BANDS_EFFECTIVE_FROM to when these bands took effect, and move it with each change of them";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // Tools that pack reproducibly give every file one time of the past, 1980-01-01 or another: it would be that of each version.
    private static readonly DateTimeOffset Oldest = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Lazy<HttpClient> Shared = new(() =>
        new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.GZip }) { Timeout = Timeout.InfiniteTimeSpan });

    /// <summary>What is wrong with an address; it is not in the message, since a token may be in it.</summary>
    public static string? Problem(string address) =>
        !address.Contains("://", StringComparison.Ordinal) ? null
        : Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && IsAllowed(uri) && uri.UserInfo.Length == 0 ? null
        : $"BANDS_URI is an address of another sort (not printed here); {Allowed}.";

    private static bool IsAllowed(Uri uri) => uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback);

    /// <summary>Reads and checks the bands.</summary>
    /// <exception cref="IOException">They cannot be read, or there is no telling from when on they hold.</exception>
    /// <exception cref="BandsException">They are wrong; the message has file, line, column and what is allowed.</exception>
    public async Task<BandsVersion> ReadAsync(CancellationToken cancellationToken)
    {
        (string text, string name, DateTimeOffset? written) = address.Contains("://", StringComparison.Ordinal)
            ? await DownloadAsync(new Uri(address), cancellationToken).ConfigureAwait(false)
            : await ReadFileAsync(cancellationToken).ConfigureAwait(false);
        CapacityBands bands = CapacityBands.Parse(text, name);
        DateTimeOffset from = DateTimeOffset.FromUnixTimeMilliseconds((effectiveFrom is { } set ? InEffect(set) : Usable(written)).ToUnixTimeMilliseconds());

        // The same content is the same version, whatever the time of its file; a time that somebody set names one of its own.
        string revision = effectiveFrom is null ? bands.ContentHash : $"{bands.ContentHash}@{from.ToUnixTimeMilliseconds()}";
        return new BandsVersion(bands, from, CapacityOrigin.File, revision);
    }

    // Until then those before would have to be repeated, and this function does not know them.
    private DateTimeOffset InEffect(DateTimeOffset from) => from <= time.GetUtcNow() ? from
        : throw new IOException(string.Create(CultureInfo.InvariantCulture, $"BANDS_EFFECTIVE_FROM is {from:yyyy-MM-ddTHH:mm:ssZ}, which is in the future; set bands when they take effect, not before."));

    private DateTimeOffset Usable(DateTimeOffset? written)
    {
        if (written is not { } from)
        {
            throw new IOException($"The answer from BANDS_URI does not say when the bands took effect (it has no header Last-Modified); {SetTime}.");
        }

        if (from < Oldest || from > time.GetUtcNow())
        {
            string problem = from < Oldest ? "what packs reproducibly writes such a time:" : "that is in the future, a clock or a time zone is wrong where they were written. If it does not pass,";
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"The bands of BANDS_URI were last written {from:yyyy-MM-ddTHH:mm:ssZ}; {problem} {SetTime}."));
        }

        return from;
    }

    private async Task<(string Text, string Name, DateTimeOffset? Written)> ReadFileAsync(CancellationToken cancellationToken)
    {
        string path = Path.Combine(AppContext.BaseDirectory, address);
        try
        {
            using FileStream file = File.OpenRead(path);
            byte[] bytes = await BoundedAsync(file, cancellationToken).ConfigureAwait(false);
            return (Text(bytes), Path.GetFileName(path), new DateTimeOffset(File.GetLastWriteTimeUtc(path)));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException($"There is no file '{path}' (BANDS_URI; a relative path begins in the program's folder). Is it in the package?", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException($"The file '{path}' (BANDS_URI) may not be read.", exception);
        }
    }

    private async Task<(string Text, string Name, DateTimeOffset? Written)> DownloadAsync(Uri uri, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, uri);
            using HttpResponseMessage response = await (http ?? Shared.Value).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                int status = (int)response.StatusCode;
                throw new IOException($"BANDS_URI was answered with HTTP {status}; {(status is >= 300 and < 400 ? "redirects are not followed: set the address that they lead to." : "the bands are looked for again in the next run.")}");
            }

            using Stream body = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            byte[] bytes = await BoundedAsync(body, either.Token).ConfigureAwait(false);
            return (Text(bytes), NameOf(uri), response.Content.Headers.LastModified);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"BANDS_URI was not answered within {Patience.TotalSeconds:0} seconds.", exception);
        }
        catch (HttpRequestException exception)
        {
            throw new IOException($"BANDS_URI cannot be reached: {exception.HttpRequestError}.", exception);
        }
    }

    // The last part of the path is shown in messages: nothing else of the address, and only where it is a file's name.
    private static string NameOf(Uri uri)
    {
        string last = Uri.UnescapeDataString(uri.Segments[^1]);
        return Path.GetExtension(last).ToUpperInvariant() is ".YML" or ".YAML" or ".JSON" ? last : "bands.yml";
    }

    private static async Task<byte[]> BoundedAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (bytes.Length + read > MaxBytes)
            {
                throw new IOException($"The bands of BANDS_URI have more than {MaxBytes} bytes, which is the limit.");
            }

            bytes.Write(buffer.AsSpan(0, read));
        }

        return bytes.ToArray();
    }

    private static string Text(byte[] bytes) =>
        Encoding.UTF8.GetString(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(Encoding.UTF8.Preamble.Length) : bytes);
}
