using System.Net;
using System.Net.Http.Headers;
using Amazon;
using Amazon.Runtime;
using S3Snowplow.Aws;

namespace S3Snowplow.Capacity.Aws;

/// <summary>Reads and writes one object of a store. Tries each request once.</summary>
/// <remarks>
/// <c>GET</c> and <c>PUT</c> with conditions. Source: Amazon S3 API Reference, "GetObject" and "PutObject"; Amazon S3 User Guide, "Add preconditions to S3 operations with conditional requests".
/// </remarks>
internal sealed class S3Object : IDisposable
{
    // An error's document.
    private const int MaxErrorBytes = 64 * 1024;

    private readonly S3ObjectOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly AwsSigner _signer;
    private readonly Uri _address;

    /// <exception cref="ArgumentException">A setting is wrong; the message has all that are.</exception>
    public S3Object(S3ObjectOptions options, HttpClient? http, TimeProvider? time)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is { Count: > 0 } errors)
        {
            throw new ArgumentException("The settings of the object are not usable: " + string.Join(" ", errors), nameof(options));
        }

        (_options, _time, _ownsHttp) = (options, time ?? TimeProvider.System, http is null);
#pragma warning disable CA2000 // The client owns its handler.
        _http = http ?? new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5) }) { Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore CA2000
        string region = options.FindRegion(out _)!;
        _address = AddressOf(options, region);
        _signer = new AwsSigner("s3", region, options.Credentials, _time);
    }

    /// <summary>The bucket, for messages.</summary>
    public string Bucket => _options.Bucket!;

    /// <summary>Reads the object.</summary>
    /// <param name="unlessETag">The version that is known: it is not sent again.</param>
    /// <param name="maxBytes">How many bytes it may have.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="IOException">There is no answer, or the object is too large.</exception>
    public Task<S3Answer> GetAsync(string? unlessETag, long maxBytes, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, [], unlessETag is null ? null : ("If-None-Match", unlessETag), maxBytes, cancellationToken);

    /// <summary>Writes the object if a condition holds.</summary>
    /// <param name="content">All of it.</param>
    /// <param name="condition">The header of the condition, and its value.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="IOException">There is no answer: whether it was written is not known.</exception>
    public Task<S3Answer> PutAsync(byte[] content, (string Name, string Value) condition, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, content, condition, MaxErrorBytes, cancellationToken);

    public void Dispose()
    {
        if (_ownsHttp)
        {
            _http.Dispose();
        }
    }

    private async Task<S3Answer> SendAsync(HttpMethod method, byte[] content, (string Name, string Value)? condition, long maxBytes, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.RequestTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = new HttpRequestMessage(method, _address);
        if (method == HttpMethod.Put)
        {
            request.Content = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        }

        if (condition is var (name, value))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            await _signer.SignAsync(request, content, either.Token).ConfigureAwait(false);
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            byte[] body = await ReadAsync(response, response.IsSuccessStatusCode ? maxBytes : MaxErrorBytes, either.Token).ConfigureAwait(false);
            return new S3Answer(response.StatusCode, body, Header(response, "ETag") ?? "", response.Content.Headers.LastModified, Header(response, "x-amz-bucket-region"));
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"the store did not answer within {_options.RequestTimeout.TotalSeconds:0.#} seconds", exception);
        }
        catch (HttpRequestException exception)
        {
            throw new IOException($"the store cannot be reached ({exception.HttpRequestError})", exception);
        }
        catch (AmazonClientException exception)
        {
            throw new IOException("there are no credentials to sign with; looked for in the environment, a web identity, the profile, the container and the instance", exception);
        }
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, long maxBytes, CancellationToken cancellationToken)
    {
        using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var bytes = new MemoryStream((int)Math.Min(response.Content.Headers.ContentLength ?? 0, maxBytes));
        byte[] buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (bytes.Length + read > maxBytes)
            {
                throw new IOException($"the object has more than {maxBytes} bytes, which is the limit");
            }

            bytes.Write(buffer.AsSpan(0, read));
        }

        return bytes.ToArray();
    }

    // As it was written, also where it is no entity tag by the book.
    private static string? Header(HttpResponseMessage response, string name) => response.Headers.NonValidated.TryGetValues(name, out HeaderStringValues values) ? values.ToString() : null;

    private static Uri AddressOf(S3ObjectOptions options, string region)
    {
        var endpoint = options.Endpoint ?? new Uri($"https://s3.{region}.{RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix}/");
        bool inPath = options.PathStyle ?? (options.Bucket!.Contains('.', StringComparison.Ordinal) || (options.Endpoint is { } own && !AwsRegion.IsAmazons(own)));
        string key = string.Join('/', options.Key!.Split('/').Select(Uri.EscapeDataString));
        string host = inPath ? endpoint.Authority : $"{options.Bucket}.{endpoint.Authority}";
        return new Uri($"{endpoint.Scheme}://{host}/{(inPath ? $"{options.Bucket}/" : "")}{key}");
    }
}
