using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using S3Snowplow.AspNetCore;
using S3Snowplow.AspNetCore.Access;
using S3Snowplow.Capacity;
using S3Snowplow.Dashboard;

namespace S3Snowplow.Tool;

/// <summary>Checks an application's settings as a whole before anything starts: the packages' own rules, the bands, the names of channels, who can reach what.</summary>
internal static class ServeCheck
{
    private const string PageSection = "S3Snowplow:Dashboard";

    /// <summary>A message for each thing that is wrong, with the place where it was written.</summary>
    public static async Task<List<string>> ProblemsAsync(WebApplication app, ServeSettings settings, CancellationToken cancellationToken)
    {
        List<string> problems = [];
        foreach (OptionsValidationException wrong in Failures(app.Services.GetRequiredService<IStartupValidator>()))
        {
            string section = KnownSettings.SectionOf(wrong.OptionsType) ?? KnownSettings.Root;
            problems.AddRange(wrong.Failures.Select(failure => settings.Placed(SectionWithin(section, failure), failure)));
        }

        if (Telemetry.Problem(settings.Value("OTEL_EXPORTER_OTLP_ENDPOINT")) is { } telemetry)
        {
            problems.Add(settings.Placed("OTEL_", telemetry));
        }

        problems.AddRange(Page(app.Services, settings));
        problems.AddRange(Posting(app.Services, settings));
        if (settings.Has("Capacity") && Options<CapacityOptions>(app.Services) is { } capacity)
        {
            problems.AddRange(await ServeBands.ProblemsAsync(capacity, settings, cancellationToken));
        }

        return [.. problems.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Options that were checked; <see langword="null"/> where they are wrong, which is said elsewhere.</summary>
    public static T? Options<T>(IServiceProvider services, string name = "")
        where T : class
    {
        try
        {
            return services.GetRequiredService<IOptionsMonitor<T>>().Get(name);
        }
        catch (OptionsValidationException)
        {
            return null;
        }
    }

    private static IEnumerable<OptionsValidationException> Failures(IStartupValidator validator)
    {
        try
        {
            validator.Validate();
            return [];
        }
        catch (OptionsValidationException one)
        {
            return [one];
        }
        catch (AggregateException several) when (several.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            return several.InnerExceptions.Cast<OptionsValidationException>();
        }
    }

    // A message that begins with its setting's whole name says more exactly where.
    private static string SectionWithin(string section, string failure)
    {
        string first = failure.Split(' ')[0].TrimEnd(':');
        return first.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase) ? first : section;
    }

    // The page's settings are read when it is mapped, so no options say what is wrong with them.
    private static IEnumerable<string> Page(IServiceProvider services, ServeSettings settings)
    {
        DashboardOptions page = services.GetRequiredService<IConfiguration>().GetSection(PageSection).Get<DashboardOptions>() ?? new DashboardOptions();
        foreach (string problem in page.Validate())
        {
            yield return settings.Placed(PageSection, $"{PageSection}: {problem}");
        }

        if (page is { AllowUnauthenticated: false, UserName: null, Password: null } && Open(settings) is { } open)
        {
            yield return settings.Placed("urls", $"urls has '{open}', which others than this machine can reach, and nothing says who may look at the page; set {PageSection}:UserName and Password; "
                + $"or listen on http://127.0.0.1 only; or, where something else keeps others out, set {PageSection}:AllowUnauthenticated.");
        }
    }

    private static IEnumerable<string> Posting(IServiceProvider services, ServeSettings settings)
    {
        if (Open(settings) is { } open && Options<WebhookOptions>(services) is { AllowUnauthenticated: false, Secrets.Count: 0, UserName: null, SnsTopics.Count: 0 })
        {
            yield return settings.Placed("urls", $"urls has '{open}', which others than this machine can reach, and nothing says who may post there; set S3Snowplow:Webhook:Secrets, "
                + "S3Snowplow:Webhook:UserName and Password, or S3Snowplow:Webhook:SnsTopics; or listen on http://127.0.0.1 only; or, where something else keeps others out, set S3Snowplow:Webhook:AllowUnauthenticated.");
        }
    }

    private static string? Open(ServeSettings settings) => Listening.Split(settings.Value("urls")).FirstOrDefault(url => !Exposure.IsLocal(url));
}
