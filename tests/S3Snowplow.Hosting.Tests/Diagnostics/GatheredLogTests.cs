using S3Snowplow.Hosting.Diagnostics;
using S3Snowplow.Testing;

namespace S3Snowplow.Hosting.Tests.Diagnostics;

public sealed class GatheredLogTests
{
    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public void Note_LoggerThrows_HarmsNeitherTheCallerNorTheTimer(bool firstAtOnce, int writes)
    {
        var time = new ManualTimeProvider();
        int written = 0;
        var log = new GatheredLog(time, TimeSpan.FromSeconds(5), firstAtOnce, (_, _) =>
        {
            written++;
            throw new InvalidOperationException("The logger is broken.");
        });

        log.Note("a reason");
        log.Note("a reason");
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(writes, written);
    }
}
