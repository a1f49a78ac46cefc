using S3Snowplow.Mapping;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Elasticsearch;

/// <summary>
/// Events that are delivered once, twice, late, into one index or into two, to a reader that is restarted, and whose readings are lost: whatever happens, what was handed in is what was sent, each event once.
/// </summary>
public sealed class RedeliveryTests
{
    private static readonly DateTimeOffset Start = ManualTimeProvider.DefaultStart;

    public static TheoryData<ElasticsearchForm, bool, int> Worlds
    {
        get
        {
            TheoryData<ElasticsearchForm, bool, int> worlds = [];
            foreach (ElasticsearchForm form in Enum.GetValues<ElasticsearchForm>())
            {
                foreach (bool rollsOver in (bool[])[false, true])
                {
                    for (int seed = 1; seed <= 12; seed++)
                    {
                        worlds.Add(form, rollsOver, seed);
                    }
                }
            }

            return worlds;
        }
    }

    [Theory]
    [MemberData(nameof(Worlds))]
    public async Task Read_WhateverIsDeliveredAgain_HandsInEachEventOnce(ElasticsearchForm form, bool rollsOver, int seed)
    {
        var random = new Random(seed);
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync(options: new ElasticsearchOptions { Form = form });
        List<Sent> sent = [.. Enumerable.Range(0, 150).Select(number => Sent.Create(number, random, form))];
        Queue<(int Minute, Action Write)> writes = new(sent.SelectMany(one => one.Deliveries.Select(delivery => (delivery.Written, (Action)(() => Write(rig, one, delivery, rollsOver))))).OrderBy(write => write.Written));
        rig.Change(from: Start, received: Start);
        rig.Change(pipeline: "q", from: Start, received: Start);

        Dictionary<(string Pipeline, long Minute), long> counted = [];
        ElasticsearchReceivedMinutes minutes = rig.Minutes();
        ReadOnlyMemory<byte> saved = default;
        int folded = 0;
        for (int now = 10; now < 900; now += random.Next(1, random.Next(2) == 0 ? 3 : 25))
        {
            while (writes.TryPeek(out (int Minute, Action Write) next) && next.Minute <= now)
            {
                writes.Dequeue().Write();
            }

            int until = now - 5;
            Dictionary<(string, long), long> read = await ReadAsync(minutes, folded, until);
            switch (random.Next(6))
            {
                case 0:
                    // The state could not be saved: it is asked for again.
                    continue;
                case 1:
                    // The process ended before it was saved.
                    minutes = rig.Minutes();
                    minutes.Restore(saved);
                    continue;
            }

            foreach (((string, long) cell, long bytes) in read)
            {
                counted[cell] = counted.GetValueOrDefault(cell) + bytes;
            }

            folded = until;
            saved = minutes.Save(ElasticsearchRig.Zero + folded);
            minutes.Release(ElasticsearchRig.Zero + folded);
        }

        Assert.Equal(
            sent.GroupBy(one => (one.Pipeline, (long)one.Minute)).Select(group => $"{group.Key}: {group.Sum(one => one.Bytes)}").Order(),
            counted.Where(cell => cell.Value > 0).Select(cell => $"{cell.Key}: {cell.Value}").Order());
    }

    private static void Write(ElasticsearchRig rig, Sent one, Delivery delivery, bool rollsOver)
    {
        one.Event ??= LoaderDocument.Object(Objects.Put("b", $"{one.Pipeline}/{one.Number}", one.Bytes, Start.AddMinutes(one.Minute).AddSeconds(one.Number % 60)), one.Pipeline);
        rig.Index(one.Event, Start.AddMinutes(delivery.Received).AddMilliseconds(one.Number), rollsOver ? $"snowplow-{1 + (delivery.Written / 200)}" : "snowplow");
    }

    private static async Task<Dictionary<(string Pipeline, long Minute), long>> ReadAsync(ElasticsearchReceivedMinutes minutes, int first, int until)
    {
        Dictionary<(string Pipeline, long Minute), long> cells = [];
        await foreach (ReceivedMinute minute in minutes.ReadAsync(ElasticsearchRig.Zero + first, ElasticsearchRig.Zero + until))
        {
            foreach (string pipeline in (string[])["p", "q"])
            {
                foreach ((long at, Int128 bytes) in minute.Of(pipeline).Arrived)
                {
                    (string, long) cell = (pipeline, at - ElasticsearchRig.Zero);
                    cells[cell] = cells.GetValueOrDefault(cell) + (long)bytes;
                }
            }
        }

        return cells;
    }

    /// <summary>When the collector got it, and when the loader wrote it; minutes.</summary>
    private sealed record Delivery(int Received, int Written);

    private sealed record Sent(int Number, string Pipeline, int Minute, long Bytes, IReadOnlyList<Delivery> Deliveries)
    {
        public SnowplowEvent? Event { get; set; }

        public static Sent Create(int number, Random random, ElasticsearchForm form)
        {
            // Many have equal sizes: that a sum stays the same must not hide that one came for another.
            int minute = random.Next(0, 300);
            List<Delivery> deliveries = [];
            int received = minute + (random.Next(8) == 0 ? random.Next(0, 200) : random.Next(0, 2));
            int count = random.Next(3) == 0 ? random.Next(2, 5) : 1;
            for (int i = 0; i < count; i++)
            {
                // The sums find what is written late only where the event is of the last hour.
                int late = form == ElasticsearchForm.Documents && random.Next(8) == 0 ? random.Next(0, 50) : random.Next(0, 4);
                deliveries.Add(new Delivery(received, received + late));
                received += random.Next(0, 120);
            }

            // What is written last is what was received last, as long as one loader writes.
            for (int i = 1; i < deliveries.Count; i++)
            {
                deliveries[i] = deliveries[i] with { Written = Math.Max(deliveries[i].Written, deliveries[i - 1].Written) };
            }

            return new Sent(number, random.Next(2) == 0 ? "p" : "q", minute, random.Next(1, 4), deliveries);
        }
    }
}
