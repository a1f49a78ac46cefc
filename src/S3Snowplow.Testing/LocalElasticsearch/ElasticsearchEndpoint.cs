using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace S3Snowplow.Testing;

/// <summary>HTTP in front of a <see cref="LocalElasticsearch"/>: who may ask, which fault is played, and how an answer or an error is written.</summary>
internal sealed class ElasticsearchEndpoint(LocalElasticsearch cluster, LocalElasticsearchOptions options)
{
    private readonly ElasticsearchRoutes _routes = new(cluster);

    public async Task HandleAsync(HttpContext context)
    {
        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes, context.RequestAborted).ConfigureAwait(false);
        string path = context.Request.Path.Value ?? "/";
        LocalElasticsearchFault? fault = cluster.Begin(context.Request.Method, path, Encoding.UTF8.GetString(bytes.ToArray()));
        int status;
        JsonNode? answer;
        try
        {
            Authenticate(context.Request);
            if (fault is { Delay.Ticks: > 0 })
            {
                await Task.Delay(fault.Delay, options.TimeProvider, context.RequestAborted).ConfigureAwait(false);
            }

            if (fault is { BreaksConnection: true })
            {
                context.Abort();
                return;
            }

            if (fault is { Body: { } body })
            {
                await PlainText.AnswerAsync(context, fault.StatusCode, body).ConfigureAwait(false);
                return;
            }

            if (fault is { StatusCode: > 0 })
            {
                throw new ElasticsearchError(fault.StatusCode, fault.Type, fault.Reason);
            }

            if (fault is { Trips: { IsParent: true } trip })
            {
                throw BreakerErrors.OfNode(trip, bytes.Length, cluster.Server);
            }

            (status, answer) = _routes.Answer(new ElasticsearchRequest(context.Request, path, bytes.ToArray(), cluster.Server), fault);
        }
        catch (PlainError error)
        {
            (status, answer) = (error.Status, error.ToJson());
        }
        catch (ElasticsearchError error)
        {
            (status, answer) = (error.Status, error.ToJson());
        }
        catch (Exception exception) when (exception is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            // A member that is missing, or of another type than it has to be.
            (status, answer) = (400, ElasticsearchError.Parsing(exception.Message).ToJson());
        }

        // An error comes whole, whatever was asked for (96).
        if (status < 400 && context.Request.Query["filter_path"].ToString() is { Length: > 0 } filter)
        {
            answer = FilterPath.Apply(filter, answer);
        }

        if (status == 401)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"security\", charset=\"UTF-8\"";
        }

        if (cluster.Server.NamesPlaces)
        {
            context.Response.Headers["X-Elastic-Product"] = "Elasticsearch";
        }

        context.Response.ContentType = "application/json";
        await PlainText.AnswerAsync(context, status, JsonBytes.Write(writer => answer.WriteTo(writer))).ConfigureAwait(false);
    }

    private void Authenticate(HttpRequest request)
    {
        if (options.ApiKey is null && options.UserName is null)
        {
            return;
        }

        string given = request.Headers.Authorization.ToString();
        bool isKey = options.ApiKey is { } key && given == $"ApiKey {key}";
        bool isUser = options.UserName is { } name && given == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{options.Password}"));
        if (!isKey && !isUser)
        {
            throw new ElasticsearchError(401, "security_exception", given.Length == 0 ? $"missing authentication credentials for REST request [{request.Path}]" : "unable to authenticate with the credentials of the request");
        }
    }
}
