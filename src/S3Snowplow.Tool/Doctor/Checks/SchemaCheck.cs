using System.Net;
using S3Snowplow.Capacity;
using S3Snowplow.Mapping;

namespace S3Snowplow.Tool;

/// <summary>Asks the registries for the schemas of the events that would be sent: where a pipeline does not find one, the event fails.</summary>
/// <remarks>Source: Iglu docs, static repository: <c>GET ROOT/schemas/VENDOR/NAME/FORMAT/VERSION</c>; the root of an Iglu Server has <c>/api</c> behind it.</remarks>
internal sealed class SchemaCheck(DoctorContext context, bool hasCollector) : IDoctorCheck
{
    public string Name => "schemas";

    public async Task<Finding> LookAsync(CancellationToken cancellationToken)
    {
        // The collector for trials takes its schemas from this tool. A first look on a machine without internet has nothing wrong.
        if (!hasCollector && context.Registries is [{ OriginalString: DoctorCommand.IgluCentral }])
        {
            return Finding.Skipped("COLLECTOR_URI is not set, and --registry neither");
        }

        List<string> missing = [];
        HashSet<string> unreached = new(StringComparer.Ordinal);
        IgluUri[] schemas = [.. Schemas()];
        foreach (IgluUri schema in schemas)
        {
            if (!await IsFoundAsync(schema, unreached, cancellationToken))
            {
                missing.Add(schema.Text);
            }
        }

        string registries = string.Join(" and ", context.Registries.Select(registry => registry.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped).TrimEnd('/')));
        return missing.Count == 0 ? Finding.Ok($"{schemas.Length} at {registries}")
            : unreached.Count == context.Registries.Count ? Finding.Wrong($"{registries} is not reached: {string.Join("; ", unreached)}", "Check the address, or name the registry that your pipeline asks: --registry URL.")
            : Finding.Wrong($"not at {registries}: {string.Join(", ", missing)}", "Publish them (the folder schemas of this project has ours) and name your registry with --registry URL; or set EVENT_SCHEMA to "
                + "iglu:com.amazon.aws.lambda/s3_notification_event/jsonschema/1-0-0, which every pipeline finds.");
    }

    private IEnumerable<IgluUri> Schemas()
    {
        yield return IgluUri.Parse(context.Options<RelayOptions>().EventSchema);
        if (context.Settings.Has("Capacity"))
        {
            var ours = new CapacitySchemas();
            yield return ours.ProcessorCapacity;
            yield return ours.ThroughputExceeded;
            yield return ours.Pipeline;
        }
    }

    private async Task<bool> IsFoundAsync(IgluUri schema, HashSet<string> unreached, CancellationToken cancellationToken)
    {
        foreach (Uri registry in context.Registries)
        {
            try
            {
                using HttpResponseMessage answer = await context.Http.GetAsync(new Uri(AddressOption.Root(registry), "schemas/" + schema.Text["iglu:".Length..]), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return true;
                }
            }
            catch (HttpRequestException exception)
            {
                unreached.Add(exception.Message.TrimEnd('.'));
            }
        }

        return false;
    }
}
