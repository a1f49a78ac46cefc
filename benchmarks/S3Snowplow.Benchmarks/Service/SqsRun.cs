using System.Globalization;
using System.Text;
using Amazon.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using S3Snowplow.Aws;
using S3Snowplow.Benchmarks.Collector;
using S3Snowplow.Benchmarks.Relay;
using S3Snowplow.Hosting.Sqs;
using S3Snowplow.Testing;

namespace S3Snowplow.Benchmarks.Service;

/// <summary>A million notifications through a queue: what a message costs beyond receiving and deleting it, and whether memory grows.</summary>
internal static class SqsRun
{
    private const int Receivers = 2;

    // A fake in this process costs the same in both arms; so only the difference says something, and only processor time.
    private static readonly LocalSqsOptions QueueOptions = new();

    public static async Task RunAsync(CollectorProcess collector, bool quick)
    {
        int messages = quick ? 2_000 : 20_000;
        string[] bodies = [.. SampleNotifications.Make(messages, records: 1).Select(body => Encoding.UTF8.GetString(body.Span))];
        ReadOnlyMemory<byte>[] bytes = [.. bodies.Select(body => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(body))];

        await using var relay = new RelayArm(collector.Address);
        var bareQueue = new LocalSqs(QueueOptions);
        using var http = new HttpClient(bareQueue.CreateHandler());
        var queue = new LocalSqs(QueueOptions);
        using IHost host = await StartAsync(queue, collector.Address);

        List<(double Relay, double Bare, double Source)> rounds = [];
        for (int round = -1; round < (quick ? 2 : 9); round++)
        {
            double relayed = await CostAsync(messages, () => relay.RunAsync(bytes, messages));
            double bare = await CostAsync(messages, () => ReceiveAndDeleteAsync(bareQueue, http, bodies));
            double source = await CostAsync(messages, () => RelayAsync(queue, bodies));
            if (round >= 0)
            {
                rounds.Add((relayed, bare, source));
            }
        }

        Console.WriteLine("| queue | CPU µs/message |");
        Console.WriteLine("|---|---:|");
        Print("receive and delete, two receivers", rounds.Select(round => round.Bare));
        Print("SQS source, two receivers, to deleted", rounds.Select(round => round.Source));
        Print("the difference", rounds.Select(round => round.Source - round.Bare));
        Print("the core's relay from memory", rounds.Select(round => round.Relay));
        double[] ratios = [.. rounds.Select(round => (round.Source - round.Bare) / round.Relay).Order()];
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Difference / core: **{ServiceProgram.Median(ratios):F2}** ({ratios[0]:F2} to {ratios[^1]:F2}); must: at most 1.5."));
        Console.WriteLine();
        await MemoryAsync(queue, bodies, quick ? 20_000 : 1_000_000);
        await host.StopAsync();
    }

    private static async Task<IHost> StartAsync(LocalSqs queue, Uri collector)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddS3SnowplowRelay(options => options.CollectorUri = collector).AddSqsSource(sqs =>
        {
            sqs.QueueUrl = queue.Url;
            sqs.Receivers = Receivers;
            sqs.Credentials = new BasicAWSCredentials(QueueOptions.AccessKey, QueueOptions.SecretKey);
        });
        builder.Services.AddHttpClient("S3Snowplow.Sqs").ConfigurePrimaryHttpMessageHandler(queue.CreateHandler);
        IHost host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static async Task<double> CostAsync(int messages, Func<Task> work)
    {
        GC.Collect();
        TimeSpan before = Environment.CpuUsage.TotalTime;
        await work();
        return (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / messages;
    }

    private static async Task RelayAsync(LocalSqs queue, string[] bodies)
    {
        int deleted = queue.Deleted + bodies.Length;
        Array.ForEach(bodies, body => queue.Send(body));
        while (queue.Deleted < deleted)
        {
            await Task.Delay(1);
        }
    }

    // The package's own client: what is left out is the relay and what keeps messages hidden, and nothing else.
    private static Task ReceiveAndDeleteAsync(LocalSqs queue, HttpClient http, string[] bodies)
    {
        var signer = new AwsSigner("sqs", QueueOptions.Region, new BasicAWSCredentials(QueueOptions.AccessKey, QueueOptions.SecretKey));
        var client = new SqsClient(http, new Uri(queue.Url, "/"), signer, TimeProvider.System);
        int deleted = queue.Deleted + bodies.Length;
        Array.ForEach(bodies, body => queue.Send(body));
        return Task.WhenAll(Enumerable.Range(0, Receivers).Select(_ => Task.Run(async () =>
        {
            while (queue.Deleted < deleted)
            {
                List<SqsMessage> batch = await client.ReceiveAsync(queue.Url.AbsoluteUri, TimeSpan.Zero, TimeSpan.FromMinutes(2), CancellationToken.None);
                if (batch.Count > 0)
                {
                    await client.DeleteAsync(queue.Url.AbsoluteUri, [.. batch.Select(message => message.ReceiptHandle)], CancellationToken.None);
                }
            }
        })));
    }

    private static async Task MemoryAsync(LocalSqs queue, string[] bodies, int messages)
    {
        Console.WriteLine("| messages | managed heap, MB |");
        Console.WriteLine("|---:|---:|");
        int first = queue.Deleted;
        for (int step = messages / 10; queue.Deleted - first < messages;)
        {
            await RelayAsync(queue, bodies);
            int done = queue.Deleted - first;
            if (done % step < bodies.Length)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {done:N0} | {GC.GetTotalMemory(forceFullCollection: true) / 1e6:F1} |"));
            }
        }

        Console.WriteLine();
    }

    private static void Print(string name, IEnumerable<double> values) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {ServiceProgram.Median(values):F2} |"));
}
