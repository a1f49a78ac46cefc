using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using S3Snowplow.Hosting;
using S3Snowplow.Hosting.Registration;
using S3Snowplow.Hosting.Running;
using S3Snowplow.Hosting.Sqs;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets a relay read from Amazon SQS.</summary>
public static class SqsSourceBuilderExtensions
{
    /// <summary>Adds a queue. Call it again, with another source name, for another one.</summary>
    /// <remarks>Needs the permissions <c>sqs:ReceiveMessage</c>, <c>sqs:DeleteMessage</c> and <c>sqs:ChangeMessageVisibility</c> on the queue, and none on any bucket.</remarks>
    /// <param name="builder">The relay.</param>
    /// <param name="configure">Says which queue, and changes what has a default; comes after the configuration section <c>S3Snowplow:Sqs</c>.</param>
    /// <param name="sourceName">What logs and the health check call it.</param>
    /// <exception cref="ArgumentException">The relay has a source of this name from SQS.</exception>
    public static IS3SnowplowRelayBuilder AddSqsSource(this IS3SnowplowRelayBuilder builder, Action<SqsSourceOptions>? configure = null, string sourceName = "sqs")
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(sourceName);

        string key = $"{builder.Name}/{sourceName}";
        string section = (builder.Name.Length == 0 ? "S3Snowplow" : $"S3Snowplow:Relays:{builder.Name}") + (sourceName == "sqs" ? ":Sqs" : $":Sqs:{sourceName}");
        if (builder.Services.Any(service => service.ServiceType == typeof(SqsSource) && key.Equals(service.ServiceKey)))
        {
            throw new ArgumentException($"The relay has a source '{sourceName}' from SQS already; give each a name of its own.", nameof(sourceName));
        }

        OptionsBuilder<SqsSourceOptions> options = builder.Services.AddOptions<SqsSourceOptions>(key)
            .Configure<IServiceProvider>((sqs, provider) => Bind(provider.GetService<IConfiguration>()?.GetSection(section), sqs))
            .ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        builder.Services.AddSingleton<IValidateOptions<SqsSourceOptions>>(new SqsSourceOptionsValidator(key, sourceName));
        string client = ClientName(builder.Name);
        AddHttpClient(builder.Services, client);
        builder.Services.AddKeyedSingleton(key, (provider, _) => new SqsSource(
            sourceName,
            provider.GetRequiredService<IOptionsMonitor<SqsSourceOptions>>().Get(key),
            OwnHttpClient.Get(provider, client),
            provider.GetRequiredKeyedService<TimeProvider>(builder.Name),
            RelayWorker.DefaultRandom,
            provider.GetRequiredService<ILoggerFactory>().CreateLogger<SqsSource>()));
        return builder.AddSource(sourceName, provider => provider.GetRequiredKeyedService<SqsSource>(key));
    }

    /// <summary>The named client: <c>S3Snowplow.Sqs</c>, and of a named relay <c>S3Snowplow.Sqs:NAME</c>.</summary>
    internal static string ClientName(string relay) => relay.Length == 0 ? "S3Snowplow.Sqs" : $"S3Snowplow.Sqs:{relay}";

    // Member by member: credentials are an object of Amazon's, which a binder must not try to make.
    private static void Bind(IConfigurationSection? section, SqsSourceOptions options)
    {
        if (section is null)
        {
            return;
        }

        options.QueueUrl = section.GetValue(nameof(options.QueueUrl), options.QueueUrl);
        options.QueueName = section.GetValue(nameof(options.QueueName), options.QueueName);
        options.QueueOwnerAccountId = section.GetValue(nameof(options.QueueOwnerAccountId), options.QueueOwnerAccountId);
        options.Region = section.GetValue(nameof(options.Region), options.Region);
        options.Endpoint = section.GetValue(nameof(options.Endpoint), options.Endpoint);
        options.AllowHttp = section.GetValue(nameof(options.AllowHttp), options.AllowHttp);
        options.Receivers = section.GetValue(nameof(options.Receivers), options.Receivers);
        options.WaitTime = section.GetValue(nameof(options.WaitTime), options.WaitTime);
        options.VisibilityTimeout = section.GetValue(nameof(options.VisibilityTimeout), options.VisibilityTimeout);
        options.MaxHold = section.GetValue(nameof(options.MaxHold), options.MaxHold);
        options.ReleaseSpread = section.GetValue(nameof(options.ReleaseSpread), options.ReleaseSpread);
    }

    private static void AddHttpClient(IServiceCollection services, string name) => OwnHttpClient.Add(
        services,
        name,
        static () => new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            MaxConnectionsPerServer = 64,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ActivityHeadersPropagator = null,
        },

        // Ten messages of 1 MiB, each byte of which may be escaped.
        static http => http.MaxResponseContentBufferSize = 64 * 1024 * 1024);
}
