namespace S3Snowplow.Tool;

/// <summary>The example of a file of settings that <c>serve --init</c> writes.</summary>
internal static class ExampleSettings
{
    /// <summary>Its text.</summary>
    public static string Text
    {
        get
        {
            using var reader = new StreamReader(typeof(ExampleSettings).Assembly.GetManifestResourceStream("s3snowplow.json")!);
            return reader.ReadToEnd();
        }
    }

    /// <summary>Writes it to a file that does not exist yet.</summary>
    public static int Write(string file, ToolConsole console)
    {
        try
        {
            if (Path.GetDirectoryName(file) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }

            using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
            using var writer = new StreamWriter(stream);
            writer.Write(Text);
        }
        catch (IOException) when (File.Exists(file))
        {
            return console.Refuse($"{file} exists already, and was left as it is. Move it away, or write to another file: --config FILE.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return console.Refuse($"{file} cannot be written: {exception.Message}");
        }

        string config = file == ServeInput.DefaultFile ? "" : $" --config {GivenOptions.Quoted(file)}";
        console.Output.WriteLine($"Wrote {file}. Change it, see what would run with `s3snowplow serve --check{config}`, and start with `s3snowplow serve{config}`.");
        console.Json(new { file });
        return ExitCode.Success;
    }
}
