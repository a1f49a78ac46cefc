using System.Globalization;
using S3Snowplow.Capacity;

namespace S3Snowplow.Tool;

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
