using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using S3Snowplow;
using S3Snowplow.Capacity;
using S3Snowplow.Capacity.Hosting;
using S3Snowplow.Delivery;
using S3Snowplow.Hosting;
using S3Snowplow.Hosting.Registration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets a host judge from what has arrived in Elasticsearch, where several processes see a part of a stream each.</summary>
/// <remarks>What is registered is keyed by the relay's name: <see cref="ThroughputEvaluation"/>. Replaceable in the same way: <see cref="IThroughputStore"/>.</remarks>
public static class EvaluationBuilderExtensions
{
    /// <summary>
    /// Compares bytes with capacities in Elasticsearch, each minute, and tells the log, the channels that are added, and, as the Snowplow event <c>throughput_exceeded</c>, the
    /// collector. In the place of <c>AddThroughputMonitor</c>.
    /// </summary>
    /// <param name="builder">The relay whose collector gets the events; they, its object events and the capacities have to arrive in that Elasticsearch.</param>
    /// <param name="address"><c>https://HOST:PORT</c>, or <c>http://</c> to this machine.</param>
    /// <param name="configure">Changes the settings; comes after the configuration section <c>S3Snowplow:Elasticsearch</c>.</param>
    /// <exception cref="InvalidOperationException">The relay has a monitor: both would tell the same incidents.</exception>
    public static IS3SnowplowRelayBuilder AddElasticsearchEvaluation(this IS3SnowplowRelayBuilder builder, Uri address, Action<ElasticsearchOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(address);

        return builder.AddElasticsearchEvaluation(elasticsearch =>
        {
            elasticsearch.Address = address;
            configure?.Invoke(elasticsearch);
        });
    }

    /// <summary>As the other one, with the address from the settings.</summary>
    /// <param name="builder">The relay.</param>
    /// <param name="configure">Changes the settings; comes after the configuration section <c>S3Snowplow:Elasticsearch</c>.</param>
    /// <param name="evaluation">Changes how it is judged; comes after the configuration section <c>S3Snowplow:Evaluation</c>.</param>
    /// <remarks>Sends by the named client <c>S3Snowplow.Elasticsearch</c>, of a named relay <c>S3Snowplow.Elasticsearch:NAME</c>.</remarks>
    /// <exception cref="InvalidOperationException">The relay has a monitor: both would tell the same incidents.</exception>
    public static IS3SnowplowRelayBuilder AddElasticsearchEvaluation(
        this IS3SnowplowRelayBuilder builder,
        Action<ElasticsearchOptions>? configure = null,
        Action<ThroughputEvaluationOptions>? evaluation = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (CapacityRegistration.Has<ThroughputMonitor>(builder))
        {
            throw new InvalidOperationException("AddElasticsearchEvaluation and AddThroughputMonitor would tell the same incidents twice; choose one of them for this relay.");
        }

        if (!CapacityRegistration.Has<ThroughputEvaluation>(builder))
        {
            Add(builder.Services, builder.Name);
            CapacityRegistration.AddAlerts(builder);
        }

        if (configure is not null)
        {
            builder.Services.Configure(builder.Name, configure);
        }

        if (evaluation is not null)
        {
            builder.Services.Configure(builder.Name, evaluation);
        }

        return builder;
    }

    private static void Add(IServiceCollection services, string name)
    {
        (string elasticsearch, string evaluation) = (CapacityRegistration.SectionOf(name, "Elasticsearch"), CapacityRegistration.SectionOf(name, "Evaluation"));
        services.AddOptions<ElasticsearchOptions>(name)
            .Configure<IServiceProvider>((options, provider) =>
            {
                // What the relay sends is what is looked for.
                options.EventSchema = provider.GetRequiredService<IOptionsMonitor<RelayOptions>>().Get(name).EventSchema;
                options.Schemas = provider.GetKeyedService<CapacitySchemas>(name) ?? options.Schemas;
                EvaluationSettings.Apply(options, provider.GetService<IConfiguration>()?.GetSection(elasticsearch));
            })
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<ElasticsearchOptions>>(new OptionsCheck<ElasticsearchOptions>(name, elasticsearch, options => options.Validate()));
        services.AddOptions<ThroughputEvaluationOptions>(name)
            .Configure<IServiceProvider>((options, provider) =>
            {
                if (provider.GetKeyedService<CapacityRegistration>(name) is not null)
                {
                    options.HeartbeatInterval = provider.GetRequiredService<IOptionsMonitor<CapacityOptions>>().Get(name).Feed.HeartbeatInterval;
                }

                EvaluationSettings.Apply(options, provider.GetService<IConfiguration>()?.GetSection(evaluation));
            })
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<ThroughputEvaluationOptions>>(new OptionsCheck<ThroughputEvaluationOptions>(name, evaluation, options => options.Validate()));

        string client = CapacityRegistration.AddHttpClient(services, name, "S3Snowplow.Elasticsearch");
        services.AddKeyedSingleton(name, (provider, _) => new ThroughputEvaluation(
            provider.GetKeyedService<IThroughputStore>(name) ?? new ElasticsearchThroughputStore(
                provider.GetRequiredService<IOptionsMonitor<ElasticsearchOptions>>().Get(name),
                OwnHttpClient.Get(provider, client),
                provider.GetRequiredKeyedService<TimeProvider>(name)),
            provider.GetRequiredKeyedService<IEventEmitter>(name),
            provider.GetRequiredKeyedService<AlertDispatcher>(name),
            provider.GetRequiredService<IOptionsMonitor<ThroughputEvaluationOptions>>().Get(name),
            new CapacityEvents(provider.GetKeyedService<CapacitySchemas>(name)),
            provider.GetRequiredKeyedService<TimeProvider>(name),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddKeyedSingleton(name, (provider, _) => new EvaluationWorker(name, provider));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredKeyedService<EvaluationWorker>(name));
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            name.Length == 0 ? "s3snowplow.evaluation" : $"s3snowplow.evaluation:{name}",
            provider => new EvaluationHealthCheck(provider.GetRequiredKeyedService<EvaluationWorker>(name)),
            failureStatus: null,
            tags: ["s3snowplow"]));
    }
}
