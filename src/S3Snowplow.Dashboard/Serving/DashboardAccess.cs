using System.Net;
using Microsoft.AspNetCore.Http;
using S3Snowplow.AspNetCore;
using S3Snowplow.AspNetCore.Access;

namespace S3Snowplow.Dashboard;

/// <summary>Who may look. Metadata of the page's endpoints, so that a host that would show the page to everybody is found.</summary>
/// <remarks>
/// Where nobody is asked who he is, the name in <c>Host</c> has to be one that leads here by itself: a foreign site whose name is pointed at 127.0.0.1 (DNS rebinding) is of the same origin for a browser, and could read the page.
/// Credentials are not sent along by a browser to such a name.
/// </remarks>
internal sealed class DashboardAccess : IExposable
{
    private const string Challenge = "Basic realm=\"S3Snowplow\", charset=\"UTF-8\"";

    private readonly DashboardOptions _options;
    private readonly string _pattern;
    private readonly string _relay;
    private readonly SenderAuthentication _authentication;

    /// <summary>Makes it.</summary>
    /// <param name="options">What is set.</param>
    /// <param name="pattern">Where the page is.</param>
    /// <param name="relay">The relay's name for people.</param>
    public DashboardAccess(DashboardOptions options, string pattern, string relay)
    {
        (_options, _pattern, _relay) = (options, pattern, relay);
        _authentication = new SenderAuthentication(new WebhookOptions { UserName = options.UserName, Password = options.Password });
    }

    /// <inheritdoc/>
    public bool TrustsThisMachine => !_authentication.IsConfigured && !_options.AllowUnauthenticated;

    /// <inheritdoc/>
    public string Exposed(string address) =>
        $"The page '{_pattern}' of relay '{_relay}' would show its pipelines to everybody who reaches {address}. Set who may look, in S3Snowplow:Dashboard or by MapS3SnowplowDashboard(..., o => ...): "
        + $"{nameof(DashboardOptions.UserName)} and {nameof(DashboardOptions.Password)}; or put your own authorization before it, by MapS3SnowplowDashboard(...).RequireAuthorization(); or listen on http://127.0.0.1 only; or, where "
        + $"something else keeps others out, set {nameof(DashboardOptions.AllowUnauthenticated)}.";

    /// <summary>Whether the request may be answered. Where not, it has been.</summary>
    public async Task<bool> AdmitAsync(HttpContext context)
    {
        // The application's own authorization has looked at the request before.
        if (Exposure.HasAuthorization(context.GetEndpoint()))
        {
            return true;
        }

        if (_authentication.IsConfigured)
        {
            if (_authentication.Judge(context.Request) == SenderProof.Right)
            {
                return true;
            }

            context.Response.Headers.WWWAuthenticate = Challenge;
            return await RefuseAsync(context, StatusCodes.Status401Unauthorized, "This page asks for a user name and a password.").ConfigureAwait(false);
        }

        bool isLocal = Exposure.IsLocal(context.Connection);
        if (!isLocal && !_options.AllowUnauthenticated)
        {
            return await RefuseAsync(context, StatusCodes.Status403Forbidden, $"This page answers its own machine alone, until {nameof(DashboardOptions.UserName)} and {nameof(DashboardOptions.Password)} are set.").ConfigureAwait(false);
        }

        return IsKnown(context.Request.Host.Host, isLocal)
            || await RefuseAsync(context, StatusCodes.Status421MisdirectedRequest, $"This page is not reached by this name. Open it by http://127.0.0.1, or list the name in S3Snowplow:Dashboard:{nameof(DashboardOptions.AllowedHosts)}.").ConfigureAwait(false);
    }

    private bool IsKnown(string host, bool isLocal)
    {
        string name = host.Trim('[', ']');
        return _options.AllowedHosts.Contains(name, StringComparer.OrdinalIgnoreCase)
            || name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name, out IPAddress? address) && (!isLocal || IPAddress.IsLoopback(address)))
            || (!isLocal && _options.AllowedHosts.Count == 0);
    }

    private static async Task<bool> RefuseAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(reason, context.RequestAborted).ConfigureAwait(false);
        return false;
    }
}
