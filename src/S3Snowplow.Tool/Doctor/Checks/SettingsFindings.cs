namespace S3Snowplow.Tool;

/// <summary>Says which settings were read. What is wrong with them has ended the run before.</summary>
internal sealed class SettingsFindings(DoctorContext context) : IDoctorCheck
{
    public string Name => "settings";

    public Task<Finding> LookAsync(CancellationToken cancellationToken) =>
        Task.FromResult(Finding.Ok(context.Settings.File is { } file ? $"{file}: nothing wrong" : $"no file {ServeInput.DefaultFile} in this folder; variables and defaults"));
}
