using System.Net.Http.Headers;
using System.Text;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Elasticsearch;

/// <summary>The documents that were recorded with their right cells: in two indices, events twice, late, of an hour to come, without a size, deletes, more bytes than a double holds.</summary>
public sealed class RecordedCellsTests
{
    private static readonly string Root = DataFolder.Find("S3SNOWPLOW_RECORDINGS", "../shared/reference", "tests/Data/recordings");

    private static readonly long First = new DateTimeOffset(2026, 1, 2, 10, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds() / 60;

    [Theory]
    [InlineData(ElasticsearchForm.Documents, 6, true)]
    [InlineData(ElasticsearchForm.Documents, 6, false)]
    [InlineData(ElasticsearchForm.Documents, 10_000, true)]
    [InlineData(ElasticsearchForm.Entity, 6, true)]
    public async Task Read_TheRecordedDocuments_FindsTheirRightCells(ElasticsearchForm form, int perPage, bool template)
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();
        var options = new ElasticsearchOptions { Address = cluster.Uri, IndexPattern = "cells-*", Form = form, DocumentsPerPage = Math.Max(perPage, 10) };
        if (template)
        {
            await ElasticsearchRig.InstallAsync(cluster, options, 8);
        }

        await SendAsync(cluster, "_bulk", await File.ReadAllTextAsync(Path.Combine(Root, "elasticsearch", "requests", "52-bulk-cells.ndjson")), "application/x-ndjson");
        var bands = new LiveBands(CapacityBands.Parse("""
            { bands: { s: 1 GB/h }, pipelines: {
              ops1: { band: s, inputs: [ { bucket: acme-raw, prefix: enriched/good/ } ] },
              deep: { band: s, inputs: [ { bucket: acme-raw, prefix: enriched/good/eu/ } ] },
              reports: { band: s, inputs: [ { bucket: acme-reports, prefix: "" } ] } } }
            """));
        using var minutes = new ElasticsearchReceivedMinutes(options, bands);

        List<string> cells = [];
        await foreach (ReceivedMinute minute in minutes.ReadAsync(First, First + 5))
        {
            foreach (string pipeline in (string[])["ops1", "deep", "reports"])
            {
                foreach ((long at, Int128 bytes) in minute.Of(pipeline).Arrived)
                {
                    cells.Add($"{pipeline} {minute.Receipt - First}×{at - First} {bytes}");
                }
            }
        }

        // A sum of the cluster is a double. The documents have the number as it was sent.
        long large = form == ElasticsearchForm.Documents ? 9007199254740993 : 9007199254740992;
        Assert.Equal(
            ((string[])["ops1 0×-1 200", "ops1 0×0 1000", "ops1 1×-1560 5", "ops1 1×1 0", "ops1 2×1 13", "deep 1×0 30", $"deep 1×1 {large}", "deep 1×30 7", "reports 1×1 90000"])
                .Order(StringComparer.Ordinal),
            cells.Order(StringComparer.Ordinal));
    }

    private static async Task SendAsync(LocalElasticsearch cluster, string path, string body, string type)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(cluster.Uri, path)) { Content = new StringContent(body, new MediaTypeHeaderValue(type)) };
        using HttpResponseMessage answer = await http.SendAsync(request);
        string text = Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync());
        Assert.True(answer.IsSuccessStatusCode && !text.Contains("\"errors\":true", StringComparison.Ordinal), text);
    }
}
