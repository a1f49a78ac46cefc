namespace S3Snowplow;

/// <summary>
/// What of an object's key is sent. Keys are personal data where people's names or numbers are in them (<c>users/jane.doe/...</c>). The part of a key between two slashes is
/// called a level here.
/// </summary>
public enum KeyPrivacy
{
    /// <summary>The key as it is.</summary>
    Send,

    /// <summary>
    /// A keyed hash in the place of each level, so that whoever reads the events sees that keys are equal, or begin with the same levels, and not what they say. Needs
    /// <see cref="RelayOptions.KeyHashSecret"/>.
    /// </summary>
    Hash,

    /// <summary>The first <see cref="RelayOptions.KeyParts"/> levels of the key; what follows is cut off behind the slash. A key with no more levels than that is sent whole.</summary>
    FirstParts,

    /// <summary>An empty text in the place of the key: both schemas take it, and no object has such a key.</summary>
    Omit,
}
