using System.Diagnostics;
using System.Globalization;

namespace S3Snowplow.RelayArm;

/// <summary>One source without an end: what the relay settles in each second since the process began to work, while the just-in-time compiler wants the same processor.</summary>
internal static class SaturatedRounds
{
    public static async Task RunAsync(ObjectEventRelay relay, int seconds)
    {
        // From the source, not from a timer: on a processor that is never idle a timer comes late.
        long began = Stopwatch.GetTimestamp();
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        (int told, int before) = (0, 0);
        CountingSource source = null!;
        source = new CountingSource(RelayRounds.Bodies, 0, int.MaxValue, () =>
        {
            TimeSpan passed = Stopwatch.GetElapsedTime(began);
            if (passed.TotalSeconds >= told + 1)
            {
                TimeSpan now = Environment.CpuUsage.TotalTime;
                int settled = source.Acknowledged;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{settled - before} {passed.TotalMicroseconds:F0} {(now - processor).TotalMicroseconds:F0} 0"));
                (told, before, processor) = ((int)passed.TotalSeconds, settled, now);
            }

            return told >= seconds;
        });
        await relay.RunAsync(source);
    }
}
