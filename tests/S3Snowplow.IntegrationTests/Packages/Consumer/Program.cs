// example: relay
using S3Snowplow;

await using var relay = new ObjectEventRelay(new RelayOptions { CollectorUri = new Uri(args[0]) });
var notification = new Notification(await File.ReadAllBytesAsync(args[1]), id: args[1]);
RelayResult result = await relay.RelayAsync(notification, deadline: TimeSpan.FromSeconds(30));

foreach (EventResult sent in result.Events)
{
    Console.WriteLine($"{sent.EventId} {sent.ObjectEvent.Name} {sent.ObjectEvent.Size} bytes: {sent.Outcome.Outcome} {sent.Outcome.Text}");
}

return result.ShouldAcknowledge ? 0 : 1;
// end
