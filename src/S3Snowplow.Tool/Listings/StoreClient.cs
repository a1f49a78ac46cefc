using System.Runtime.CompilerServices;
using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using Amazon.Runtime;
using S3Snowplow.Aws;

namespace S3Snowplow.Tool;

/// <summary>Asks a store, with Signature Version 4, and asks again where the store is busy. For one caller at a time.</summary>
internal sealed class StoreClient : IDisposable
{
    // A page of 1,000 keys of 1,024 bytes, each encoded threefold, and what else an entry has.
    private const int MaxPageBytes = 16 * 1024 * 1024;
    private const int AttemptsBefore = 4;
    private const int Attempts = 9;

    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BaseDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http;
    private readonly AwsSigner _signer;
    private readonly TimeProvider _time;
    private readonly Func<double> _random;
    private readonly ArrayBufferWriter<byte> _body = new();
    private bool _hasAnswered;

    /// <summary>Makes a client.</summary>
    /// <param name="store">The store.</param>
    /// <param name="time">The clock.</param>
    /// <param name="handler">Sends; the client disposes of it. By default over the network, following no redirects.</param>
    /// <param name="credentials">Who asks; by default Amazon's chain.</param>
    /// <param name="random">From 0 to 1, for the waits.</param>
    public StoreClient(StoreAddress store, TimeProvider time, HttpMessageHandler? handler = null, AWSCredentials? credentials = null, Func<double>? random = null)
    {
        (Store, _time) = (store, time);
#pragma warning disable RS0030, CA5394 // The place where the default randomness is chosen; jitter protects nothing.
        _random = random ?? (() => Random.Shared.NextDouble());
#pragma warning restore RS0030, CA5394
#pragma warning disable CA2000 // The client owns its handler.
        _http = new HttpClient(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5) }) { Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore CA2000
        _signer = new AwsSigner("s3", store.Region, credentials, time);
    }

    /// <summary>The store.</summary>
    public StoreAddress Store { get; }

    /// <summary>Gets what is small. An answer that says no is an answer; a store that is busy, or breaks off, is asked up to 9 times, 4 before it has answered once.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">A key; empty: the bucket itself.</param>
    /// <param name="query">The query.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IOException">There is no answer; the message says why.</exception>
    public async Task<StoreAnswer> GetAsync(string bucket, string key, string query, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            bool isLast = attempt >= (_hasAnswered ? Attempts : AttemptsBefore);
            try
            {
                StoreAnswer answer = await TryAsync(bucket, key, query, cancellationToken).ConfigureAwait(false);
                if (!answer.IsTransient || isLast)
                {
                    _hasAnswered |= answer.IsSuccess;
                    return answer;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException && !isLast)
            {
                // The line was cut, or nobody is there: asked again.
            }
            catch (HttpRequestException exception)
            {
                throw new IOException($"{Store.Endpoint} cannot be reached ({Why(exception)})", exception);
            }

            await Task.Delay(Delay(attempt), _time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Opens what may be large.</summary>
    /// <exception cref="IOException">It cannot be opened; the message says why.</exception>
    public async Task<HttpResponseMessage> OpenAsync(string bucket, string key, string permission, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            HttpResponseMessage? response = null;
            try
            {
                response = await SendAsync(bucket, key, "", cancellationToken).ConfigureAwait(false);
                if (response.IsSuccessStatusCode)
                {
                    return response;
                }

                StoreAnswer answer = await ReadAsync(response, cancellationToken).ConfigureAwait(false);
                if (!answer.IsTransient || attempt >= AttemptsBefore)
                {
                    throw new StoreRefusedException(StoreRefusal.Reason(answer, Store, permission));
                }

                response.Dispose();
            }
            catch (HttpRequestException exception) when (attempt >= AttemptsBefore)
            {
                throw new IOException($"{Store.Endpoint} cannot be reached ({Why(exception)})", exception);
            }
            catch (HttpRequestException)
            {
                // Asked again.
            }
            catch
            {
                response?.Dispose();
                throw;
            }

            await Task.Delay(Delay(attempt), _time, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<StoreAnswer> TryAsync(string bucket, string key, string query, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(RequestLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using HttpResponseMessage response = await SendAsync(bucket, key, query, either.Token).ConfigureAwait(false);
            return await ReadAsync(response, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"{Store.Endpoint} did not answer within {RequestLimit.TotalSeconds:0} seconds", exception);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(string bucket, string key, string query, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Store.Of(bucket, key, query));
        if (Store.IsRequesterPays)
        {
            request.Headers.TryAddWithoutValidation("x-amz-request-payer", "requester");
        }

        if (Store.ExpectedOwner is { } owner)
        {
            request.Headers.TryAddWithoutValidation("x-amz-expected-bucket-owner", owner);
        }

        try
        {
            await _signer.SignAsync(request, [], cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonClientException exception)
        {
            throw new StoreRefusedException("there are no credentials to sign with. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE; a web identity, the container and the instance were asked too", exception);
        }

        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
    }

    private async Task<StoreAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        _body.ResetWrittenCount();
        Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable closing = stream.ConfigureAwait(false);
        int read;
        while ((read = await stream.ReadAsync(_body.GetMemory(64 * 1024), cancellationToken).ConfigureAwait(false)) > 0)
        {
            _body.Advance(read);
            if (_body.WrittenCount > MaxPageBytes)
            {
                throw new StoreRefusedException(string.Create(CultureInfo.InvariantCulture, $"{Store.Endpoint} answered with more than {MaxPageBytes / 1024 / 1024} MiB, which no page has"));
            }
        }

        string? region = response.Headers.NonValidated.TryGetValues("x-amz-bucket-region", out HeaderStringValues values) ? values.ToString() : null;
        return new StoreAnswer(response.StatusCode, _body.WrittenMemory, region);
    }

    // Full jitter, so that readers that were turned away together do not come back together.
    private TimeSpan Delay(int attempt) => Min(BaseDelay * Math.Pow(2, attempt), MaxDelay) * (0.1 + (0.9 * _random()));

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static string Why(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "its name cannot be resolved",
        HttpRequestError.ConnectionError => "the connection is refused, or nobody answers",
        HttpRequestError.SecureConnectionError => "no TLS connection can be made: its certificate is not trusted, or it speaks plain HTTP",
        _ => exception.HttpRequestError.ToString(),
    };
}

/// <summary>A store said no for a reason that does not pass. The message is for people.</summary>
#pragma warning disable CA1032 // Internal, and always with what to say.
internal sealed class StoreRefusedException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether nothing was asked, because there are no credentials: then nothing else can be asked either.</summary>
    public bool HasNoCredentials => InnerException is AmazonClientException;
}
#pragma warning restore CA1032
