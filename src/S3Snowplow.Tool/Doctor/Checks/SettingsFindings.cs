using System.Globalization;
using S3Snowplow.AspNetCore;
using S3Snowplow.AspNetCore.Access;
using S3Snowplow.Capacity;

namespace S3Snowplow.Tool;

/// <summary>Says which settings were read. What is wrong with them has ended the run before.</summary>
internal sealed class SettingsFindings(DoctorContext context) : IDoctorCheck
{
    public string Name => "settings";

    public Task<Finding> LookAsync(CancellationToken cancellationToken) =>
        Task.FromResult(Finding.Ok(context.Settings.File is { } file ? $"{file}: nothing wrong" : $"no file {ServeInput.DefaultFile} in this folder; variables and defaults"));
}

/// <summary>Says what the bands are, and what in them is most often a mistake.</summary>
internal sealed class BandsFindings(DoctorContext context) : IDoctorCheck
{
    public string Name => "bands";

    public async Task<Finding> LookAsync(CancellationToken cancellationToken)
    {
        if (!context.Settings.Has("Capacity"))
        {
            return Finding.Skipped("S3Snowplow:Capacity is not set, nothing is judged");
        }

        CapacityOptions options = context.Options<CapacityOptions>();
        (CapacityBands? bands, _) = await ServeBands.ReadAsync(options, context.Settings, cancellationToken);
        string place = ServeBands.Place(options);
        return bands switch
        {
            null => Finding.Skipped($"{place}: a repository is read by serve, which goes on while it is out of reach"),
            { Errors: [var error, ..] } => Finding.Wrong(error.ToString(), "Mend the file; the others are used meanwhile."),
            { Warnings: [var warning, ..] } => Finding.Ok(string.Create(CultureInfo.InvariantCulture, $"{place}: {bands.Pipelines.Count} pipelines, {bands.Warnings.Count} warnings, first {warning}")),
            _ => Finding.Ok(string.Create(CultureInfo.InvariantCulture, $"{place}: {bands.Pipelines.Count} pipelines")),
        };
    }
}

/// <summary>Says which channels are told. Their settings were checked before; only a test alert shows that they arrive.</summary>
internal sealed class ChannelFindings(DoctorContext context) : IDoctorCheck
{
    public string Name => "alert channels";

    public Task<Finding> LookAsync(CancellationToken cancellationToken) => Task.FromResult(context.Settings.Has("Capacity")
        ? Finding.Ok($"{string.Join(", ", ServeBands.Channels(context.Settings).Select(channel => channel.Name))}: well-formed; s3snowplow alert test sends to them")
        : Finding.Skipped("nothing is judged, so nobody is told"));
}

/// <summary>Says who can reach the page and the webhook. What is open without a secret has ended the run before.</summary>
internal sealed class ExposureFindings(DoctorContext context) : IDoctorCheck
{
    public string Name => "exposure";

    public Task<Finding> LookAsync(CancellationToken cancellationToken)
    {
        string[] open = [.. Listening.Split(context.Settings.Value("urls")).Where(url => !Exposure.IsLocal(url))];
        string[] clear = [.. open.Where(url => url.StartsWith("http:", StringComparison.OrdinalIgnoreCase))];
        return Task.FromResult(
            open.Length == 0 ? Finding.Ok($"{string.Join(", ", Listening.Split(context.Settings.Value("urls")))}: this machine only")
            : context.Options<WebhookOptions>().AllowUnauthenticated ? Finding.Ok($"{string.Join(", ", open)}: everybody who reaches it may post, as S3Snowplow:Webhook:AllowUnauthenticated says")
            : clear.Length > 0 ? Finding.Ok($"{string.Join(", ", open)}: with credentials, which travel in the clear unless something with TLS stands before it")
            : Finding.Ok($"{string.Join(", ", open)}: with credentials"));
    }
}
