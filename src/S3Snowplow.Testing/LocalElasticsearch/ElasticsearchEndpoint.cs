using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace S3Snowplow.Testing;

/// <summary>The REST API in front of a <see cref="LocalElasticsearch"/>: who may ask, what is asked, and what a request may not have.</summary>
internal sealed class ElasticsearchEndpoint(LocalElasticsearch cluster, LocalElasticsearchOptions options)
{
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

            (status, answer) = Answer(context.Request, path, bytes.ToArray(), fault);
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

        // An error comes whole, whatever was asked for.
        if (status < 400 && context.Request.Query["filter_path"].ToString() is { Length: > 0 } filter)
        {
            answer = FilterPath.Apply(filter, answer);
        }

        if (status == 401)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"security\", charset=\"UTF-8\"";
        }

        if (options.MajorVersion >= 8)
        {
            context.Response.Headers["X-Elastic-Product"] = "Elasticsearch";
        }

        context.Response.ContentType = "application/json";
        await PlainText.AnswerAsync(context, status, Encoding.UTF8.GetBytes(answer.ToJsonString())).ConfigureAwait(false);
    }

    private (int Status, JsonNode Body) Answer(HttpRequest request, string path, byte[] body, LocalElasticsearchFault? fault)
    {
        string[] parts = path.Trim('/').Split('/');
        bool isPost = HttpMethods.IsPost(request.Method);
        bool isPut = HttpMethods.IsPut(request.Method);
        bool isGet = HttpMethods.IsGet(request.Method);
        switch (parts)
        {
            case [""] when isGet:
                return (200, new JsonObject { ["name"] = "local", ["version"] = new JsonObject { ["number"] = $"{options.MajorVersion}.0.0" } });
            case ["_index_template", var name] when isPut:
                Parameters(request);
                cluster.Change(() => cluster.Templates.Put(name, Json(request, body)));
                return (200, new JsonObject { ["acknowledged"] = true });
            case ["_component_template", var name] when isPut:
                Parameters(request);
                cluster.Change(() => cluster.Templates.PutComponent(name, Json(request, body)));
                return (200, new JsonObject { ["acknowledged"] = true });
            case ["_template", var name] when isPut:
                Parameters(request, "include_type_name");
                bool? types = bool.TryParse(request.Query["include_type_name"], out bool given) ? given : null;
                cluster.Change(() => cluster.Templates.PutLegacy(name, Json(request, body), types));
                return (200, new JsonObject { ["acknowledged"] = true });
            case ["_bulk"] when isPost || isPut:
            case [_, "_bulk"] when isPost || isPut:
                // What is written is seen at once; refresh makes no difference here.
                Parameters(request, "refresh");
                CheckContentType(request, "application/x-ndjson", "application/json");
                return (200, cluster.Change(() => BulkRequest.Write(body, parts.Length == 2 ? parts[0] : null, cluster.IndexOf)));
            case [var index, "_doc", var id] when isPut || isPost:
                Parameters(request, "refresh");
                JsonObject written = cluster.Change(() => BulkRequest.Write(cluster.IndexOf(index), Uri.UnescapeDataString(id), Json(request, body), isCreation: false));
                return written.ContainsKey("error") ? (400, new JsonObject { ["error"] = written["error"]!.DeepClone(), ["status"] = 400 }) : ((int)written["status"]!, written);
            case [var pattern, "_search"] when isPost || isGet:
                Parameters(request, "pretty", "filter_path", "allow_partial_search_results");
                JsonElement search = body.Length == 0 ? JsonBytes.Element(writer => { writer.WriteStartObject(); writer.WriteEndObject(); }) : Json(request, body);
                return cluster.Change(() => SearchRequest.Evaluate(search, cluster.Resolve(pattern), options, fault, isPartialAllowed: request.Query["allow_partial_search_results"] != "false"));
            case [var pattern, "_field_caps"] when isPost || isGet:
                Parameters(request, "fields");
                string[] fields = request.Query["fields"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
                return fields.Length == 0
                    ? throw new ElasticsearchError(400, "action_request_validation_exception", "Validation Failed: 1: no fields specified;")
                    : (200, cluster.Change(() => FieldCapabilities.Of(fields, cluster.Resolve(pattern), options.MajorVersion)));
            case [var pattern, "_count"] when isGet:
                Parameters(request);
                return (200, new JsonObject { ["count"] = cluster.Change(() => cluster.Resolve(pattern).Sum(index => index.Count)) });
            default:
                throw new ElasticsearchError(400, "illegal_argument_exception", $"no handler found for uri [{path}] and method [{request.Method}]");
        }
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

    private static void Parameters(HttpRequest request, params ReadOnlySpan<string> allowed)
    {
        foreach (string name in QueryHelpers.ParseQuery(request.QueryString.Value).Keys)
        {
            if (!allowed.Contains(name))
            {
                throw ElasticsearchError.Illegal($"request [{request.Path}] contains unrecognized parameter: [{name}]");
            }
        }
    }

    private static JsonElement Json(HttpRequest request, byte[] body)
    {
        CheckContentType(request, "application/json");
        return JsonText.TryParse(body, out JsonElement parsed) is { } error ? throw ElasticsearchError.Parsing(error) : parsed;
    }

    private static void CheckContentType(HttpRequest request, params ReadOnlySpan<string> allowed)
    {
        string type = (request.ContentType ?? "").Split(';')[0].Trim();
        if (!allowed.Contains(type))
        {
            throw new ElasticsearchError(406, "media_type_header_exception", $"Content-Type header [{type}] is not supported");
        }
    }
}
