using System.Net;

namespace S3Snowplow.Capacity;

/// <summary>Says in the words of the settings what an error of Elasticsearch means: by its status and its type first, and by words only where one type stands for several things.</summary>
/// <remarks>Source: answers of OpenSearch 2.19 and 3.8, and of Elasticsearch 7.17, 8.17 and 9.1; for version 6, the messages in its source.</remarks>
internal static class ElasticsearchFailure
{
    /// <summary>The type of an error that says that an index has been set to refuse reading or writing, or that a disk is full.</summary>
    public const string Block = "cluster_block_exception";

    /// <summary>The type of an error that says that there is no such index.</summary>
    public const string NoSuchIndex = "index_not_found_exception";

    // What an unsuitable mapping makes the servers say. "fielddata" alone is in the text of an overload too.
    private static readonly string[] MappingWords = ["Text fields are not optimised", "Fielddata is disabled on", "Expected numeric type on field", "is not supported for aggregation"];

    // Illegal arguments are many things; these types alone speak of fields.
    private static readonly string[] MappingTypes = ["illegal_argument_exception", "aggregation_execution_exception", "query_shard_exception", ""];

    private static readonly string[] BeforeFields = ["fielddata=true on [", "Fielddata is disabled on [", "type on field [", "Field ["];

    /// <summary>What an answer other than 200 means.</summary>
    public static ElasticsearchException Of(HttpStatusCode status, ErrorCause cause, ElasticsearchFields fields, ElasticsearchOptions options)
    {
        string said = $"status {(int)status}, {cause}";
        return cause.Type switch
        {
            Block => OfBlock(status, said),
            "index_closed_exception" => new(ElasticsearchProblem.Blocked, $"An index of {options.IndexPattern} is closed ({said}). Open it, or leave it out of {fields.Names.Of(nameof(options.IndexPattern))}."),
            NoSuchIndex => new(ElasticsearchProblem.NoIndex, $"There is no index {options.IndexPattern} ({said}). Is {fields.Names.Of(nameof(options.IndexPattern))} that of the loader?"),
            "too_many_buckets_exception" => new(
                ElasticsearchProblem.Refused,
                $"The answer would have more buckets than the cluster allows ({said}). Raise the cluster's search.max_buckets{fields.Names.Advice(nameof(options.MaxBuckets), name => $"or set {name} to it")}."),
            "circuit_breaking_exception" => Overloaded($"Elasticsearch has no memory left for the request ({said})."),
            "es_rejected_execution_exception" or "rejected_execution_exception" => Overloaded($"Elasticsearch has too much to do ({said})."),
            _ when Mapping(cause, fields) is { } mapping => mapping,
            _ when cause.Reason.Contains("Result window is too large", StringComparison.Ordinal) => TooLargeAPage(said, fields),
            _ => OfStatus(status, cause, said, fields, options),
        };
    }

    /// <summary>The exception for a cause that speaks of a field's type; <see langword="null"/> for any other.</summary>
    public static ElasticsearchException? Mapping(ErrorCause cause, ElasticsearchFields fields)
    {
        if (!MappingTypes.Contains(cause.Type) || !Array.Exists(MappingWords, word => cause.Reason.Contains(word, StringComparison.Ordinal)))
        {
            return null;
        }

        string[] ours = [fields.PipelineKeyword, fields.EventNameKeyword, fields.Size, fields.EffectiveFrom, fields.BytesPerHour, fields.Time, fields.Receipt];
        string? field = Array.Find(ours, one => cause.Reason.Contains($"[{one}]", StringComparison.Ordinal)) ?? Between(cause.Reason);
        return WrongMapping(fields, field ?? "of the query", new ErrorCause("", cause.Reason).ToString());
    }

    /// <summary>The exception for a field that is mapped wrongly.</summary>
    public static ElasticsearchException WrongMapping(ElasticsearchFields fields, string field, string why)
    {
        bool isWord = field.StartsWith(fields.Pipeline, StringComparison.Ordinal) || field.StartsWith(fields.EventName, StringComparison.Ordinal);
        string suffix = isWord ? fields.Names.Advice(nameof(ElasticsearchOptions.KeywordSuffix), name => $"With the mapping that Elasticsearch makes up itself, set {name} to .keyword; otherwise install the index template (deploy/elasticsearch) and index the documents anew.") : "";
        string form = fields.Form == ElasticsearchForm.Entity && field != fields.Receipt
            ? fields.Names.Advice(nameof(ElasticsearchOptions.Form), name => $"Or set {name} to documents, which needs no mapping but that of {fields.Receipt}.")
            : "";
        return new(
            ElasticsearchProblem.WrongMapping,
            $"The field {field} is mapped wrongly: {why}{(suffix.Length > 0 ? suffix : " Install the index template (deploy/elasticsearch) and index the documents anew.")} A type holds for an index for good.{form}");
    }

    private static ElasticsearchException OfStatus(HttpStatusCode status, ErrorCause cause, string said, ElasticsearchFields fields, ElasticsearchOptions options) => status switch
    {
        >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => new(ElasticsearchProblem.Unreachable, $"The address leads elsewhere ({said})."),
        HttpStatusCode.Unauthorized => new(ElasticsearchProblem.Unauthorized, $"Elasticsearch does not take the credentials ({said}).{Credentials(fields, options)}"),
        HttpStatusCode.Forbidden => new(ElasticsearchProblem.Unauthorized, $"The credentials may not read {options.IndexPattern} ({said}). They need the privilege 'read' on it.{(options.Signing == ElasticsearchSigning.None ? "" : Credentials(fields, options))}"),
        HttpStatusCode.NotFound when !cause.IsGiven => NotElasticsearch(said, fields),
        HttpStatusCode.NotFound => new(ElasticsearchProblem.NoIndex, $"There is nothing of the name {options.IndexPattern} ({said}). Is {fields.Names.Of(nameof(options.IndexPattern))} that of the loader?"),
        HttpStatusCode.RequestEntityTooLarge => new(ElasticsearchProblem.Refused, $"The request is larger than Elasticsearch, or what stands before it, takes ({said}). Raise http.max_content_length, or the limit of what stands before it."),
        HttpStatusCode.TooManyRequests => Overloaded($"Elasticsearch has too much to do ({said})."),
        HttpStatusCode.ServiceUnavailable when cause is { Outer: "search_phase_execution_exception" } or { Type: "no_shard_available_action_exception" or "unavailable_shards_exception" } =>
            new(ElasticsearchProblem.Incomplete, $"Shards of {options.IndexPattern} are not there ({said}): a node is missing, or is starting. What they hold is unknown, not zero."),
        HttpStatusCode.ServiceUnavailable when cause.Type is "master_not_discovered_exception" or "cluster_manager_not_discovered_exception" =>
            new(ElasticsearchProblem.Incomplete, $"The cluster has no master now, or is starting ({said})."),
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout when !cause.IsGiven =>
            Overloaded($"What stands before Elasticsearch got no answer from it ({said}). Elasticsearch is down, or has too much to do."),
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => Overloaded($"Elasticsearch has too much to do ({said})."),
        _ when !cause.IsGiven => NotElasticsearch(said, fields),
        _ => new(ElasticsearchProblem.Refused, $"Elasticsearch refused the request ({said})."),
    };

    // index [I] blocked by: [FORBIDDEN/7/index read (api)]; [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark…]; [SERVICE_UNAVAILABLE/1/state not recovered / initialized];
    private static ElasticsearchException OfBlock(HttpStatusCode status, string said) => status switch
    {
        HttpStatusCode.TooManyRequests => new(ElasticsearchProblem.Blocked, $"A disk of the cluster is too full, so that its indices refuse to be written ({said}). Make room on it; newer versions lift the block by themselves then."),
        HttpStatusCode.ServiceUnavailable => new(ElasticsearchProblem.Incomplete, $"The cluster is starting, or has no master now ({said})."),
        _ => new(ElasticsearchProblem.Blocked, $"An index refuses what is asked of it ({said}). That is no matter of credentials: the index is closed, or has a block among its settings (index.blocks). Lift it."),
    };

    private static ElasticsearchException TooLargeAPage(string said, ElasticsearchFields fields) => new(
        ElasticsearchProblem.Refused,
        $"A page of documents is larger than the indices' index.max_result_window allows ({said}). Raise index.max_result_window{fields.Names.Advice(nameof(ElasticsearchOptions.DocumentsPerPage), name => $"or set {name} to it")}.");

    private static ElasticsearchException Overloaded(string message) => new(ElasticsearchProblem.Overloaded, message);

    private static ElasticsearchException NotElasticsearch(string said, ElasticsearchFields fields) =>
        new(ElasticsearchProblem.Unreachable, $"What answers is no Elasticsearch ({said}). Is {fields.Names.Of(nameof(ElasticsearchOptions.Address))} right, with the path of a proxy if there is one?");

    private static string Credentials(ElasticsearchFields fields, ElasticsearchOptions options)
    {
        if (options.Signing != ElasticsearchSigning.None)
        {
            return $" They are those of AWS in the environment, signed for the service '{(options.Signing == ElasticsearchSigning.Es ? "es" : "aoss")}'; the access policy of the domain or collection has to allow them.";
        }

        string[] ways = [fields.Names.Any(nameof(options.ApiKey)), fields.Names.Has(nameof(options.UserName)) && fields.Names.Has(nameof(options.Password)) ? $"{fields.Names.Of(nameof(options.UserName))} and {fields.Names.Of(nameof(options.Password))}" : ""];
        string any = string.Join(", or ", ways.Where(way => way.Length > 0));
        return any.Length == 0 ? "" : $" Set {any}.";
    }

    private static string? Between(string reason)
    {
        foreach (string before in BeforeFields)
        {
            int start = reason.IndexOf(before, StringComparison.Ordinal);
            if (start >= 0 && reason.IndexOf(']', start) is var end && end > start)
            {
                return reason[(start + before.Length)..end];
            }
        }

        return null;
    }
}
