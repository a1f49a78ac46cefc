namespace S3Snowplow.Core.Tests.Schemas;

/// <summary>One objection of <see cref="IgluLint"/>.</summary>
/// <param name="Rule">The rule's name, as igluctl spells it where igluctl names it.</param>
/// <param name="Pointer">JSON pointer of the schema node that is at fault, empty for the root.</param>
/// <param name="Message">What is wrong with it.</param>
internal sealed record LintFinding(string Rule, string Pointer, string Message)
{
    public override string ToString() => $"{Rule} at '{Pointer}': {Message}";
}
