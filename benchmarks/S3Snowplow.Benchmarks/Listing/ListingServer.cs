using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace S3Snowplow.Benchmarks.Listing;

/// <summary>A store on loopback with as many objects as one likes, in a process of its own: pages of 1,000 are made when they are asked for, in the form that Amazon S3 gives them.</summary>
internal static class ListingServer
{
    private const int Page = 1000;

    /// <summary>Listens until its standard input ends; writes its address first.</summary>
    public static async Task<int> RunAsync(long keys)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using WebApplication app = builder.Build();
        app.Run(context => AnswerAsync(context, keys));
        await app.StartAsync();
        Console.WriteLine(app.Urls.First());
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
        return 0;
    }

    private static async Task AnswerAsync(HttpContext context, long keys)
    {
        string after = (string?)context.Request.Query["continuation-token"] ?? (string?)context.Request.Query["start-after"] ?? "";
        long first = after.Length == 0 ? 0 : long.Parse(after.AsSpan(after.LastIndexOf('-') + 1, 10), CultureInfo.InvariantCulture) + 1;
        long end = Math.Min(first + Page, keys);
        var page = new StringBuilder(Page * 300)
            .Append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>lake</Name><Prefix></Prefix><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType><IsTruncated>")
            .Append(end < keys ? "true" : "false").Append("</IsTruncated>");
        for (long i = first; i < end; i++)
        {
            page.Append(CultureInfo.InvariantCulture, $"<Contents><Key>raw/events/part-{i:D10}+%C3%BC.json</Key><LastModified>2026-11-{1 + (i % 28):D2}T{i % 24:D2}:{i % 60:D2}:07.000Z</LastModified><ETag>&quot;d41d8cd98f00b204e98{i:D13}&quot;</ETag><Size>{i % 1_000_000}</Size><StorageClass>STANDARD</StorageClass></Contents>");
        }

        if (end < keys)
        {
            page.Append(CultureInfo.InvariantCulture, $"<NextContinuationToken>raw/events/part-{end - 1:D10} \u00fc.json</NextContinuationToken>");
        }

        byte[] body = Encoding.UTF8.GetBytes(page.Append("</ListBucketResult>").ToString());
        context.Response.ContentType = "application/xml";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body);
    }
}
