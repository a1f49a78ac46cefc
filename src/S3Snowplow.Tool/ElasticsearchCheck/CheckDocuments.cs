using System.Globalization;
using System.Text;

namespace S3Snowplow.Tool;

/// <summary>Documents as the loader writes them, of objects in two pipelines, and the searches over them.</summary>
internal static class CheckDocuments
{
    /// <summary>The member with an object event's data.</summary>
    public const string Object = "unstruct_event_io_s3snowplow_object_event_1";

    /// <summary>When the checked documents were received: 09:00 of this day, and five minutes on.</summary>
    public static readonly DateTimeOffset Start = new(2026, 1, 2, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Lines for <c>_bulk</c>: 25 objects of two pipelines in five minutes.</summary>
    /// <param name="index">The index.</param>
    /// <param name="first">The number of the first one, from which its id is made.</param>
    public static byte[] Few(string index, int first = 0)
    {
        var lines = new StringBuilder();
        for (int i = first; i < first + 25; i++)
        {
            DateTimeOffset received = Start.AddSeconds(11 * i);
            Write(lines, index, i, received, received.AddMinutes(-(i % 3)), $"enriched/good/{(i % 4 == 0 ? "eu/" : "")}part-{i}", 1_000 + i);
        }

        return Encoding.UTF8.GetBytes(lines.ToString());
    }

    /// <summary>Writes one document and the line above it.</summary>
    public static void Write(StringBuilder lines, string index, long number, DateTimeOffset received, DateTimeOffset at, string key, long size, string? more = null)
    {
        string id = Id(number);
        lines.Append(CultureInfo.InvariantCulture, $$$"""{"index":{"_index":"{{{index}}}","_id":"{{{id}}}"}}""").Append('\n');
        lines.Append(CultureInfo.InvariantCulture, $$$"""{"app_id":"s3snowplow","platform":"srv","event":"unstruct","event_name":"object_event","event_id":"{{{id}}}","collector_tstamp":"{{{Time(received)}}}","derived_tstamp":"{{{Time(at)}}}","true_tstamp":"{{{Time(at)}}}","user_id":null""");
        lines.Append(CultureInfo.InvariantCulture, $$$""","unstruct_event_io_s3snowplow_object_event_1":{"event_name":"ObjectCreated:Put","event_time":"{{{Time(at)}}}","source":"aws:s3","bucket":"acme-raw","key":"{{{key}}}","size":{{{size}}}}""");
        lines.Append(CultureInfo.InvariantCulture, $$$""","contexts_io_s3snowplow_pipeline_1":[{"name":"{{{PipelineOf(key)}}}"}]{{{more}}}}""").Append('\n');
    }

    /// <summary>The pipeline of a key: the longest prefix counts.</summary>
    public static string PipelineOf(string key) => key.StartsWith("enriched/good/eu/", StringComparison.Ordinal) ? "deep" : key.Split('/') is ["p", var number, ..] ? $"p{number}" : "ops1";

    /// <summary>The id of an event.</summary>
    public static string Id(long number) => string.Create(CultureInfo.InvariantCulture, $"00000000-0000-5000-8000-{number:d12}");

    /// <summary>A page of the documents form, by receipt time.</summary>
    public static string Search(string from, string until, string format, int size) => $$"""
        { "size": {{size}}, "track_total_hits": true,
          "sort": [ { "collector_tstamp": { "order": "asc", "unmapped_type": "date" } } ],
          "_source": [ "event_id", "collector_tstamp", "derived_tstamp", "{{Object}}.event_name", "{{Object}}.bucket", "{{Object}}.key", "{{Object}}.size" ],
          "query": { "bool": { "filter": [
            { "range": { "collector_tstamp": { "gte": "{{from}}", "lt": "{{until}}", "format": "{{format}}" } } },
            { "exists": { "field": "{{Object}}" } } ] } } }
        """;

    /// <summary>A page of the entity form.</summary>
    public static string Composite(DateTimeOffset from, DateTimeOffset until, int size, string? after) => $$"""
        { "size": 0, "query": { "bool": { "filter": [
            { "range": { "collector_tstamp": { "gte": "{{Time(from)}}", "lt": "{{Time(until)}}", "format": "strict_date_optional_time" } } },
            { "terms": { "{{Object}}.event_name": [ "ObjectCreated:Put", "ObjectCreated:Post", "ObjectCreated:Copy", "ObjectCreated:CompleteMultipartUpload", "ObjectCreated" ] } } ] } },
          "aggs": { "cells": { "composite": { "size": {{size}}{{(after is null ? "" : $", \"after\": {after}")}}, "sources": [
              { "pipeline": { "terms": { "field": "contexts_io_s3snowplow_pipeline_1.name" } } },
              { "received": { "date_histogram": { "field": "collector_tstamp", "fixed_interval": "1m" } } },
              { "minute": { "date_histogram": { "field": "derived_tstamp", "fixed_interval": "1m" } } } ] },
            "aggs": { "bytes": { "sum": { "field": "{{Object}}.size" } } } } } }
        """;

    /// <summary>A time as the loader writes it.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString(time.Millisecond == 0 ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
