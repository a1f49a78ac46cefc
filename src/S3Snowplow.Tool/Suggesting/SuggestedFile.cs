using System.Text.Encodings.Web;
using System.Text.Json;
using S3Snowplow.Capacity;
using S3Snowplow.Capacity.Alerts;

namespace S3Snowplow.Tool;

/// <summary>Writes a suggestion as a <c>bands.yml</c> that <c>bands check</c> accepts, with all that has to be known of it as comments.</summary>
internal static class SuggestedFile
{
    private const string GivenBand = "as-given";

    /// <summary>Writes it.</summary>
    public static void Write(Suggestion suggestion, TextWriter output)
    {
        Head(suggestion, output);
        output.WriteLine("bands:");
        if (suggestion.Given is { } given)
        {
            output.WriteLine($"  {GivenBand}: {AlertWords.Rate(given)}   # what you said that your processors take (--throughput)");
        }

        foreach (ProposedInput input in suggestion.Inputs)
        {
            if (input.Needs.FirstOrDefault(need => need.LimitMinutes == Suggestion.BandLimit) is { } need)
            {
                // A band that no pipeline has would be warned of.
                output.WriteLine($"  {(suggestion.Given is null ? "" : "# ")}{BandOf(input)}: {suggestion.Band(need)}");
            }
        }

        output.WriteLine();
        output.WriteLine("pipelines:");
        foreach (ProposedInput input in suggestion.Inputs)
        {
            Pipeline(suggestion, input, output);
        }
    }

    private static void Head(Suggestion suggestion, TextWriter output)
    {
        Comment(output, "A proposal of 's3snowplow bands suggest', to be read and changed. Then: s3snowplow bands check, s3snowplow simulate.");
        Comment(output, "");
        Comment(output, $"Source: {suggestion.Source}, as of {AlertWords.Time(suggestion.AsOf)}, since {AlertWords.Time(suggestion.From)}.");
        foreach (string note in suggestion.Notes)
        {
            Comment(output, note);
        }

        Comment(output, SuggestionWords.Coverage(suggestion));
        Comment(output, "");
        Comment(output, "A bucket does not show what a processor can take. It shows what a processor would have needed. 'Needs at least' is the smallest throughput with which the judgement, replayed over this time, never finds more work than the limit.");
        Comment(output, SuggestionWords.Margin(suggestion));
        Comment(output, suggestion.Given is null ? SuggestedMark.Text : "The pipelines have the throughput that you gave.");
        output.WriteLine();
    }

    private static void Pipeline(Suggestion suggestion, ProposedInput input, TextWriter output)
    {
        bool isUsable = suggestion.Given is not null || input.Needs.Count > 0;
        foreach (string fact in SuggestionWords.Facts(input, suggestion.IsBinary).Concat(input.Needs.Select(need => SuggestionWords.Need(need, suggestion.IsBinary))))
        {
            Comment(output, fact, "  ");
        }

        if (input.TooLittle is { } tooLittle)
        {
            Comment(output, tooLittle, "  ");
        }

        string mark = isUsable ? "" : "# ";
        output.WriteLine($"  {mark}{input.Name}:");
        output.WriteLine(isUsable ? $"    band: {(suggestion.Given is null ? BandOf(input) : GivenBand)}" : $"  {mark}  throughput: 150 GB/h   # put yours in, and take the marks away");
        output.WriteLine($"  {mark}  inputs: [ {{ bucket: {Quoted(input.Bucket)}{(input.Prefix.Length > 0 ? $", prefix: {Quoted(input.Prefix)}" : "")} }} ]");
        output.WriteLine();
    }

    private static string BandOf(ProposedInput input) => $"{input.Name}-needs-1h";

    // A string of JSON is one of YAML.
    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private static void Comment(TextWriter output, string text, string indent = "") => output.WriteLine($"{indent}# {AlertWords.OneLine(text)}".TrimEnd());
}
