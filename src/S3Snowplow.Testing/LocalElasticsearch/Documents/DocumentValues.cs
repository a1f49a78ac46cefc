namespace S3Snowplow.Testing;

/// <summary>What was indexed of one document: by field, one value or several.</summary>
/// <remarks>
/// Texts of keywords and of texts, whole numbers as <see langword="long"/>, others as <see langword="double"/>, times in milliseconds (nanoseconds for <c>date_nanos</c>),
/// <see langword="bool"/>s. Fields are known by the number that their index's mapping gives them: a million documents have to fit into memory.
/// </remarks>
internal sealed class DocumentValues
{
    private int[] _fields = [];

    // A value, or an array of several.
    private object[] _values = [];

    /// <summary>All values of a field.</summary>
    public object[] All(int field) => Find(field) switch { null => [], object[] several => several, var one => [one] };

    /// <summary>Whether a field has a value.</summary>
    public bool Has(int field) => Array.IndexOf(_fields, field) >= 0;

    /// <summary>Whether one of a field's values fits.</summary>
    public bool Any(int field, Predicate<object> fits) => Find(field) switch { null => false, object[] several => Array.Exists(several, fits), var one => fits(one) };

    private object? Find(int field) => Array.IndexOf(_fields, field) is >= 0 and var at ? _values[at] : null;

    /// <summary>Collects the values of a document while it is read.</summary>
    public sealed class Builder
    {
        private readonly List<int> _fields = [];

        private readonly List<object> _values = [];

        public void Add(int field, object value)
        {
            // A document has few fields, so that looking through them is no work.
            int at = _fields.IndexOf(field);
            if (at < 0)
            {
                _fields.Add(field);
                _values.Add(value);
                return;
            }

            _values[at] = _values[at] is object[] several ? [.. several, value] : new[] { _values[at], value };
        }

        public DocumentValues Build() => new() { _fields = [.. _fields], _values = [.. _values] };
    }
}
