namespace S3Snowplow;

/// <summary>
/// Where the facts of an object event stand in notifications that no reader knows. A path goes from the notification's object to a value: <c>$.detail.object.key</c>,
/// <c>$['a name'].key</c>, and <c>$.items[*].name</c> for each element of a list. All paths with <c>[*]</c> have the same list; those without are read once for all its elements.
/// </summary>
/// <remarks>
/// Shapes are tried in their order, after every shape that is known, on each JSON object that none of those fits. A shape fits where its bucket and its key lead to texts, in a list those of
/// its first element; what else is missing then is a problem of the notification.
/// </remarks>
public sealed class NotificationShape
{
    /// <summary>The most characters that a <see cref="Source"/> may have: what the schema of the events allows.</summary>
    public const int MaxSourceLength = 64;

    /// <summary>What the source is called on the wire and in the identity of its events: letters, digits, and <c>: . _ -</c>, at most 64. Another name makes other events.</summary>
    /// <value>Has no default.</value>
    public string Source { get; set; } = "";

    /// <summary>The path to the bucket's name, a text.</summary>
    /// <value>Has no default.</value>
    public string Bucket { get; set; } = "";

    /// <summary>The path to the object's key, a text.</summary>
    /// <value>Has no default.</value>
    public string Key { get; set; } = "";

    /// <summary>Whether keys are form-encoded (<c>+</c> for a space, <c>%XX</c> for a byte of UTF-8), as in the records of Amazon S3.</summary>
    /// <value>The default value is <see langword="false"/>: keys are taken as they are.</value>
    public bool KeyIsEncoded { get; set; }

    /// <summary>The path to the time of the change: ISO 8601 as a text, or the seconds or milliseconds since 1970 as a number or a text of digits.</summary>
    /// <value>Has no default.</value>
    public string Time { get; set; } = "";

    /// <summary>The path to the object's size in bytes: a number, or a text of digits.</summary>
    /// <value>The default value is empty: sizes are not told.</value>
    public string Size { get; set; } = "";

    /// <summary>The path to what happened, a text. <see cref="ArrivalNames"/> and <see cref="RemovalNames"/> say what it means; other names are sent as they are.</summary>
    /// <value>The default value is empty: each event is an arrival, <c>ObjectCreated:Put</c>.</value>
    public string Name { get; set; } = "";

    /// <summary>The names that mean that data arrived, sent as <c>ObjectCreated:Put</c>; <c>created*</c> stands for all that begin so.</summary>
    /// <value>The default value is empty: names are taken to be those of S3, such as <c>ObjectCreated:Put</c>.</value>
    public IList<string> ArrivalNames { get; set; } = [];

    /// <summary>The names that mean that an object was removed, sent as <c>ObjectRemoved:Delete</c>; <c>deleted*</c> stands for all that begin so.</summary>
    /// <value>The default value is empty.</value>
    public IList<string> RemovalNames { get; set; } = [];

    /// <summary>The path to the entity tag, a text.</summary>
    /// <value>The default value is empty: not told.</value>
    public string ETag { get; set; } = "";

    /// <summary>The path to the version id, a text or a number.</summary>
    /// <value>The default value is empty: not told.</value>
    public string VersionId { get; set; } = "";

    /// <summary>The path to a mark that is another one for each change of a key, a text or a number.</summary>
    /// <value>The default value is empty: not told.</value>
    public string Sequencer { get; set; } = "";

    /// <summary>
    /// The path to an id that a delivery repeats and no other event has, a text or a number. Without it, and without a <see cref="Sequencer"/>, two changes of one key of the same name and time are one event.
    /// </summary>
    /// <value>The default value is empty: not told.</value>
    public string Id { get; set; } = "";

    internal void Validate(string at, ICollection<string> errors)
    {
        if (Source is null or "" or { Length: > MaxSourceLength } || !Source.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is ':' or '.' or '_' or '-') || IsTaken(Source))
        {
            errors.Add($"{at}.{nameof(Source)} is '{Source}'; allowed: 1 to {MaxSourceLength} letters, digits, ':', '.', '_' and '-', and no name that a known source has, such as aws:s3.");
        }

        var lists = new HashSet<string>(StringComparer.Ordinal);
        ValidatePath(at, nameof(Bucket), Bucket, required: true, lists, errors);
        ValidatePath(at, nameof(Key), Key, required: true, lists, errors);
        ValidatePath(at, nameof(Time), Time, required: true, lists, errors);
        ValidatePath(at, nameof(Size), Size, required: false, lists, errors);
        ValidatePath(at, nameof(Name), Name, required: false, lists, errors);
        ValidatePath(at, nameof(ETag), ETag, required: false, lists, errors);
        ValidatePath(at, nameof(VersionId), VersionId, required: false, lists, errors);
        ValidatePath(at, nameof(Sequencer), Sequencer, required: false, lists, errors);
        ValidatePath(at, nameof(Id), Id, required: false, lists, errors);
        ValidateNames(at, nameof(ArrivalNames), ArrivalNames, errors);
        ValidateNames(at, nameof(RemovalNames), RemovalNames, errors);
        if (lists.Count == 1 && ShapePath.TryParse(Key, out ShapePath key) && key.List is null)
        {
            errors.Add($"{at}.{nameof(Key)} is '{Key}'; allowed: a path into the list that the other paths go through, since each of its elements needs a key of its own.");
        }
    }

    private static bool IsTaken(string source) =>
        Enum.GetValues<NotificationDialect>().Any(dialect => string.Equals(dialect.Id(), source, StringComparison.OrdinalIgnoreCase));

    private static void ValidatePath(string at, string setting, string? path, bool required, HashSet<string> lists, ICollection<string> errors)
    {
        if (!required && string.IsNullOrEmpty(path))
        {
            return;
        }

        if (!ShapePath.TryParse(path, out ShapePath parsed))
        {
            errors.Add($"{at}.{setting} is '{path}'; allowed: a path such as $.detail.object.key or $.items[*].name, with [*] once at most.");
        }
        else if (parsed.List is not null && lists.Add(parsed.List) && lists.Count > 1)
        {
            errors.Add($"{at}.{setting} is '{path}'; allowed: a path through the same list as the paths before it.");
        }
    }

    private void ValidateNames(string at, string setting, IList<string>? names, ICollection<string> errors)
    {
        if (names is null)
        {
            errors.Add($"{at}.{setting} is not set; allowed: a list of names, empty for none.");
            return;
        }

        foreach (string name in names)
        {
            int star = name?.IndexOf('*', StringComparison.Ordinal) ?? 0;
            if (string.IsNullOrWhiteSpace(name) || (star >= 0 && star != name.Length - 1))
            {
                errors.Add($"{at}.{setting} has '{name}'; allowed: a name, or one with a * at its end.");
            }
        }

        if (names.Count > 0 && string.IsNullOrEmpty(Name))
        {
            errors.Add($"{at}.{setting} has {names.Count} names, but {at}.{nameof(Name)} is not set; allowed: both, or neither.");
        }
    }
}
