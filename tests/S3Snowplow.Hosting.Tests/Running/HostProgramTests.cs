using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using S3Snowplow.Hosting.Spool;
using S3Snowplow.Hosting.Tests.Rig;

namespace S3Snowplow.Hosting.Tests.Running;

/// <summary>What a program says, and with which code it ends.</summary>
public sealed class HostProgramTests
{
    public static TheoryData<Exception, int, string[]> Ends => new()
    {
        { new OptionsValidationException("", typeof(object), ["one", "two"]), 2, ["one", "two"] },
        { new AggregateException(new OptionsValidationException("", typeof(object), ["one"]), new AggregateException(new OptionsValidationException("", typeof(object), ["one", "two"]))), 2, ["one", "two"] },
        { new RelayOptionsException(["one"]), 2, ["one"] },
        { new InvalidOperationException("an open webhook"), 2, ["an open webhook"] },
        { new InvalidDataException("Failed to load appsettings.json.", new FormatException("Line 3.")), 2, ["Failed to load appsettings.json. Line 3."] },
        { new AggregateException(new InvalidOperationException("wrong"), new SpoolException("in use")), 1, ["wrong", "in use"] },
        { new SpoolException("in use"), 1, ["in use"] },
    };

    [Theory]
    [MemberData(nameof(Ends), DisableDiscoveryEnumeration = true)]
    public async Task WhatIsThrown_IsSaidInLinesWithoutAStackTrace(Exception exception, int code, string[] lines)
    {
        using var errors = new StringWriter { NewLine = "\n" };

        int ended = await HostProgram.RunAsync(() => throw exception, errors);

        Assert.Equal(code, ended);
        Assert.Equal(string.Concat(lines.Select(line => line + "\n")), errors.ToString());
    }

    [Fact]
    public async Task WhatNobodyForesaw_IsSaidWhole()
    {
        using var errors = new StringWriter();

        int ended = await HostProgram.RunAsync(() => throw new NotSupportedException("a mistake"), errors);

        Assert.Equal(1, ended);
        Assert.Contains(nameof(WhatNobodyForesaw_IsSaidWhole), errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_WhoseStartFailsHalfway_StopsWhatHadStarted()
    {
        var first = new Service(null);
        HostApplicationBuilder builder = HostRig.Builder();
        builder.Services.AddSingleton<IHostedService>(first);
        builder.Services.AddSingleton<IHostedService>(new Service(new InvalidOperationException("no")));
        IHost host = builder.Build();

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.RunToEndAsync().Within());

        Assert.True(first.HasStopped);
        Assert.Throws<ObjectDisposedException>(() => host.Services.GetService<IHostedService>());
    }

    [Fact]
    public async Task Host_WithWrongSettings_StartsNothing()
    {
        var service = new Service(null);
        HostApplicationBuilder builder = HostRig.Builder(("S3Snowplow:Sqs:Receivers", "0"));
        builder.Services.AddSingleton<IHostedService>(service);
        builder.Services.AddS3SnowplowRelay().AddSqsSource();

        await Assert.ThrowsAnyAsync<Exception>(() => builder.Build().RunToEndAsync().Within());

        Assert.False(service.HasStarted);
    }

    private sealed class Service(Exception? exception) : IHostedService
    {
        public bool HasStarted { get; private set; }

        public bool HasStopped { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            HasStarted = true;
            return exception is null ? Task.CompletedTask : throw exception;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            HasStopped = true;
            return Task.CompletedTask;
        }
    }
}
