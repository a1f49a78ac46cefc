using System.Text.Json;

namespace S3Snowplow.Tool;

/// <summary>Keeps in a file how far a listing was read, so that a run that ended early is gone on with. Written as a whole or not at all; readable by its owner only, since it has a key in it.</summary>
/// <param name="path">The file.</param>
internal sealed class CursorFile(string path)
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The file, as the user wrote it.</summary>
    public string Path => path;

    /// <summary>Reads where a listing is gone on with; <see langword="null"/>: there is no such file yet.</summary>
    /// <param name="identity">What is to be read now (<see cref="IObjectListing.Identity"/>).</param>
    /// <exception cref="ListingException">The file is that of another listing, or not a cursor of this tool, or cannot be read.</exception>
    public ListingCursor? Load(string identity)
    {
        if (!File.Exists(path))
        {
            return Directory.Exists(path) ? throw new ListingException($"--cursor {path} is a folder; name a file in it.") : null;
        }

        try
        {
#pragma warning disable RS0030 // A small file of one's own, in a program that is not trimmed.
            ListingCursor? cursor = JsonSerializer.Deserialize<ListingCursor>(File.ReadAllBytes(path), Form);
#pragma warning restore RS0030
            return cursor is not { Listing: not null, LastKey: not null } ? throw new JsonException()
                : cursor.Listing == identity ? cursor
                : throw new ListingException($"--cursor {path} is of another listing: {cursor.Listing}. This one is: {identity}. Name another file, or remove that one to begin anew.");
        }
        catch (JsonException exception)
        {
            throw new ListingException($"--cursor {path} is no cursor of this tool. Name another file: this one is not overwritten.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ListingException($"--cursor {path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Writes it.</summary>
    /// <exception cref="ListingException">It cannot be written.</exception>
    public void Save(ListingCursor cursor)
    {
        try
        {
            PrivateFile.Replace(path, stream => JsonSerializer.Serialize(stream, cursor, Form));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ListingException($"--cursor {path} cannot be written: {exception.Message}", exception);
        }
    }
}
