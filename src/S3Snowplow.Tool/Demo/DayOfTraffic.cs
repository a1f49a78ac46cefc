using System.Globalization;
using System.Text;
using S3Snowplow.Capacity;

namespace S3Snowplow.Tool;

/// <summary>What a day looks like: each pipeline gets one of four shapes, as multiples of what it can take, with 5 % noise on each object. As the notifications that Amazon S3 sends.</summary>
internal sealed class DayOfTraffic(int seed)
{
    private const int ObjectsPerMinute = 2;

    private static readonly (string Name, Func<int, double> Load)[] Shapes =
    [
        ("a stream, half of what it can take, but one and a half times as much from 08:00 to 10:30", minute => minute is >= 480 and < 630 ? 1.5 : 0.5),
        ("a file an hour, 0.8 of what it can take", minute => minute % 60 == 7 ? 60 * 0.8 : 0),
        ("a stream with a burst of three times what it can take from 12:00 to 12:10", minute => minute is >= 720 and < 730 ? 3 : 0.4),
        ("a batch at 01:00, three hours of work, which its owner tolerates", minute => minute is >= 60 and < 80 ? 9 : 0),
    ];

    private readonly Random _noise = new(seed);
    private long _sequence;

    /// <summary>The shape of the n-th pipeline's day, in words.</summary>
    public static string NameOf(int pipeline) => Shapes[pipeline % Shapes.Length].Name;

    /// <summary>The notification of what arrived in one minute; <see langword="null"/>: nothing did.</summary>
    public byte[]? Of(CapacityBands bands, int minute, DateTimeOffset time)
    {
        List<string> records = [];
        for (int i = 0; i < bands.Pipelines.Count; i++)
        {
            PipelineBand pipeline = bands.Pipelines[i];
            double load = Shapes[i % Shapes.Length].Load(minute);
            for (int one = 0; load > 0 && pipeline.Inputs.Count > 0 && one < ObjectsPerMinute; one++)
            {
                double bytes = load * pipeline.Throughput.BytesPerHour / 60 / ObjectsPerMinute * (0.95 + (0.1 * _noise.NextDouble()));
                records.Add(Record(pipeline.Inputs[0], (long)bytes, time.AddSeconds(one * 60 / ObjectsPerMinute)));
            }
        }

        return records.Count == 0 ? null : Encoding.UTF8.GetBytes($"{{\"Records\":[{string.Join(',', records)}]}}");
    }

    // Amazon S3 User Guide, "Event message structure". The keys need no encoding.
    private string Record(PipelineInput input, long size, DateTimeOffset time)
    {
        string bucket = input.Bucket.Replace("*", "1", StringComparison.Ordinal);
        return string.Create(CultureInfo.InvariantCulture, $$$"""
            {"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-central-1","eventTime":"{{{time:yyyy-MM-ddTHH:mm:ss.fffZ}}}","eventName":"ObjectCreated:Put",
            "s3":{"s3SchemaVersion":"1.0","bucket":{"name":"{{{bucket}}}","arn":"arn:aws:s3:::{{{bucket}}}" },
            "object":{"key":"{{{input.Prefix}}}part-{{{_sequence++:d8}}}","size":{{{size}}},"eTag":"d41d8cd98f00b204e9800998ecf8427e","sequencer":"{{{_sequence + 0x0055AED6DCD90281:X16}}}" } } }
            """);
    }
}
