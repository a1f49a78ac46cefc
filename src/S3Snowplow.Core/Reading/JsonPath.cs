namespace S3Snowplow.Reading;

/// <summary>A place in one document, as its parts; put together only when a problem is kept.</summary>
/// <param name="Before">What stands before the index: <c>$.Records</c>, <c>$</c>, <c>$.detail</c>.</param>
/// <param name="Index">The index of an array, or -1 for none.</param>
/// <param name="After">What stands after it: <c>.s3.object.key</c>, or nothing.</param>
internal readonly record struct JsonPath(string Before, int Index = -1, string After = "")
{
    public static readonly JsonPath Root = new("$");

    public override string ToString() => Index < 0 ? Before + After : $"{Before}[{Index}]{After}";
}
