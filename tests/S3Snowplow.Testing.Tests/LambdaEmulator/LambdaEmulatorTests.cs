using System.Net;
using System.Text;

namespace S3Snowplow.Testing.Tests.Lambdas;

/// <summary>The emulator as a runtime sees it, whatever that is written with.</summary>
public sealed class LambdaEmulatorTests : IAsyncLifetime
{
    private const string Next = "invocation/next";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private LambdaEmulator _lambda = null!;

    public async Task InitializeAsync() => _lambda = await LambdaEmulator.StartAsync();

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _lambda.DisposeAsync();
    }

    [Fact]
    public async Task Next_OfAnInvocation_HasTheHeadersOfTheRuntimeApi()
    {
        DateTimeOffset before = TimeProvider.System.GetUtcNow();
        Task<LambdaAnswer> invoked = _lambda.InvokeAsync("{}"u8.ToArray(), TimeSpan.FromSeconds(10));

        using HttpResponseMessage next = await _http.GetAsync(Address(Next));

        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
        Assert.Equal("00000000-0000-4000-a000-000000000001", Header(next, "Lambda-Runtime-Aws-Request-Id"));
        Assert.Equal(LambdaEmulator.FunctionArn, Header(next, "Lambda-Runtime-Invoked-Function-Arn"));
        Assert.InRange(long.Parse(Header(next, "Lambda-Runtime-Deadline-Ms"), System.Globalization.CultureInfo.InvariantCulture) - before.ToUnixTimeMilliseconds(), 9_999, 60_000);
        Assert.Equal("{}"u8.ToArray(), await next.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.Accepted, await AnswerAsync(next, "response", "1"));
        Assert.Equal((false, "1", false), ((await invoked).IsError, (await invoked).Text, (await invoked).IsLate));
        Assert.Equal(1, _lambda.Polls);
    }

    [Fact]
    public async Task Error_OfAnInvocation_IsItsAnswer()
    {
        Task<LambdaAnswer> invoked = _lambda.InvokeAsync("{}"u8.ToArray());
        using HttpResponseMessage next = await _http.GetAsync(Address(Next));

        await AnswerAsync(next, "error", "{}", ("Lambda-Runtime-Function-Error-Type", "Function.Any"));

        Assert.Equal("error Function.Any: {}", (await invoked).ToString());
    }

    [Fact]
    public async Task Answer_WithAnotherInvocationsId_IsRefused()
    {
        Task<LambdaAnswer> invoked = _lambda.InvokeAsync("{}"u8.ToArray());
        using HttpResponseMessage next = await _http.GetAsync(Address(Next));

        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync($"invocation/{Header(next, "Lambda-Runtime-Aws-Request-Id")}/response", "1"));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync("invocation/unknown/response", "1"));
        Assert.False(invoked.IsCompleted);
        await AnswerAsync(next, "response", "1");
        await invoked;
    }

    [Fact]
    public async Task Answer_TooLarge_IsRefusedAndAnError()
    {
        Task<LambdaAnswer> invoked = _lambda.InvokeAsync("{}"u8.ToArray());
        using HttpResponseMessage next = await _http.GetAsync(Address(Next));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await AnswerAsync(next, "response", new string('x', (6 * 1024 * 1024) + 101)));
        Assert.Equal("Function.ResponseSizeTooLarge", (await invoked).ErrorType);
    }

    [Fact]
    public async Task InitError_IsTold()
    {
        Assert.False(_lambda.InitError.IsCompleted);

        Assert.Equal(HttpStatusCode.Accepted, await PostAsync("init/error", """{"errorType":"x"}"""));

        Assert.Equal("""{"errorType":"x"}""", (await _lambda.InitError).Text);
    }

    [Fact]
    public async Task Faults_OfACall_ArePlayedInOrderAndOnlyThere()
    {
        _lambda.Enqueue(LambdaCall.Next, LambdaFault.Status(403));
        _lambda.Enqueue(LambdaCall.Next, LambdaFault.ResetConnection());
        _lambda.Enqueue(LambdaCall.Next, LambdaFault.Chunked());
        _lambda.Enqueue(LambdaCall.Response, LambdaFault.Status(410));
        byte[] payload = Encoding.UTF8.GetBytes(new string('x', 2500));
        Task<LambdaAnswer> invoked = _lambda.InvokeAsync(payload);

        using HttpResponseMessage refused = await _http.GetAsync(Address(Next));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => _http.GetAsync(Address(Next)));
        using HttpResponseMessage next = await _http.GetAsync(Address(Next));
        Assert.True(next.Headers.TransferEncodingChunked);
        Assert.Equal(payload, await next.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.Gone, await AnswerAsync(next, "response", "1"));
        Assert.Equal("1", (await invoked).Text);
        Assert.Equal(3, _lambda.Polls);
    }

    [Fact]
    public async Task Address_OfNoCall_IsNotFound() => Assert.Equal(HttpStatusCode.NotFound, await PostAsync(Next, ""));

    [Fact]
    public async Task Dispose_WithInvocationsWaiting_EndsTheirWait()
    {
        Task<LambdaAnswer> waiting = _lambda.InvokeAsync("{}"u8.ToArray());

        await _lambda.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private static string Header(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();

    private Uri Address(string path) => new($"http://{_lambda.Endpoint}/2018-06-01/runtime/{path}");

    private Task<HttpStatusCode> AnswerAsync(HttpResponseMessage next, string what, string body, params (string Name, string Value)[] headers) =>
        PostAsync($"invocation/{Header(next, "Lambda-Runtime-Aws-Request-Id")}/{what}", body, [("Lambda-Runtime-Invocation-Id", Header(next, "Lambda-Runtime-Invocation-Id")), .. headers]);

    private async Task<HttpStatusCode> PostAsync(string path, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address(path)) { Content = new StringContent(body) };
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using HttpResponseMessage response = await _http.SendAsync(request);
        return response.StatusCode;
    }
}
