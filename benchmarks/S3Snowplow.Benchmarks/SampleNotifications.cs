using System.Globalization;
using System.Text;

namespace S3Snowplow.Benchmarks;

/// <summary>
/// Notifications as Amazon S3 sends them, about 900 bytes a record, each record with a key, sequencer, ETag, request id and size of its own.
/// </summary>
internal static class SampleNotifications
{
    /// <summary>Makes notifications of <paramref name="records"/> records each; no two records are alike.</summary>
    public static ReadOnlyMemory<byte>[] Make(int notifications, int records)
    {
        var made = new ReadOnlyMemory<byte>[notifications];
        for (int i = 0; i < notifications; i++)
        {
            int first = i * records;
            made[i] = Encoding.UTF8.GetBytes("{\"Records\":[" + string.Join(',', Enumerable.Range(first, records).Select(Record)) + "]}");
        }

        return made;
    }

    private static string Record(int number)
    {
        ulong mixed = unchecked((ulong)(number + 1) * 0x9E3779B97F4A7C15);
        DateTime time = new DateTime(2026, 3, 1, 6, 0, 0, DateTimeKind.Utc).AddMilliseconds(number * 7L);
        return string.Create(CultureInfo.InvariantCulture, $$$$"""
            {"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-central-1",
            "eventTime":"{{{{time:yyyy-MM-ddTHH:mm:ss.fffZ}}}}","eventName":"ObjectCreated:Put",
            "userIdentity":{"principalId":"AWS:AROAMADEUPEXAMPLE0001:loader-{{{{number % 8}}}}"},
            "requestParameters":{"sourceIPAddress":"192.0.2.{{{{number % 250}}}}"},
            "responseElements":{"x-amz-request-id":"{{{{mixed:X16}}}}",
            "x-amz-id-2":"ngGS2hlpY8SEaxeHJ+OU9smDh/{{{{mixed:X16}}}}/6isxPI5mMWpKB+66nKttUALRIQ0haZW3JefuRDyTyM4XEXAMPLE="},
            "s3":{"s3SchemaVersion":"1.0","configurationId":"relay-all-objects",
            "bucket":{"name":"example-landing-zone-eu-central-1","ownerIdentity":{"principalId":"A1MADEUPEXAMPLE"},
            "arn":"arn:aws:s3:::example-landing-zone-eu-central-1"},
            "object":{"key":"incoming/orders/year%3D2026/month%3D03/day%3D01/part-{{{{number:D8}}}}-of-daily+export.parquet",
            "size":{{{{1024 + (mixed % 50_000_000)}}}},"eTag":"{{{{mixed:x16}}}}{{{{~mixed:x16}}}}","sequencer":"0069A3D5{{{{number:X10}}}}"}}}
            """).ReplaceLineEndings("");
    }
}
