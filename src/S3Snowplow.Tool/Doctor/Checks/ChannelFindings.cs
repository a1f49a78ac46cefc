namespace S3Snowplow.Tool;

/// <summary>Says which channels are told. Their settings were checked before; only a test alert shows that they arrive.</summary>
internal sealed class ChannelFindings(DoctorContext context) : IDoctorCheck
{
    public string Name => "alert channels";

    public Task<Finding> LookAsync(CancellationToken cancellationToken) => Task.FromResult(context.Settings.Has("Capacity")
        ? Finding.Ok($"{string.Join(", ", ServeBands.Channels(context.Settings).Select(channel => channel.Name))}: well-formed; s3snowplow alert test sends to them")
        : Finding.Skipped("nothing is judged, so nobody is told"));
}
