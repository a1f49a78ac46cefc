using System.Globalization;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using S3Snowplow.RabbitMq;
using S3Snowplow.RabbitMq.Connecting;

namespace S3Snowplow.Tool;

/// <summary>Connects to the broker, and looks whether the queues are there. Consumes and makes nothing.</summary>
internal sealed class RabbitMqCheck(DoctorContext context) : IDoctorCheck
{
    public string Name => "RabbitMQ";

    public async Task<Finding> LookAsync(CancellationToken cancellationToken)
    {
        if (!context.Settings.Has("RabbitMq"))
        {
            return Finding.Skipped("S3Snowplow:RabbitMq is not set");
        }

        RabbitMqSourceOptions options = context.Options<RabbitMqSourceOptions>("/rabbitmq");
        string shown = BrokerAddress.Shown(options);
        try
        {
            await using IConnection connection = await BrokerAddress.Factory(options, "s3snowplow doctor").CreateConnectionAsync(cancellationToken);
            List<string> queues = [];
            foreach (string queue in new[] { options.Queue, options.RejectedQueue }.OfType<string>())
            {
                queues.Add(await LookAsync(connection, queue, options.Declare, cancellationToken));
            }

            return Finding.Ok($"{shown}: {string.Join(", ", queues)}");
        }
        catch (Exception exception) when (BrokerRefusal.Of(exception, options) is { } refusal)
        {
            return Finding.Wrong($"{shown}: the source {refusal}", "Mend that at the broker or in S3Snowplow:RabbitMq.");
        }
        catch (Exception exception) when (exception is BrokerUnreachableException or IOException or OperationInterruptedException)
        {
            return Finding.Wrong($"{shown} is not reached: {(exception.InnerException ?? exception).Message.ReplaceLineEndings(" ").TrimEnd('.')}", "Check S3Snowplow:RabbitMq:Uri, and whether the broker runs.");
        }
    }

    // A channel ends with the first question that is refused, so that each queue has one of its own.
    private static async Task<string> LookAsync(IConnection connection, string queue, bool isDeclared, CancellationToken cancellationToken)
    {
        await using IChannel channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            QueueDeclareOk found = await channel.QueueDeclarePassiveAsync(queue, cancellationToken);
            return string.Create(CultureInfo.InvariantCulture, $"{queue} has {found.MessageCount} messages and {found.ConsumerCount} consumers");
        }
        catch (OperationInterruptedException exception) when (isDeclared && exception.ShutdownReason?.ReplyCode == 404)
        {
            return $"{queue} is not there yet, and serve makes it";
        }
    }
}
