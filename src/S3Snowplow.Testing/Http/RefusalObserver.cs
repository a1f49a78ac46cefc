using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace S3Snowplow.Testing;

/// <summary>Sees the requests that the server refuses by itself, which no handler sees.</summary>
internal sealed class RefusalObserver : IObserver<KeyValuePair<string, object?>>
{
    // Source: ASP.NET Core, diagnostics of Kestrel.
    private const string Refused = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    private readonly IConnectionCustoms _customs;

    private RefusalObserver(IConnectionCustoms customs) => _customs = customs;

    /// <summary>Observes a server.</summary>
    /// <returns>Ends the observation.</returns>
    public static IDisposable Subscribe(IServiceProvider services, IConnectionCustoms customs) =>
        services.GetRequiredService<DiagnosticListener>().Subscribe(new RefusalObserver(customs), name => name == Refused);

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is IFeatureCollection request && request.Get<IBadRequestExceptionFeature>()?.Error is BadHttpRequestException reason)
            _customs.Refuse(request, reason);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }
}
