using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using S3Snowplow.Testing;

namespace S3Snowplow.IntegrationTests.Roles;

/// <summary>A request for the credentials of a role.</summary>
/// <param name="Action">The operation.</param>
/// <param name="Role">The role's ARN.</param>
/// <param name="Token">The web identity's token.</param>
/// <param name="Authorization">The signature; empty where there is none.</param>
internal sealed record RoleRequest(string Action, string Role, string Token, string Authorization);

/// <summary>Amazon's Security Token Service on loopback: gives everybody who asks for a role the same credentials, and keeps how it was asked.</summary>
/// <remarks>Source: AWS Security Token Service API Reference, <c>AssumeRole</c> and <c>AssumeRoleWithWebIdentity</c>; the query protocol, version 2011-06-15.</remarks>
internal sealed class RoleService : IAsyncDisposable
{
    public const string AccessKey = "ASIAEXAMPLE";
    public const string SecretKey = "secret-of-the-role";
    public const string SessionToken = "session-of-the-role";

    private readonly ConcurrentQueue<RoleRequest> _requests = new();
    private LoopbackServer? _server;

    public Uri Uri => _server!.Uri;

    public RoleRequest[] Requests => [.. _requests];

    public static async Task<RoleService> StartAsync()
    {
        var service = new RoleService();
        service._server = await LoopbackServer.StartAsync(0, service.AnswerAsync, CancellationToken.None);
        return service;
    }

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        IFormCollection form = await context.Request.ReadFormAsync();
        var request = new RoleRequest(form["Action"].ToString(), form["RoleArn"].ToString(), form["WebIdentityToken"].ToString(), context.Request.Headers.Authorization.ToString());
        _requests.Enqueue(request);
        if (request.Action is not ("AssumeRole" or "AssumeRoleWithWebIdentity"))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        string expiration = TimeProvider.System.GetUtcNow().AddHours(1).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        context.Response.ContentType = "text/xml";
        await context.Response.WriteAsync(
            $"""
            <{request.Action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{request.Action}Result>
              <AssumedRoleUser><Arn>{request.Role}/s</Arn><AssumedRoleId>AROAEXAMPLE:s</AssumedRoleId></AssumedRoleUser>
              <Credentials><AccessKeyId>{AccessKey}</AccessKeyId><SecretAccessKey>{SecretKey}</SecretAccessKey><SessionToken>{SessionToken}</SessionToken><Expiration>{expiration}</Expiration></Credentials>
            </{request.Action}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></{request.Action}Response>
            """);
    }
}
