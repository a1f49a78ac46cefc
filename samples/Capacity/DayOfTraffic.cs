using S3Snowplow.Capacity;
using S3Snowplow.Notifications;

namespace S3Snowplow.CapacitySample;

/// <summary>What a day looks like: each pipeline gets one of four shapes, as multiples of what it can take, with 5 % noise on each object.</summary>
internal sealed class DayOfTraffic(int seed)
{
    private const int ObjectsPerMinute = 6;

    private static readonly (string Name, Func<int, double> Load)[] Shapes =
    [
        ("a step to 1.6 times its capacity from 08:00 to 10:00", minute => minute is >= 480 and < 600 ? 1.6 : 0.5),
        ("files once an hour, 0.85 of its capacity", minute => minute % 60 == 7 ? 60 * 0.85 : 0),
        ("a burst of 5 times its capacity from 12:00 to 12:20", minute => minute is >= 720 and < 740 ? 5 : 0.4),
        ("a ramp from 0.3 to 1.8 times its capacity and back", minute => minute < 240 || minute >= 960 ? 0.3 : minute < 720 ? 0.3 + (1.5 * (minute - 240) / 480) : 1.8 - (1.5 * (minute - 720) / 240)),
    ];

    private readonly Random _noise = new(seed);
    private long _sequence;

    /// <summary>The shape of the n-th pipeline's day, in words.</summary>
    public static string NameOf(int pipeline) => Shapes[pipeline % Shapes.Length].Name;

    /// <summary>The object events of one minute.</summary>
    public IEnumerable<ObjectEvent> Of(CapacityBands bands, int minute, DateTimeOffset time)
    {
        for (int i = 0; i < bands.Pipelines.Count; i++)
        {
            PipelineBand pipeline = bands.Pipelines[i];
            double load = Shapes[i % Shapes.Length].Load(minute);
            for (int one = 0; load > 0 && pipeline.Inputs.Count > 0 && one < ObjectsPerMinute; one++)
            {
                double bytes = load * pipeline.Throughput.BytesPerHour / 60 / ObjectsPerMinute * (0.95 + (0.1 * _noise.NextDouble()));
                yield return Put(pipeline.Inputs[0], (long)bytes, time.AddSeconds(one * 60 / ObjectsPerMinute));
            }
        }
    }

    private ObjectEvent Put(PipelineInput input, long size, DateTimeOffset time)
    {
        string key = $"{input.Prefix}part-{_sequence++:d8}";
        return new ObjectEvent
        {
            Dialect = NotificationDialect.AmazonS3,
            Name = ObjectEventName.CreatedPut,
            OriginalName = ObjectEventName.CreatedPut,
            Time = time,
            TimeText = time.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture),
            Bucket = input.Bucket.Replace("*", "1", StringComparison.Ordinal),
            Key = key,
            RawKey = key,
            KeyDecoded = true,
            Size = size,
            Sequencer = _sequence.ToString("X16", System.Globalization.CultureInfo.InvariantCulture),
        };
    }
}
