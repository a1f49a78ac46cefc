namespace S3Snowplow;

/// <summary>
/// xUnit's assertions, but that nothing holds for all of nothing: an <c>Assert.All</c> whose collection is empty proves nothing, and fails. It stands in the namespace
/// around those of all tests, so that it comes before xUnit's own.
/// </summary>
internal abstract class Assert : Xunit.Assert
{
    /// <summary>Each element passes, and there is one.</summary>
    /// <param name="collection">What is looked at.</param>
    /// <param name="action">Fails for an element that is not as it should be.</param>
    public static new void All<T>(IEnumerable<T> collection, Action<T> action)
    {
        T[] elements = [.. collection];
        NotEmpty(elements);
        Xunit.Assert.All(elements, action);
    }
}
