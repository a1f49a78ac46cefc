using System.CommandLine;

namespace S3Snowplow.Tool;

/// <summary>The command <c>doctor</c>: reaches each thing that the settings of <c>serve</c> name, and says what is wrong and what to do.</summary>
internal static class DoctorCommand
{
    // Where a pipeline looks that nobody has told otherwise: the default resolver of Enrich and Micro.
    internal const string IgluCentral = "http://iglucentral.com";

    public static Command Create(CommandRun run)
    {
        var options = new ServeOptionSet();
        var registry = new Option<string[]>("--registry") { Description = $"A registry that the pipeline asks for schemas. May be repeated. By default {IgluCentral}.", DefaultValueFactory = _ => [IgluCentral] };
        registry.Validators.Add(result =>
        {
            foreach (string text in result.Tokens.Select(token => token.Value).Where(text => !Uri.TryCreate(text, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0))
            {
                result.AddError($"--registry is {(text.Contains('@', StringComparison.Ordinal) ? "an address with a user (not printed here)" : $"'{text}'")}; allowed: http://HOST or https://HOST, without a user.");
            }
        });
        Option<Uri> elasticsearch = AddressOption.Create("--elasticsearch", "Also look whether the documents of the loader can be read there: https://HOST:PORT, or http:// to this machine.", isRequired: false);
        var doctor = new Command("doctor", "Reaches each thing that the settings of serve name, and says what is wrong and what to do. Sends no event and changes nothing.") { options.Config, options.Sets, registry, elasticsearch };
        run.Set(doctor, (parsed, console, cancellationToken) => DoctorRun.RunAsync(
            options.Read(parsed), [.. parsed.GetValue(registry)!.Select(text => new Uri(text))], parsed.GetValue(elasticsearch), console, credentials: null, cancellationToken));
        return doctor;
    }
}
