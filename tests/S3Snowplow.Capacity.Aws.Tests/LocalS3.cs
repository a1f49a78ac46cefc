using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Aws.Tests;

/// <summary>
/// A store in memory that checks signatures and conditions as Amazon S3 documents them (API reference, PutObject: 412 where a condition does not hold, 404 for <c>If-Match</c> where there is no object),
/// and errs as other stores do where a test has it.
/// </summary>
internal sealed class LocalS3(TimeProvider time) : HttpMessageHandler
{
    public const string AccessKey = "AKIDEXAMPLE";
    public const string SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private readonly Dictionary<string, (byte[] Content, DateTimeOffset Written)> _objects = new(StringComparer.Ordinal);

    public List<HttpRequestMessage> Requests { get; } = [];

    /// <summary>As Ceph 16: a version in quotes equals none.</summary>
    public bool ComparesQuotes { get; init; }

    /// <summary>As stores that do not know conditions of <c>PUT</c>: they write.</summary>
    public bool IgnoresConditions { get; init; }

    /// <summary>What the next request meets in place of the store, which it reaches all the same where <see cref="Fault.IsCarriedOut"/>.</summary>
    public Queue<Fault> Faults { get; } = new();

    /// <summary>The same for the next <c>PUT</c>: other requests pass.</summary>
    public Queue<Fault> FaultsOfPut { get; } = new();

    public Func<DateTimeOffset>? Written { get; set; }

    public HttpClient Client() => new(this, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    public byte[]? Content(string path) => _objects.TryGetValue(path, out (byte[] Content, DateTimeOffset) one) ? one.Content : null;

    public void Put(string path, byte[] content) => _objects[path] = (content, Written?.Invoke() ?? time.GetUtcNow());

    public void Remove(string path) => _objects.Remove(path);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        byte[] body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        Requests.Add(request);
        if (!Faults.TryDequeue(out Fault? fault) && (request.Method != HttpMethod.Put || !FaultsOfPut.TryDequeue(out fault)))
        {
            return Answer(request, body);
        }

        if (fault.IsCarriedOut)
        {
            Answer(request, body).Dispose();
        }

        return fault.Answer is { } answer ? answer() : throw (fault.Exception ?? await fault.SilenceAsync(cancellationToken));
    }

    private HttpResponseMessage Answer(HttpRequestMessage request, byte[] body)
    {
        if (!IsSigned(request, body))
        {
            return Error(HttpStatusCode.Forbidden, "SignatureDoesNotMatch");
        }

        string path = request.RequestUri!.GetComponents(UriComponents.Host | UriComponents.Path, UriFormat.UriEscaped);
        string? unless = Header(request, "If-None-Match"), only = Header(request, "If-Match");
        bool exists = _objects.TryGetValue(path, out (byte[] Content, DateTimeOffset Written) present);
        if (request.Method == HttpMethod.Get)
        {
            return !exists ? Error(HttpStatusCode.NotFound, "NoSuchKey")
                : unless == ETag(present.Content) ? new HttpResponseMessage(HttpStatusCode.NotModified)
                : Object(present);
        }

        if (!IgnoresConditions && only is not null && !exists)
        {
            return Error(HttpStatusCode.NotFound, "NoSuchKey");
        }

        if (!IgnoresConditions && ((unless == "*" && exists) || (only is not null && !IsEqual(only, ETag(present.Content)))))
        {
            return Error(HttpStatusCode.PreconditionFailed, "PreconditionFailed");
        }

        Put(path, body);
        return Tagged(new HttpResponseMessage(HttpStatusCode.OK), body);
    }

    private bool IsEqual(string only, string present) => ComparesQuotes ? only == present.Trim('"') : only.Trim('"') == present.Trim('"');

    private static HttpResponseMessage Object((byte[] Content, DateTimeOffset Written) one)
    {
        HttpResponseMessage answer = Tagged(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(one.Content) }, one.Content);
        answer.Content.Headers.LastModified = one.Written;
        return answer;
    }

    private static HttpResponseMessage Tagged(HttpResponseMessage answer, byte[] content)
    {
        answer.Headers.ETag = EntityTagHeaderValue.Parse(ETag(content));
        return answer;
    }

    public static HttpResponseMessage Error(HttpStatusCode status, string code) =>
        new(status) { Content = new StringContent($"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>secret-key</Message></Error>", Encoding.UTF8, "application/xml") };

#pragma warning disable CA5351, CA1308 // An entity tag is an MD5 in lower case.
    public static string ETag(byte[] content) => $"\"{Convert.ToHexString(MD5.HashData(content)).ToLowerInvariant()}\"";
#pragma warning restore CA5351, CA1308

    private static string? Header(HttpRequestMessage request, string name) => request.Headers.NonValidated.TryGetValues(name, out HeaderStringValues values) ? values.ToString() : null;

    // As Amazon checks it: every header that is signed, and the host, the date and the hash of the body have to be.
    private bool IsSigned(HttpRequestMessage request, byte[] body)
    {
        string authorization = Header(request, "Authorization") ?? "";
        string date = Header(request, "X-Amz-Date") ?? "";
        if (Header(request, "x-amz-content-sha256") is not { } hash || !hash.Equals(Convert.ToHexString(SHA256.HashData(body)), StringComparison.OrdinalIgnoreCase)
            || !DateTimeOffset.TryParseExact(date, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset signed)
            || (time.GetUtcNow() - signed).Duration() > TimeSpan.FromMinutes(15))
        {
            return false;
        }

        string region = authorization.Split("Credential=")[1].Split('/')[2];
        string[] names = authorization.Split("SignedHeaders=")[1].Split(',')[0].Split(';');
        IEnumerable<KeyValuePair<string, string>> headers = names.Select(name => KeyValuePair.Create(
            name, name == "host" ? request.RequestUri!.Authority : Header(request, name) ?? request.Content!.Headers.NonValidated[name].ToString()));
        string expected = SignatureV4.Of(request.Method.Method, request.RequestUri!.AbsolutePath, "", headers, body, date, region, "s3", SecretKey);
        return names.Contains("host") && names.Contains("x-amz-content-sha256") && authorization.EndsWith("Signature=" + expected, StringComparison.Ordinal);
    }

    /// <summary>Something that comes in the place of an answer.</summary>
    /// <param name="Answer">Another answer.</param>
    /// <param name="Exception">A broken connection; without it and an answer, nothing ever comes.</param>
    /// <param name="IsCarriedOut">Whether the store carries out the request before that.</param>
    internal sealed record Fault(Func<HttpResponseMessage>? Answer = null, Exception? Exception = null, bool IsCarriedOut = false)
    {
        /// <summary>Completes when the request has come.</summary>
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<Exception> SilenceAsync(CancellationToken cancellationToken)
        {
            Task silence = new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            Reached.TrySetResult();
            await silence;
            return new InvalidOperationException("Nothing comes.");
        }
    }
}
