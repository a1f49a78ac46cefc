using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing.Tests.Elasticsearch;

/// <summary>Asks a local Elasticsearch as any client does.</summary>
internal static class ElasticsearchRequests
{
    public static Task<(int Status, JsonNode Body)> SearchAsync(this LocalElasticsearch cluster, string pattern, string body) => cluster.SendAsync("POST", $"{pattern}/_search", body);

    /// <summary>The named aggregation of a search over everything.</summary>
    public static async Task<JsonNode> AggregateAsync(this LocalElasticsearch cluster, string aggregation, string pattern = "a*")
    {
        (int status, JsonNode body) = await cluster.SearchAsync(pattern, $$"""{ "size": 0, "aggs": { "it": {{aggregation}} } }""");
        Assert.True(status == 200, body.ToJsonString());
        return body["aggregations"]!["it"]!;
    }

    public static async Task<(int Status, JsonNode Body)> SendAsync(
        this LocalElasticsearch cluster, string method, string path, string? body = null, string type = "application/json", AuthenticationHeaderValue? credentials = null)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(cluster.Uri, path));
        request.Headers.Authorization = credentials;
        if (body is not null)
        {
            request.Content = new StringContent(body, new MediaTypeHeaderValue(type));
        }

        using HttpResponseMessage answer = await http.SendAsync(request);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsByteArrayAsync())!);
    }

    public static async Task PutAsync(this LocalElasticsearch cluster, string index, params string[] documents)
    {
        for (int i = 0; i < documents.Length; i++)
        {
            (int status, JsonNode body) = await cluster.SendAsync("PUT", $"{index}/_doc/{index}{i}", documents[i]);
            Assert.True(status == 201, body.ToJsonString());
        }
    }
}
