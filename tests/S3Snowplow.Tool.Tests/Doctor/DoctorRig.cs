using Amazon.Runtime;
using Microsoft.AspNetCore.Http;
using S3Snowplow.Testing;

namespace S3Snowplow.Tool.Tests;

/// <summary><c>doctor</c> in this process, with a collector and a registry on loopback.</summary>
internal sealed class DoctorRig : IAsyncDisposable
{
    private static readonly LocalSqsOptions Keys = new();

    private LoopbackServer? _registry;

    public string Folder { get; } = Directory.CreateTempSubdirectory("s3snowplow-doctor-").FullName;

    /// <summary>The schemas that the registry has, by path; all that is asked for, where it is <see langword="null"/>.</summary>
    public HashSet<string>? Schemas { get; set; }

    public List<string> Sets { get; } = [];

    /// <summary>Another registry than the one on loopback.</summary>
    public Uri? Registry { get; set; }

    public Uri? Elasticsearch { get; set; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>An address at which nobody listens.</summary>
    public static async Task<Uri> NobodyAsync()
    {
        await using LoopbackServer gone = await LoopbackServer.StartAsync(0, _ => Task.CompletedTask, CancellationToken.None);
        return gone.Uri;
    }

    /// <summary>Runs it, with a spool of the smallest size, so that no disk is too small for it.</summary>
    public async Task<ToolRun> RunAsync(bool isJson = false)
    {
        _registry ??= await LoopbackServer.StartAsync(
            0,
            context =>
            {
                context.Response.StatusCode = Schemas?.Contains(context.Request.Path.Value!) == false ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
                return Task.CompletedTask;
            },
            CancellationToken.None);
        using var output = new StringWriter();
        using var errors = new StringWriter();
        string file = Path.Combine(Folder, "s3snowplow.json");
        await File.WriteAllTextAsync(file, """{ "S3Snowplow": { "Spool": { "MaxBytes": 1048576, "MaxRejectedBytes": 1048576 } } }""");
        var input = new ServeInput { ConfigFile = file, Sets = Sets, Environment = new Dictionary<string, string>(StringComparer.Ordinal) };
        var console = new ToolConsole(output, errors, Time) { IsJson = isJson };
        int code = await DoctorRun.RunAsync(input, [Registry ?? _registry.Uri], Elasticsearch, console, new BasicAWSCredentials(Keys.AccessKey, Keys.SecretKey), CancellationToken.None).Within("the doctor");
        return new ToolRun(code, output.ToString(), errors.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        if (_registry is not null)
        {
            await _registry.DisposeAsync();
        }

        Directory.Delete(Folder, recursive: true);
    }
}
